//! Finding the provider, signing in, refreshing: the ways that work.

use bedrock_auth::network::Http;
use bedrock_auth::oidc::Revoked;
use bedrock_auth::secret::Secret;
use serde_json::json;

use super::idp::{Idp, NOW, REFRESH, SUBJECT, discovery, json, mint, tokens};
use super::person::{sign_in, visit};

#[tokio::test]
async fn a_person_signs_in_with_a_browser() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let (granted, page) = sign_in(&provider, &http, async |url| {
        visit(&idp.approve(&url)).await
    })
    .await;
    let granted = granted.unwrap();
    assert_eq!(granted.identity.subject, SUBJECT);
    assert_eq!(granted.identity.name(), "ada@acme.example");
    assert_eq!(
        granted.identity.claims["groups"],
        json!(["bedrock-platform"])
    );
    assert_eq!(granted.identity.expires, NOW.plus(3600));
    assert_eq!(
        granted.refresh_token.unwrap().reveal(),
        "refresh-token-of-ada-2"
    );
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("You are signed in"), "{page}");
    assert!(page.contains("content-security-policy: default-src 'none'"));
    assert!(!page.contains("<script") && !page.contains("code-of-ada"));
}

#[tokio::test]
async fn a_silent_refresh_costs_one_request() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    idp.find(&http).await.unwrap();
    let before = idp.requests();
    let provider = idp.find(&http).await.unwrap();
    let refresh = Secret::new(REFRESH.into());
    let granted = provider.refresh(&http, &refresh, SUBJECT, NOW).await;
    let Ok(granted) = granted else {
        panic!("not refreshed");
    };
    assert_eq!(granted.identity.subject, SUBJECT);
    assert_eq!(idp.requests(), before + 1);
    assert_eq!(idp.seen("/token").len(), 1);
}

#[tokio::test]
async fn consent_is_asked_for_only_where_it_brings_a_refresh_token() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let url = idp.url.clone();
    let nonces = std::sync::Arc::new(std::sync::Mutex::new(Vec::<(String, bool)>::new()));
    let shared = nonces.clone();
    idp.script(move |seen| {
        if seen.path != "/token" {
            return None;
        }
        let (nonce, consents) = shared.lock().unwrap().last().unwrap().clone();
        let token = super::idp::token(&url).claim("nonce", nonce);
        let mut answer = tokens(&mint(&token));
        if consents {
            answer["refresh_token"] = "refresh-token-of-ada-3".into();
        }
        json(&answer)
    });
    let browse = |url: String| {
        let back = idp.approve(&url);
        let consents = url.contains("prompt=consent");
        nonces.lock().unwrap().push((idp.nonce(), consents));
        back
    };
    let (granted, page) = sign_in(&provider, &http, async |url| {
        assert!(!url.contains("prompt="));
        let redirect = visit(&browse(url)).await;
        let again = redirect
            .lines()
            .find_map(|line| line.strip_prefix("location: "));
        visit(&browse(again.unwrap().to_owned())).await
    })
    .await;
    assert!(page.contains("You are signed in"), "{page}");
    let refresh = granted.unwrap().refresh_token.unwrap();
    assert_eq!(refresh.reveal(), "refresh-token-of-ada-3");

    // From then on at once.
    let provider = idp.find(&http).await.unwrap();
    let (granted, _) = sign_in(&provider, &http, async |url| visit(&browse(url)).await).await;
    assert!(granted.unwrap().refresh_token.is_some());
    assert!(nonces.lock().unwrap().last().unwrap().1);
}

#[tokio::test]
async fn google_is_asked_in_its_own_words() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let mut document = discovery(&idp.url);
    document["scopes_supported"] = json!(["openid", "email", "profile"]);
    idp.script(move |seen| {
        let asked = seen.path.starts_with("/.well-known");
        asked.then(|| json(&document)).flatten()
    });
    let provider = idp.find(&http).await.unwrap();
    let (granted, ()) = sign_in(&provider, &http, async |url| {
        assert!(url.contains("access_type=offline"), "{url}");
        assert!(url.contains("scope=openid+profile+email&"), "{url}");
        visit(&idp.approve(&url)).await;
    })
    .await;
    assert!(granted.is_ok());
}

#[tokio::test]
async fn a_refresh_token_is_revoked_where_that_is_offered() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let refresh = Secret::new(REFRESH.into());
    assert_eq!(provider.revoke(&http, &refresh).await, Ok(Revoked::Yes));
    let seen = idp.seen("/revoke");
    assert_eq!(seen[0].fields["token"], REFRESH);
    assert_eq!(seen[0].fields["token_type_hint"], "refresh_token");
    assert_eq!(
        provider.end_session_url().unwrap(),
        format!("{}/leave?from=here&client_id=0oa1b2c3", idp.url)
    );
}
