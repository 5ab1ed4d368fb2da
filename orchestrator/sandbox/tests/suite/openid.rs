//! The company's identity provider: the browser's way, and what programs get.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedrock_sandbox::{Company, Sandbox};
use http::{Method, Request};
use serde_json::json;
use tokio::time::advance;

use super::openid_stage::{
    CALLBACK, ISSUER, Provider, ada, back, but, claims, company, exchange, refresh, wish,
};
use super::stage::CLIENT;

#[tokio::test(start_paused = true)]
async fn a_code_becomes_tokens() {
    let provider = ada();
    let answer = provider.get("/authorize", &wish()).await;
    let back = back(&answer);
    assert_eq!(back["state"], "a state & more");
    assert_eq!(back["iss"], ISSUER);

    let tokens = provider.tokens().await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["scope"], "openid email offline_access");
    let said = claims(&tokens["id_token"]);
    let now = provider.sandbox.now().0 / 1000;
    for (claim, value) in [
        ("iss", json!(ISSUER)),
        ("aud", json!(CLIENT)),
        ("nonce", json!("a-nonce")),
        ("email", json!("ada@acme.example")),
        ("groups", json!(["bedrock-platform"])),
        ("iat", json!(now)),
        ("exp", json!(now + 3600)),
    ] {
        assert_eq!(said[claim], value, "{claim}");
    }
    let again = claims(&provider.tokens().await["id_token"]);
    assert_eq!(again["sub"], said["sub"], "the same person");
}

#[tokio::test(start_paused = true)]
async fn discovery_leads_everywhere() {
    let provider = ada();
    let path = "/.well-known/openid-configuration";
    let answer = provider.get(path, &vec![]).await;
    let document: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(document["issuer"], ISSUER);
    for (name, address) in document.as_object().unwrap() {
        let Some(path) = address.as_str().and_then(|it| it.strip_prefix(ISSUER)) else {
            continue;
        };
        if path.is_empty() {
            continue;
        }
        let answer = provider.get(path, &vec![]).await;
        assert!(
            [200, 400, 401, 405].contains(&answer.status().as_u16()),
            "{name}"
        );
    }
    let keys = provider.get("/keys", &vec![]).await;
    let keys: serde_json::Value = serde_json::from_slice(keys.body()).unwrap();
    assert_eq!(keys, Sandbox::json_web_keys());
    let tokens = provider.tokens().await;
    let header = tokens["id_token"]
        .as_str()
        .unwrap()
        .split('.')
        .next()
        .unwrap();
    let header: serde_json::Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    assert_eq!(header["kid"], keys["keys"][0]["kid"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_sent_to_a_strangers_address() {
    let provider = ada();
    for (name, value) in [
        ("client_id", Some("another")),
        ("client_id", None),
        ("redirect_uri", Some("http://evil.example/callback")),
        ("redirect_uri", Some("http://localhost:8400/callback/more")),
        ("redirect_uri", Some("https://localhost:8400/callback")),
        ("redirect_uri", None),
    ] {
        let answer = provider.get("/authorize", &but(&wish(), name, value)).await;
        assert_eq!(answer.status(), 400, "{name} {value:?}");
        assert!(!answer.headers().contains_key("location"));
    }
    let mut twice = wish();
    twice.push(("redirect_uri", CALLBACK));
    assert_eq!(provider.get("/authorize", &twice).await.status(), 400);
    for port in ["http://127.0.0.1:51234/callback", "http://[::1]:9/callback"] {
        let fields = but(&wish(), "redirect_uri", Some(port));
        let answer = provider.get("/authorize", &fields).await;
        let address = answer.headers()["location"].to_str().unwrap();
        assert!(address.starts_with(port), "{address}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_request_goes_back_to_the_client() {
    let provider = ada();
    for (name, value, error) in [
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", None, "invalid_request"),
        ("scope", Some("email"), "invalid_scope"),
        ("response_mode", Some("fragment"), "invalid_request"),
        ("request", Some("e30.e30."), "request_not_supported"),
    ] {
        let answer = provider.get("/authorize", &but(&wish(), name, value)).await;
        let back = back(&answer);
        assert_eq!(back["error"], error, "{name} {value:?}");
        assert_eq!(back["state"], "a state & more");
        assert!(!back.contains_key("code"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_works_once_for_who_asked_and_for_a_minute() {
    let provider = ada();
    for (name, value, error) in [
        ("code_verifier", Some("another"), "invalid_grant"),
        ("code_verifier", None, "invalid_request"),
        (
            "redirect_uri",
            Some("http://localhost:8401/callback"),
            "invalid_grant",
        ),
        ("client_id", Some("another"), "invalid_client"),
        ("client_id", None, "invalid_request"),
        ("code", Some("another"), "invalid_grant"),
        ("grant_type", Some("password"), "unsupported_grant_type"),
        ("grant_type", None, "invalid_request"),
    ] {
        let code = provider.code().await;
        let fields = but(&exchange(&code), name, value);
        assert_eq!(provider.refused("/token", &fields).await, error, "{name}");
    }
    let code = provider.code().await;
    advance(Duration::from_secs(60)).await;
    assert_eq!(
        provider.refused("/token", &exchange(&code)).await,
        "invalid_grant"
    );

    let code = provider.code().await;
    let (_, tokens) = provider.ask("/token", &exchange(&code)).await;
    assert_eq!(
        provider.refused("/token", &exchange(&code)).await,
        "invalid_grant"
    );
    let stolen = refresh(&tokens["refresh_token"]);
    assert_eq!(provider.refused("/token", &stolen).await, "invalid_grant");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_replaced_and_its_second_use_ends_the_sign_in() {
    let provider = ada();
    let first = provider.tokens().await;
    advance(Duration::from_secs(7200)).await;
    let (_, second) = provider
        .ask("/token", &refresh(&first["refresh_token"]))
        .await;
    let (before, after) = (claims(&first["id_token"]), claims(&second["id_token"]));
    for claim in ["sub", "groups", "auth_time"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert_eq!(after["nonce"], json!(null), "a nonce belongs to a sign-in");
    assert!(after["exp"].as_u64() > before["exp"].as_u64());

    let other = provider.tokens().await;
    let reused = refresh(&first["refresh_token"]);
    assert_eq!(provider.refused("/token", &reused).await, "invalid_grant");
    let newest = refresh(&second["refresh_token"]);
    assert_eq!(provider.refused("/token", &newest).await, "invalid_grant");
    let (status, _) = provider
        .ask("/token", &refresh(&other["refresh_token"]))
        .await;
    assert_eq!(status, 200, "another sign-in of the same person goes on");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_ends_when_it_is_not_used_and_is_given_when_asked_for() {
    let provider = ada();
    let tokens = provider.tokens().await;
    let more = [
        refresh(&tokens["refresh_token"]),
        vec![("scope", "openid groups")],
    ]
    .concat();
    assert_eq!(provider.refused("/token", &more).await, "invalid_scope");
    advance(Duration::from_secs(30 * 86_400)).await;
    let late = refresh(&tokens["refresh_token"]);
    assert_eq!(provider.refused("/token", &late).await, "invalid_grant");

    let fields = but(&wish(), "scope", Some("openid"));
    let answer = provider.get("/authorize", &fields).await;
    let code = back(&answer)["code"].as_str().unwrap().to_owned();
    let (_, tokens) = provider.ask("/token", &exchange(&code)).await;
    assert_eq!(tokens["refresh_token"], json!(null));
}

#[tokio::test(start_paused = true)]
async fn what_is_revoked_is_gone_and_what_is_not_known_too() {
    let provider = ada();
    let tokens = provider.tokens().await;
    let token = tokens["refresh_token"].as_str().unwrap();
    let stranger = vec![("token", token), ("client_id", "another")];
    assert_eq!(
        provider.refused("/revoke", &stranger).await,
        "invalid_client"
    );
    for token in [token, token, "never-there"] {
        let fields = vec![("token", token), ("client_id", CLIENT)];
        assert_eq!(provider.ask("/revoke", &fields).await.0, 200);
    }
    let gone = refresh(&tokens["refresh_token"]);
    assert_eq!(provider.refused("/token", &gone).await, "invalid_grant");
}

#[tokio::test(start_paused = true)]
async fn user_info_is_for_a_live_access_token() {
    let provider = ada();
    let tokens = provider.tokens().await;
    let ask = async |token: &str| {
        let request = Request::get(format!("{ISSUER}/userinfo"))
            .header("authorization", format!("Bearer {token}"))
            .body(bytes::Bytes::new())
            .unwrap();
        provider.sandbox.call(request).await.unwrap()
    };
    let token = tokens["access_token"].as_str().unwrap();
    let answer = ask(token).await;
    let said: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(said["sub"], claims(&tokens["id_token"])["sub"]);
    assert_eq!(said["groups"], json!(["bedrock-platform"]));
    assert_eq!(ask("another").await.status(), 401);
    advance(Duration::from_secs(3600)).await;
    assert_eq!(ask(token).await.status(), 401);
}

#[tokio::test(start_paused = true)]
async fn each_endpoint_takes_its_own_kind_of_request() {
    let provider = ada();
    for (method, path, status) in [
        (Method::GET, "/token", 405),
        (Method::POST, "/keys", 405),
        (Method::DELETE, "/authorize", 405),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(format!("{ISSUER}{path}"));
        let request = request.body(bytes::Bytes::new()).unwrap();
        let answer = provider.sandbox.call(request).await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
    for (name, value) in [
        ("content-type", "application/json"),
        ("authorization", "Basic Y2xpZW50OnNlY3JldA=="),
    ] {
        let request = Request::post(format!("{ISSUER}/token"));
        let request = request.header(name, value).body("{}".into()).unwrap();
        let answer = provider.sandbox.call(request).await.unwrap();
        assert!([400, 401].contains(&answer.status().as_u16()), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_claim_may_be_one_group_and_an_issuer_may_have_a_path() {
    let provider = Provider::of(Company {
        issuer: format!("{ISSUER}/oauth2/default"),
        one_group: true,
        groups_claim: "https://acme/team".into(),
        sign_in_as: Some(company().people[0].clone()),
        ..company()
    });
    let path = "/oauth2/default/authorize";
    let answer = provider.get(path, &wish()).await;
    let code = back(&answer)["code"].as_str().unwrap().to_owned();
    let (_, tokens) = provider
        .ask("/oauth2/default/token", &exchange(&code))
        .await;
    let said = claims(&tokens["id_token"]);
    assert_eq!(said["https://acme/team"], "bedrock-platform");
    assert_eq!(said["iss"], format!("{ISSUER}/oauth2/default"));
    let nowhere = provider.get("/authorize", &wish()).await;
    assert!(
        nowhere.status().is_client_error(),
        "not below the issuer's path"
    );
}
