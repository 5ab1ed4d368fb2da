//! A sign-in whose process does not live to tell its end.

use bedrock_auth::clock::Moment;
use bedrock_auth::sign_in::Attempts;

use super::Stage;

/// As at shutdown, or by whoever is short of memory: SDKs that ask on must not open a tab each time.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whoever_is_killed_is_begun_once_more_and_then_counts_as_failed() {
    let stage = Stage::new().await;
    let pause = || Attempts::read(&stage.home()).pause(Moment::now());
    for counts in [false, true] {
        let mut worker = stage.worker();
        worker.kill().unwrap();
        worker.wait().unwrap();
        assert_eq!(pause().is_some(), counts);
    }
    assert!(stage.idp.requests() > 0);
    Attempts::succeeded(&stage.home());
    assert_eq!(pause(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whoever_is_ended_is_nobodys_failure() {
    let stage = Stage::new().await;
    for _ in 0..2 {
        let mut worker = stage.worker();
        bedrock_auth::sign_in::end_running(&stage.home()).unwrap();
        worker.wait().unwrap();
    }
    let attempts = Attempts::read(&stage.home());
    assert_eq!(attempts.pause(Moment::now()), None);
}
