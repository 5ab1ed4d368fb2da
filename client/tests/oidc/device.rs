//! Signing in on another device, on a clock of its own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bedrock_auth::cli::Way;
use bedrock_auth::network::Http;
use bedrock_auth::oidc::{Granted, Prompt};
use bedrock_auth::stop::{Exit, Stop};
use serde_json::json;
use tokio::time::Instant;

use super::idp::{Answer, Idp, NOW, SUBJECT, json, refusal};
use super::person::PATIENCE;

struct Outcome {
    granted: Result<Granted, Stop>,
    prompts: Vec<Prompt>,
    /// Seconds between the beginning and each question.
    asked: Vec<u64>,
}

/// Each answer in turn, and friendliness after the last.
async fn sign_in(answers: Vec<Option<Answer>>, change: impl FnOnce(&Idp)) -> Outcome {
    let idp = Idp::start().await;
    let http = Http::from_environment().unwrap();
    change(&idp);
    let provider = idp.find(&http).await.unwrap();
    let (asked, began) = (Arc::new(Mutex::new(Vec::new())), Instant::now());
    let (noted, mut answers) = (asked.clone(), answers.into_iter());
    let mut device = None;
    if let Some(Some(first)) = answers.next() {
        device = Some(first);
    }
    idp.script(move |seen| match seen.path.as_str() {
        "/device" => device.clone(),
        "/token" => {
            noted.lock().unwrap().push(began.elapsed().as_secs());
            answers.next().flatten()
        }
        _ => None,
    });
    let mut prompts = Vec::new();
    let granted = provider
        .sign_in(
            &http,
            Way::Device,
            &mut |prompt| prompts.push(prompt),
            PATIENCE,
            NOW,
        )
        .await;
    let asked = asked.lock().unwrap().clone();
    Outcome {
        granted,
        prompts,
        asked,
    }
}

#[tokio::test(start_paused = true)]
async fn the_provider_says_how_often_it_is_asked() {
    let outcome = sign_in(
        vec![
            None,
            refusal("authorization_pending"),
            refusal("slow_down"),
            Some((502, Vec::new())),
            refusal("authorization_pending"),
        ],
        |_| {},
    )
    .await;
    assert_eq!(outcome.granted.ok().unwrap().identity.subject, SUBJECT);
    // Every 5 seconds, then 10, then 20 after an answer that was none.
    assert_eq!(outcome.asked, [5, 10, 20, 40, 60]);
    let [
        Prompt::Device {
            url,
            code,
            complete_url,
        },
    ] = outcome.prompts.as_slice()
    else {
        panic!("{:?}", outcome.prompts);
    };
    assert!(url.ends_with("/enter"));
    assert_eq!(code, "WDJB-MJHT");
    assert!(complete_url.as_ref().unwrap().ends_with("?c=WDJB-MJHT"));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_code_is_told() {
    for (answer, exit, cause) in [
        (refusal("access_denied"), Exit::Denied, "says access_denied"),
        (
            refusal("expired_token"),
            Exit::LoginNeeded,
            "not entered in time",
        ),
        (
            Some((200, b"[]".to_vec())),
            Exit::Failed,
            "no token response",
        ),
    ] {
        let outcome = sign_in(vec![None, answer], |_| {}).await;
        let stop = outcome.granted.err().unwrap();
        assert_eq!(stop.exit, exit);
        assert!(stop.message.contains(cause), "{stop:?}");
        assert_eq!(outcome.asked.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_longer_than_the_code_lives() {
    let offer = |expires: u64, url: &str| {
        json(&json!({
            "device_code": "d", "user_code": "A\u{1b}[2JB", "verification_uri": url, "expires_in": expires,
        }))
    };
    let began = Instant::now();
    let mut answers = vec![offer(60, "https://idp.example/enter")];
    answers.extend((0..100).map(|_| refusal("authorization_pending")));
    let outcome = sign_in(answers, |_| {}).await;
    let stop = outcome.granted.err().unwrap();
    assert_eq!(stop.exit, Exit::LoginNeeded, "{stop:?} {:?}", outcome.asked);
    assert!(began.elapsed() < Duration::from_secs(62));
    assert!(matches!(&outcome.prompts[0], Prompt::Device { code, .. } if code == "A[2JB"));

    let outcome = sign_in(vec![offer(60, "http://evil.example/enter")], |_| {}).await;
    let stop = outcome.granted.err().unwrap();
    assert!(stop.message.contains("no https address"), "{stop:?}");
    assert!(outcome.prompts.is_empty());
}

/// As Entra and AD FS do.
#[tokio::test(start_paused = true)]
async fn an_offer_whose_numbers_are_written_as_text_is_understood() {
    let offer = json(&json!({
        "device_code": "d", "user_code": "A", "verification_uri": "https://idp.example/enter",
        "expires_in": "600", "interval": "7",
    }));
    let outcome = sign_in(vec![offer], |_| {}).await;
    assert!(outcome.granted.is_ok());
    assert_eq!(outcome.asked, [7]);
}

#[tokio::test(start_paused = true)]
async fn no_wish_for_pauses_brings_the_wait_down() {
    for (interval, exit) in [
        (0, Exit::LoginNeeded),
        (86_400, Exit::LoginNeeded),
        (u64::MAX, Exit::Failed),
    ] {
        let offer = json(&json!({
            "device_code": "d", "user_code": "A", "verification_uri": "https://idp.example/enter",
            "expires_in": u64::MAX, "interval": interval,
        }));
        let mut answers = vec![offer];
        answers.extend((0..1000).map(|_| refusal("slow_down")));
        let outcome = sign_in(answers, |_| {}).await;
        assert_eq!(outcome.granted.err().unwrap().exit, exit, "{interval}");
    }
}

#[tokio::test]
async fn a_provider_without_codes_says_what_to_do() {
    let outcome = sign_in(Vec::new(), |idp| {
        let mut document = super::idp::discovery(&idp.url);
        document["device_authorization_endpoint"] = json!(null);
        idp.script(move |seen| {
            let asked = seen.path.starts_with("/.well-known");
            asked.then(|| json(&document)).flatten()
        });
    })
    .await;
    let stop = outcome.granted.err().unwrap();
    assert!(stop.message.contains("does not offer it"), "{stop:?}");
    assert!(stop.hint.unwrap().contains("--print-url"));
}
