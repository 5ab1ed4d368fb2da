//! Killed at any point, the old or the new is read back.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use bedrock_auth::cache::keyring::Keyring;
use bedrock_auth::cache::tokens::Shelf;
use bedrock_auth::home::Home;

use super::samples::{CLIENT, ISSUER, given_folder, home, number, numbered, started};

const ROUNDS: u64 = 25;

#[test]
fn tokens_outlive_whoever_saves_them() {
    let (_folder, home) = home();
    let keyring = Keyring::off("a test");
    let shelf = Shelf::new(&home, &keyring, ISSUER, CLIENT);
    shelf.save(&numbered(0)).unwrap();
    let mut before = 0;
    for round in 0..ROUNDS {
        let mut writer = started("cache::killed::saves_until_killed", home.path());
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut saved = || {
            let mut numbers = lines.by_ref().filter_map(|line| line.unwrap().parse().ok());
            numbers.next().unwrap_or_default()
        };
        // Somewhere within a save, another place each round.
        let mut last: u64 = saved();
        for _ in 0..round % 5 {
            last = saved();
        }
        std::thread::park_timeout(Duration::from_micros(round * 137));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let found = number(&shelf.load().unwrap().unwrap());
        assert!(found >= last && found > before, "{before} {last} {found}");
        before = found;
    }
}

#[test]
#[ignore = "another test runs it and kills it"]
fn saves_until_killed() {
    let Some(folder) = given_folder() else { return };
    let home = Home::at(folder);
    let keyring = Keyring::off("a test");
    let shelf = Shelf::new(&home, &keyring, ISSUER, CLIENT);
    let first = number(&shelf.load().unwrap().unwrap()) + 1;
    for number in first..first + 100_000 {
        shelf.save(&numbered(number)).unwrap();
        println!("{number}");
    }
}
