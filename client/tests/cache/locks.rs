//! One at a time, across processes, and no lock of the dead.

use std::io::{BufRead, BufReader};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use bedrock_auth::cache::lock::Lock;
use bedrock_auth::home::Home;

use super::samples::{given_folder, home, started};

const SHORT: Duration = Duration::from_millis(60);
const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_lock_is_waited_for_and_no_longer_than_said() {
    let (_folder, home) = home();
    let path = home.file("lock");
    let held = Lock::take(&path, LONG).unwrap();
    assert!(Lock::try_take(&path).unwrap().is_none());
    let began = Instant::now();
    let stop = Lock::take(&path, SHORT).unwrap_err();
    assert!(began.elapsed() >= SHORT && began.elapsed() < LONG);
    assert!(
        stop.message.contains("another bedrock-auth"),
        "{}",
        stop.message
    );
    drop(held);
    assert!(Lock::try_take(&path).unwrap().is_some());
}

#[test]
fn fifty_go_one_after_the_other() {
    let (_folder, home) = home();
    let inside = AtomicU32::new(0);
    let done = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                let _lock = Lock::take(&home.file("lock"), LONG).unwrap();
                assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                std::thread::yield_now();
                inside.fetch_sub(1, Ordering::SeqCst);
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
    });
    assert_eq!(done.into_inner(), 50);
}

#[test]
fn a_lock_dies_with_its_process() {
    let (_folder, home) = home();
    let path = home.file("lock");
    let mut other = started("cache::locks::holds_until_killed", home.path());
    let mut lines = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("held")));
    assert!(Lock::try_take(&path).unwrap().is_none());
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(Lock::try_take(&path).unwrap().is_some());
}

#[test]
#[ignore = "another test runs it and kills it"]
fn holds_until_killed() {
    let Some(folder) = given_folder() else { return };
    let _lock = Lock::take(&Home::at(folder).file("lock"), LONG).unwrap();
    println!("held");
    // Whoever runs it kills it; if not, it ends by itself.
    std::thread::park_timeout(LONG);
}
