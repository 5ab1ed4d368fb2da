//! A run is a pure function of its seed, whatever else the machine does.

use std::time::Duration;

use bedrock_sandbox::{Faults, Profile, Sandbox, Setup};

use super::sdk::organizations;

/// Forty accounts, five at a time, with faults; what was called, how long it took, and what came of it.
async fn run(
    seed: u64,
) -> (
    std::collections::BTreeMap<String, u64>,
    Duration,
    serde_json::Value,
) {
    let sandbox = Sandbox::new(Setup {
        seed,
        account_quota: 100,
        faults: Faults {
            rules: Vec::new(),
            profile: Profile::Light,
        },
        ..Setup::default()
    });
    // Without the SDK's own retries: their jitter is not ours to seed.
    let client = organizations(&sandbox);
    let start = tokio::time::Instant::now();
    let workers = (0..5).map(|worker| {
        let client = client.clone();
        tokio::spawn(async move {
            for n in 0..8 {
                let create = client
                    .create_account()
                    .account_name("team")
                    .email(format!("aws+{worker}-{n}@acme.example"));
                while create.clone().send().await.is_err() {
                    tokio::time::sleep(Duration::from_secs(20)).await;
                }
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    (sandbox.calls(), start.elapsed(), sandbox.snapshot())
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_run() {
    let first = run(5).await;
    let again = run(5).await;
    assert_eq!(first.0, again.0);
    assert_eq!(first.2, again.2);
    assert_ne!(first.1, run(6).await.1);
}
