//! Providers that are no longer as they were found.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bedrock_auth::cli::Way;
use bedrock_auth::network::Http;
use bedrock_auth::oidc::RefreshFault;
use bedrock_auth::secret::Secret;
use serde_json::json;

use super::ecdsa::CURVES;
use super::idp::{CLIENT, Idp, NOW, REFRESH, SUBJECT, discovery, json, tokens};
use super::person::{sign_in, visit};

/// The same name for another key: the one at hand does not verify.
#[tokio::test]
async fn a_key_that_was_replaced_under_its_name_is_fetched_once() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let (old, new) = (CURVES[0].pair(), CURVES[0].pair());
    let claims = json!({
        "iss": idp.url, "aud": CLIENT, "sub": SUBJECT, "iat": NOW.0, "exp": NOW.0 + 3600,
    });
    let token = new.sign("key", &claims);
    let sets = [&old, &new].map(|pair| json!({"keys": [pair.public("key")]}));
    let (rotated, seen_by_script) = {
        let rotated = Arc::new(AtomicBool::new(false));
        (rotated.clone(), rotated)
    };
    idp.script(move |seen| match seen.path.as_str() {
        "/keys" => json(&sets[usize::from(seen_by_script.load(Ordering::Relaxed))]),
        "/token" => json(&tokens(&token)),
        _ => None,
    });
    let provider = idp.find(&http).await.unwrap();
    let refresh = Secret::new(REFRESH.into());
    let keys = || idp.seen("/keys").len();

    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    let Err(RefreshFault::Refused { stop, .. }) = granted else {
        panic!("believed");
    };
    assert!(stop.message.contains("not the identity provider's"));
    assert_eq!(keys(), 2, "asked for once more, and no oftener");

    rotated.store(true, Ordering::Relaxed);
    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    assert!(granted.is_ok());
    assert_eq!(keys(), 3);
    let provider = idp.find(&http).await.unwrap();
    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    assert!(granted.is_ok());
}

#[tokio::test]
async fn after_a_sign_in_that_failed_the_provider_is_found_anew() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let mut old = discovery(&idp.url);
    old["token_endpoint"] = format!("{}/gone", idp.url).into();
    idp.script(move |seen| {
        let asked = seen.path.starts_with("/.well-known");
        asked.then(|| json(&old)).flatten()
    });
    let provider = idp.find(&http).await.unwrap();
    let browser = async |url: String| visit(&idp.approve(&url)).await;
    let (granted, _) = sign_in(&provider, &http, browser).await;
    assert!(granted.is_err());

    idp.script(|_| None);
    let provider = idp.find(&http).await.unwrap();
    let (granted, _) = sign_in(&provider, &http, browser).await;
    assert!(granted.is_ok());
    // What has worked is kept.
    let before = idp.requests();
    idp.find(&http).await.unwrap();
    assert_eq!(idp.requests(), before);
}

/// Whoever is shown an error by the browser does not come back, or begins again.
#[tokio::test(start_paused = true)]
async fn after_a_sign_in_that_nobody_finished_the_provider_is_found_anew() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    for ended_by_another in [false, true] {
        let provider = idp.find(&http).await.unwrap();
        let mut prompt = |_| {};
        let within = Duration::from_secs(300);
        let signing = provider.sign_in(&http, Way::PrintUrl, &mut prompt, within, NOW);
        if ended_by_another {
            let ended = tokio::time::timeout(Duration::from_secs(1), signing).await;
            assert!(ended.is_err());
        } else {
            assert!(signing.await.is_err());
        }
        let before = idp.requests();
        idp.find(&http).await.unwrap();
        assert_eq!(idp.requests(), before + 2);
    }
}
