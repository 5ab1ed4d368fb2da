//! One sign-in in the place of another.

use std::process::Stdio;
use std::time::{Duration, Instant};

use bedrock_auth::cache::lock::Lock;
use bedrock_auth::cli::Way;
use bedrock_auth::clock::Moment;
use bedrock_auth::context::{Context, Settings};
use bedrock_auth::entry::{Slot, Stamp};
use bedrock_auth::home::Home;
use bedrock_auth::sign_in::{Asked, By, Ended, Outcome, State, end_running, join};

use super::Stage;

const PATIENCE: Duration = Duration::from_secs(10);

fn state(id: &str) -> State {
    State {
        id: id.into(),
        started: Moment::now(),
        shown: None,
        outcome: None,
    }
}

fn until_ended(state: &State, home: &Home) {
    let began = Instant::now();
    while !state.is_cancelled(home) {
        assert!(began.elapsed() < PATIENCE, "{} goes on", state.id);
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// While it waits for `lock`, another program begins a sign-in in a browser.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whoever_asks_for_a_code_gets_one_whatever_others_begin() {
    let stage = Stage::new().await;
    let home = stage.home();
    let lock = Lock::take(&home.file("lock"), PATIENCE).unwrap();
    let running = Lock::take(&home.file("sign-in.lock"), PATIENCE).unwrap();
    let (first, mut second) = (state("first"), state("second"));
    first.write(&home).unwrap();
    let mut login = stage.program();
    login.args(["login", "--device"]);
    login.stdout(Stdio::null()).stderr(Stdio::null());
    let mut login = login.spawn().unwrap();
    until_ended(&first, &home);
    drop(running);
    // Until it has seen that.
    std::thread::sleep(Duration::from_secs(1));

    let running = Lock::take(&home.file("sign-in.lock"), PATIENCE).unwrap();
    second.write(&home).unwrap();
    drop(lock);
    until_ended(&second, &home);
    second.outcome = Some(Outcome::Cancelled);
    second.write(&home).unwrap();
    drop(running);

    let asked = stage.asked.recv_timeout(PATIENCE);
    assert!(asked.is_ok(), "no code was asked for");
    end_running(&home).unwrap();
    login.wait().unwrap();
}

const ASKED: Asked = Asked {
    way: Way::Auto,
    by: By::Person,
};

fn context(home: &Home) -> Context {
    Context {
        home: home.clone(),
        now: Moment::now(),
        slot: Slot::default(),
        settings: Settings::default(),
        settings_stamp: Stamp::of(&home.file(Settings::FILE)),
    }
}

/// Whoever started it was killed, and its file still tells of the one before.
#[test]
fn one_that_has_not_said_yet_who_it_is_is_joined_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path().join("home"));
    let _running = Lock::take(&home.file("sign-in.lock"), PATIENCE).unwrap();
    let mut before = state("before");
    before.outcome = Some(Outcome::Cancelled);
    before.write(&home).unwrap();
    let saying = std::thread::spawn({
        let home = home.clone();
        move || {
            std::thread::sleep(Duration::from_millis(200));
            state("now").write(&home).unwrap();
        }
    });
    let joined = join(&context(&home), ASKED).unwrap();
    saying.join().unwrap();
    assert!(format!("{joined:?}").contains("now"), "{joined:?}");
}

#[test]
fn one_that_has_a_successor_is_waited_for_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path().join("home"));
    let _running = Lock::take(&home.file("sign-in.lock"), PATIENCE).unwrap();
    state("first").write(&home).unwrap();
    let joined = join(&context(&home), ASKED).unwrap();
    state("second").write(&home).unwrap();
    let ended = joined.wait(&home, &mut |_| {});
    assert_eq!(ended, Ok(Ended::Vanished));
}
