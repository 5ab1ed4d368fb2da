//! Providers that lie, fail or overdo it.

use std::sync::{Arc, Mutex};

use bedrock_auth::network::Http;
use bedrock_auth::oidc::{Granted, RefreshFault};
use bedrock_auth::secret::Secret;
use bedrock_auth::stop::{Exit, Stop};
use serde_json::{Value, json};

use super::ecdsa::CURVES;
use super::idp::{
    Answer, Idp, NOW, REFRESH, SUBJECT, discovery, json, mint, refusal, token, tokens,
};
use super::person::{sign_in, visit};

async fn not_found(change: impl FnOnce(&mut Value), cause: &str) {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let mut document = discovery(&idp.url);
    change(&mut document);
    idp.script(move |seen| {
        let asked = seen.path.starts_with("/.well-known");
        asked.then(|| json(&document)).flatten()
    });
    let stop = idp.find(&http).await.err().expect(cause);
    assert!(stop.message.contains(cause), "{}", stop.message);
    assert!(stop.hint.is_some());
    // What was refused is not kept.
    assert!(!idp.home().file("provider.json").exists());
}

#[tokio::test]
async fn a_configuration_must_be_that_of_the_issuer_and_name_private_addresses() {
    let set = |name: &'static str, value: Value| move |document: &mut Value| document[name] = value;
    not_found(
        set("issuer", json!("https://evil.example")),
        "another issuer, https://evil.example",
    )
    .await;
    not_found(
        set("token_endpoint", json!("http://idp.example/token")),
        "its token_endpoint is no https address",
    )
    .await;
    not_found(
        set("jwks_uri", json!("http://idp.example/keys")),
        "its jwks_uri is no https address",
    )
    .await;
    not_found(
        set("authorization_endpoint", json!("javascript:alert(1)")),
        "its authorization_endpoint is no https",
    )
    .await;
    not_found(
        set("revocation_endpoint", json!("http://idp.example/r")),
        "its revocation_endpoint is no https",
    )
    .await;
    not_found(
        set("end_session_endpoint", json!("file:///etc/passwd")),
        "its end_session_endpoint is no https",
    )
    .await;
    not_found(set("token_endpoint", json!(7)), "no OpenID configuration").await;
    not_found(|document| *document = json!([]), "no OpenID configuration").await;
}

/// Whether the issuer's trailing slash is there or not, it is compared as it is.
#[tokio::test]
async fn an_issuer_is_compared_to_the_letter() {
    not_found(
        |document| document["issuer"] = format!("{}/", document["issuer"].as_str().unwrap()).into(),
        "another issuer",
    )
    .await;
}

#[tokio::test]
async fn redirects_are_not_followed_and_answers_are_bounded() {
    let http = Http::from_environment().unwrap();
    for (answer, cause, exit) in [
        ((302, b"/elsewhere".to_vec()), "answered 302", Exit::Failed),
        ((404, Vec::new()), "answered 404", Exit::Failed),
        ((503, Vec::new()), "answered 503", Exit::Offline),
        ((200, vec![b' '; 10_000_000]), "larger than", Exit::Failed),
    ] {
        let idp = Idp::start().await;
        idp.script(move |_| Some(answer.clone()));
        let stop = idp.find(&http).await.err().unwrap();
        assert!(stop.message.contains(cause), "{stop:?}");
        assert_eq!(stop.exit, exit);
        assert_eq!(idp.requests(), 1);
    }
}

async fn refreshed(
    answer: impl FnMut() -> Option<Answer> + Send + 'static,
) -> (Idp, Result<Granted, RefreshFault>) {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let mut answer = answer;
    idp.script(move |seen| (seen.path == "/token").then(&mut answer).flatten());
    let refresh = Secret::new(REFRESH.into());
    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    (idp, granted)
}

fn refused(granted: Result<Granted, RefreshFault>) -> Stop {
    match granted {
        Err(RefreshFault::Refused { stop, .. }) => stop,
        Err(RefreshFault::Spent) => panic!("spent"),
        Err(RefreshFault::Unreached { stop, .. }) => panic!("{stop:?}"),
        Ok(_) => panic!("granted"),
    }
}

#[tokio::test]
async fn only_the_providers_word_spends_a_refresh_token() {
    let (_, granted) = refreshed(|| refusal("invalid_grant")).await;
    assert!(matches!(granted, Err(RefreshFault::Spent)));
    // A gateway's page may say anything.
    let page = || json!({"error": "invalid_grant"}).to_string().into_bytes();
    // Behind a gateway that lost the provider, the work may have been done.
    for (status, lost) in [
        (500, false),
        (503, false),
        (429, false),
        (502, true),
        (504, true),
    ] {
        let (_, granted) = refreshed(move || Some((status, page()))).await;
        let Err(RefreshFault::Unreached { stop, sent }) = granted else {
            panic!("{status}");
        };
        assert_eq!((stop.exit, sent), (Exit::Offline, lost), "{status}");
    }
    for (status, body) in [
        (302, ""),
        (200, "[]"),
        (200, "<html>"),
        (404, "no"),
        (400, "{"),
    ] {
        let (_, granted) = refreshed(move || Some((status, body.into()))).await;
        let stop = refused(granted);
        assert!(stop.hint.is_some(), "{stop:?}");
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_keeps_the_refresh_token() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let mut document = discovery(&idp.url);
    document["token_endpoint"] = "http://127.0.0.1:1/token".into();
    idp.script(move |seen| {
        let asked = seen.path.starts_with("/.well-known");
        asked.then(|| json(&document)).flatten()
    });
    let provider = idp.find(&http).await.unwrap();
    let refresh = Secret::new(REFRESH.into());
    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    let Err(RefreshFault::Unreached { stop, sent: false }) = granted else {
        panic!("the request was sent");
    };
    assert_eq!(stop.exit, Exit::Offline);
    assert_eq!(
        stop.message,
        "could not reach 127.0.0.1: nobody listens there"
    );
}

#[tokio::test]
async fn a_refresh_is_believed_only_for_the_same_person() {
    let (_, granted) = refreshed(|| json(&tokens(&mint(&token("https://evil.example"))))).await;
    assert!(
        refused(granted)
            .message
            .contains("issued by https://evil.example")
    );

    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let refresh = Secret::new(REFRESH.into());
    let granted = provider.refresh(&http, &refresh, "grace", NOW).await;
    assert!(refused(granted).message.contains("another person"));

    let (_, granted) =
        refreshed(|| json(&json!({"access_token": "x", "token_type": "Bearer"}))).await;
    let stop = refused(granted);
    assert_eq!(stop.exit, Exit::LoginNeeded);
    let (_, granted) = refreshed(|| Some((200, vec![b'x'; 10_000_000]))).await;
    assert!(matches!(
        granted,
        Err(RefreshFault::Unreached { sent: true, .. })
    ));
}

/// Such as with a clock that is wrong: the old one is spent, so that the new one must not be lost.
#[tokio::test]
async fn a_new_refresh_token_is_handed_on_even_beside_a_token_that_is_not_believed() {
    let (_, granted) = refreshed(|| {
        let late = token("https://evil.example").claim("exp", 7);
        let mut answer = tokens(&mint(&late));
        answer["refresh_token"] = "refresh-token-of-ada-2".into();
        json(&answer)
    })
    .await;
    let Err(RefreshFault::Refused { replacement, .. }) = granted else {
        panic!("it was believed");
    };
    assert_eq!(replacement.unwrap().reveal(), "refresh-token-of-ada-2");
}

#[tokio::test]
async fn what_a_provider_repeats_of_a_secret_is_not_shown() {
    let (_, granted) = refreshed(|| {
        let said = json!({"error": "odd", "error_description": format!("you sent {REFRESH}")});
        Some((400, said.to_string().into_bytes()))
    })
    .await;
    let stop = format!("{:?}", refused(granted));
    assert!(!stop.contains(REFRESH), "{stop}");

    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let verifier = Arc::new(Mutex::new(String::new()));
    let kept = verifier.clone();
    idp.script(move |seen| {
        if seen.path != "/token" {
            return None;
        }
        *kept.lock().unwrap() = seen.fields["code_verifier"].clone();
        let all: Vec<_> = seen.fields.values().cloned().collect();
        let said = json!({"error": "invalid_grant", "error_description": all.join(" ")});
        Some((400, said.to_string().into_bytes()))
    });
    let (granted, page) = sign_in(&provider, &http, async |url| {
        visit(&idp.approve(&url)).await
    })
    .await;
    let stop = granted.err().unwrap();
    let shown = format!("{stop:?} {page}");
    assert!(!shown.contains("code-of-ada"), "{shown}");
    assert!(
        !shown.contains(verifier.lock().unwrap().as_str()),
        "{shown}"
    );
    assert_eq!(stop.exit, Exit::Denied);
}

#[tokio::test]
async fn new_keys_are_fetched_once() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let pair = CURVES[0].pair();
    let claims = json!({
        "iss": idp.url, "aud": super::idp::CLIENT, "sub": SUBJECT, "iat": NOW.0, "exp": NOW.0 + 3600,
    });
    let (known, unknown) = (pair.sign("new", &claims), pair.sign("newer", &claims));
    let set = json!({"keys": [pair.public("new")]});
    let answers = Arc::new(Mutex::new(vec![unknown, known.clone(), known]));
    idp.script(move |seen| match seen.path.as_str() {
        "/keys" => json(&set),
        "/token" => json(&tokens(&answers.lock().unwrap().pop().unwrap())),
        _ => None,
    });
    let refresh = Secret::new(REFRESH.into());
    let keys = || idp.seen("/keys").len();
    assert!(
        provider
            .refresh(&http, &refresh, SUBJECT, NOW)
            .await
            .is_ok()
    );
    assert_eq!(keys(), 2);
    // The new ones are kept.
    let provider = idp.find(&http).await.unwrap();
    assert!(
        provider
            .refresh(&http, &refresh, SUBJECT, NOW)
            .await
            .is_ok()
    );
    assert_eq!(keys(), 2);
    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    assert!(refused(granted).message.contains("does not publish"));
    assert_eq!(keys(), 3);
}

#[tokio::test]
async fn what_is_kept_is_found_anew_after_a_day_and_when_it_is_broken() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let find = async |now| {
        let issuer = idp.issuer();
        bedrock_auth::oidc::Provider::find(&http, &idp.home(), &issuer, now)
            .await
            .unwrap();
        idp.requests()
    };
    assert_eq!(find(NOW).await, 2);
    assert_eq!(find(NOW.plus(86_399)).await, 2);
    assert_eq!(find(NOW.plus(86_400)).await, 4);
    assert_eq!(find(NOW).await, 6, "the clock was set back");
    let kept = idp.home().file("provider.json");
    let insecure = std::fs::read_to_string(&kept).unwrap();
    let insecure = insecure.replace(&format!("{}/token", idp.url), "http://evil.example/token");
    for text in ["", "{", "[]", &insecure] {
        let before = idp.requests();
        std::fs::write(&kept, text).unwrap();
        assert_eq!(find(NOW).await, before + 2, "{text}");
    }
}
