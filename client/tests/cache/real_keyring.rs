//! With the machine's own keyring, as `tests/keyring` starts, locks and removes it around each of these.

use std::fs;
use std::time::{Duration, Instant};

use bedrock_auth::cache::keyring::Keyring;
use bedrock_auth::cache::tokens::{self, Kept};
use bedrock_auth::home::Home;
use bedrock_auth::stop::Exit;

use super::samples::{CLIENT, ISSUER, SECRETS, given_folder, number, numbered};

fn home() -> Option<Home> {
    given_folder().map(Home::at)
}

fn loaded(home: &Home) -> Option<u64> {
    let loaded = tokens::load(home, ISSUER, CLIENT).unwrap();
    loaded.as_ref().map(number)
}

fn kept(home: &Home) -> Kept {
    tokens::where_kept(home, ISSUER, CLIENT).unwrap()
}

fn no_secret_on_the_disk(home: &Home) {
    for file in fs::read_dir(home.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in SECRETS {
            assert!(!text.contains(secret), "{}", path.display());
        }
    }
}

#[test]
#[ignore = "tests/keyring runs it"]
fn a_open_keyring_keeps_them() {
    let Some(home) = home() else { return };
    assert_eq!(Keyring::of_this_machine().check(), Ok(()));
    tokens::save(&home, &numbered(1)).unwrap();
    tokens::save(&home, &numbered(2)).unwrap();
    assert_eq!(loaded(&home), Some(2));
    assert_eq!(kept(&home), Kept::Keyring);
    no_secret_on_the_disk(&home);
}

#[test]
#[ignore = "tests/keyring runs it"]
fn b_another_session_reads_them_back() {
    let Some(home) = home() else { return };
    assert_eq!(loaded(&home), Some(2));
    no_secret_on_the_disk(&home);
}

#[test]
#[ignore = "tests/keyring runs it"]
fn c_without_the_keyring_it_says_so_and_a_file_takes_the_next() {
    let Some(home) = home() else { return };
    let began = Instant::now();
    let stop = tokens::load(&home, ISSUER, CLIENT).err().unwrap();
    println!("{} after {:?}", stop.message, began.elapsed());
    assert_eq!(stop.exit, Exit::LoginNeeded);
    tokens::save(&home, &numbered(3)).unwrap();
    assert_eq!(loaded(&home), Some(3));
    let Kept::File { why } = kept(&home) else {
        panic!("there is no keyring to keep it");
    };
    println!("kept in a file: {why}");
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
#[ignore = "tests/keyring runs it"]
fn d_the_keyring_takes_them_over_again() {
    let Some(home) = home() else { return };
    assert_eq!(loaded(&home), Some(3));
    tokens::save(&home, &numbered(4)).unwrap();
    assert_eq!(loaded(&home), Some(4));
    assert_eq!(kept(&home), Kept::Keyring);
    no_secret_on_the_disk(&home);
}

#[test]
#[ignore = "tests/keyring runs it"]
fn e_a_machine_without_one_fails_fast() {
    let Some(home) = home() else { return };
    let began = Instant::now();
    let unavailable = Keyring::of_this_machine().check().unwrap_err();
    println!("{unavailable:?} after {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(1));
    tokens::load(&home, ISSUER, CLIENT).err().unwrap();
}

#[test]
#[ignore = "tests/keyring runs it"]
fn f_nothing_is_left_of_what_is_removed() {
    let Some(home) = home() else { return };
    tokens::remove(&home, ISSUER, CLIENT).unwrap();
    assert_eq!(loaded(&home), None);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}
