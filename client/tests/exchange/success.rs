//! Who is let in, and what it costs.

use bedrock_auth::clock::Moment;
use bedrock_sandbox::{Kind as Fault, Rule};

use super::stage::{GROUP, Stage};

const GET_ID: &str = "cognito-identity.GetId";
const GET_CREDENTIALS: &str = "cognito-identity.GetCredentialsForIdentity";
const ASSUME: &str = "sts.AssumeRoleWithWebIdentity";

fn calls(asked: &[(&str, u64)]) -> Vec<(String, u64)> {
    let mut asked: Vec<_> = asked
        .iter()
        .map(|(name, times)| ((*name).to_owned(), *times))
        .collect();
    asked.sort();
    asked
}

#[tokio::test]
async fn two_calls_the_first_time_and_one_from_then_on() {
    let stage = Stage::new().await;
    let token = stage.token("ann", &["everyone", GROUP]);
    let first = stage.ask(&stage.account, &token, None).await.unwrap();
    assert!(first.credentials.access_key_id.starts_with("ASIA"));
    let left = Moment::now().until(first.credentials.expires);
    assert!((3590..=3600).contains(&left), "{left}");
    assert_eq!(stage.asked(), calls(&[(GET_ID, 1), (GET_CREDENTIALS, 1)]));

    let known = first.identity_id.as_deref();
    let again = stage.ask(&stage.account, &token, known).await.unwrap();
    assert_eq!(again.identity_id.as_deref(), known);
    assert!(again.credentials != first.credentials);
    assert_eq!(stage.asked(), calls(&[(GET_ID, 1), (GET_CREDENTIALS, 2)]));
}

/// A pool that was made anew, and an id that was another person's.
#[tokio::test]
async fn an_id_that_is_gone_is_asked_for_anew() {
    let stage = Stage::new().await;
    let bob = stage.token("bob", &[GROUP]);
    let of_bob = stage.ask(&stage.account, &bob, None).await.unwrap();
    let token = stage.token("ann", &[GROUP]);
    let gone = "us-east-1:00000000-0000-0000-0000-000000000000".to_owned();
    for stale in [gone, of_bob.identity_id.unwrap()] {
        let given = stage.ask(&stage.account, &token, Some(&stale)).await;
        let id = given.unwrap().identity_id.unwrap();
        assert_ne!(id, stale);
    }
}

#[tokio::test]
async fn sts_is_asked_once_under_the_persons_name() {
    let stage = Stage::new().await;
    let token = stage.token("ann", &[]);
    let given = stage.ask(&stage.by_sts(), &token, None).await.unwrap();
    assert!(given.identity_id.is_none());
    assert!(Moment::now().until(given.credentials.expires) > 3500);
    assert_eq!(stage.asked(), calls(&[(ASSUME, 1)]));
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    for fault in [
        Fault::Throttled,
        Fault::InternalError { status: 500 },
        Fault::LostBefore,
        Fault::LostAfter,
    ] {
        let rules = [
            "GetId",
            "GetCredentialsForIdentity",
            "AssumeRoleWithWebIdentity",
        ]
        .map(|operation| Rule::operation(operation, 1, fault.clone()));
        let stage = Stage::with(rules.into()).await;
        let token = stage.token("ann", &[GROUP]);
        for account in [&stage.account, &stage.by_sts()] {
            stage.ask(account, &token, None).await.unwrap();
        }
    }
}
