//! Answers that the standard does not know, and that providers send all the same.

use bedrock_auth::network::Http;
use bedrock_auth::oidc::{Granted, RefreshFault};
use bedrock_auth::secret::Secret;
use serde_json::{Value, json};

use super::idp::{Idp, NOW, REFRESH, SUBJECT, json, mint, token, tokens};

const NEXT: &str = "refresh-token-of-ada-2";

async fn refreshed(change: impl FnOnce(&mut Value)) -> Result<Granted, RefreshFault> {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let mut answer = tokens(&mint(&token(&idp.url)));
    answer["refresh_token"] = NEXT.into();
    change(&mut answer);
    idp.script(move |seen| (seen.path == "/token").then(|| json(&answer)).flatten());
    let refresh = Secret::new(REFRESH.into());
    provider.refresh(&http, &refresh, SUBJECT, NOW).await
}

/// Entra and AD FS write the lifetime as text.
#[tokio::test]
async fn what_is_written_in_a_way_of_its_own_is_understood() {
    for (name, value) in [
        ("expires_in", json!("3599")),
        ("expires_in", json!(" soon ")),
        ("expires_in", json!(3599.5)),
        ("expires_in", json!(-1)),
        ("token_type", Value::Null),
        ("token_type", json!(7)),
        ("scope", json!(["openid", "email"])),
        ("scope", json!({"openid": true})),
    ] {
        let granted = refreshed(|answer| answer[name] = value.clone()).await;
        let Ok(granted) = granted else {
            panic!("{name} {value}");
        };
        let replacement = granted.refresh_token.unwrap();
        assert_eq!(replacement.reveal(), NEXT, "{name} {value}");
    }
    let left_out = |answer: &mut Value| {
        answer.as_object_mut().unwrap().remove("token_type");
    };
    assert!(refreshed(left_out).await.is_ok());
}

/// It did spend the refresh token, most likely, and what came for it nobody knows.
#[tokio::test]
async fn an_answer_that_cannot_be_read_leaves_open_what_became_of_the_refresh_token() {
    for odd in [Value::Null, json!(7), json!(["a"])] {
        let granted = refreshed(|answer| answer["access_token"] = odd.clone()).await;
        let Err(RefreshFault::Unreached { stop, sent: true }) = granted else {
            panic!("{odd}");
        };
        assert!(stop.message.contains("no token response"), "{stop:?}");
        assert!(stop.hint.is_some());
    }
}

/// Beside an ID token that is none, the new refresh token is still one.
#[tokio::test]
async fn an_odd_id_token_does_not_cost_the_refresh_token() {
    for odd in [json!(7), Value::Null] {
        let granted = refreshed(|answer| answer["id_token"] = odd.clone()).await;
        let Err(RefreshFault::Refused { replacement, .. }) = granted else {
            panic!("{odd}");
        };
        assert_eq!(replacement.unwrap().reveal(), NEXT);
    }
}
