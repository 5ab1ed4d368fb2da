//! Where people take part: the sign-in page, a device's code, the console, the way out.

use std::time::Duration;

use bedrock_sandbox::{Principal, Sandbox, Setup};
use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use tokio::time::advance;

use super::openid_stage::{
    Fields, ISSUER, Provider, ada, back, but, claims, company, exchange, wish,
};
use super::stage::{CLIENT, Stage};

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn text(answer: &Response<Bytes>) -> String {
    String::from_utf8(answer.body().to_vec()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_page_asks_who_it_is() {
    let provider = Provider::of(company());
    let page = provider.get("/authorize", &wish()).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let html = text(&page);
    assert!(html.contains("value=\"ada@acme.example\""), "{html}");
    assert!(html.contains("value=\"a state &amp; more\""), "{html}");
    assert!(!html.contains("<b>person"), "names are text, not HTML");
    assert!(
        !html.contains("<script") && !html.contains("src="),
        "static"
    );

    let chosen = but(&wish(), "person", Some("bob@acme.example"));
    let answer = provider.post("/authorize", &chosen).await;
    let code = back(&answer)["code"].as_str().unwrap().to_owned();
    let (_, tokens) = provider.ask("/token", &exchange(&code)).await;
    let said = claims(&tokens["id_token"]);
    assert_eq!(
        (&said["email"], &said["groups"]),
        (&json!("bob@acme.example"), &json!([]))
    );

    for person in ["-", "stranger@acme.example"] {
        let chosen = but(&wish(), "person", Some(person));
        let answer = provider.post("/authorize", &chosen).await;
        assert_eq!(back(&answer)["error"], "access_denied");
    }
    let silent = but(&wish(), "prompt", Some("none"));
    let answer = provider.get("/authorize", &silent).await;
    assert_eq!(back(&answer)["error"], "login_required");
}

async fn begin(provider: &Provider) -> Value {
    let fields = vec![("client_id", CLIENT), ("scope", "openid offline_access")];
    let (status, device) = provider.ask("/device_authorization", &fields).await;
    assert_eq!(status, 200, "{device}");
    device
}

fn redeem(device: &Value) -> Fields<'_> {
    vec![
        ("grant_type", DEVICE),
        ("device_code", device["device_code"].as_str().unwrap()),
        ("client_id", CLIENT),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_device_waits_for_somebody() {
    let provider = Provider::of(company());
    let device = begin(&provider).await;
    let ask = async || {
        advance(Duration::from_secs(1)).await;
        provider.ask("/token", &redeem(&device)).await
    };
    assert_eq!(ask().await.1["error"], "authorization_pending");

    let typed = device["user_code"].as_str().unwrap();
    let typed = typed.replace('-', "").to_lowercase();
    let asked = provider.get("/device", &vec![("user_code", &typed)]).await;
    assert!(text(&asked).contains("ada@acme.example"));
    assert_eq!(
        ask().await.1["error"],
        "authorization_pending",
        "a look is no answer"
    );
    let chosen = vec![
        ("user_code", typed.as_str()),
        ("person", "ada@acme.example"),
    ];
    let looked = provider.get("/device", &chosen).await;
    assert_eq!(looked.status(), 200);
    assert_eq!(
        ask().await.1["error"],
        "authorization_pending",
        "nor is a link"
    );
    provider.post("/device", &chosen).await;

    let (status, tokens) = ask().await;
    assert_eq!(status, 200);
    assert_eq!(
        claims(&tokens["id_token"])["groups"],
        json!(["bedrock-platform"])
    );
    assert!(tokens["refresh_token"].is_string());
    assert_eq!(ask().await.1["error"], "invalid_grant", "once");
}

#[tokio::test(start_paused = true)]
async fn a_hasty_device_is_slowed_down() {
    let provider = Provider::of(company());
    let device = begin(&provider).await;
    let ask = async |after: u64| {
        advance(Duration::from_secs(after)).await;
        provider.refused("/token", &redeem(&device)).await
    };
    assert_eq!(ask(0).await, "authorization_pending");
    assert_eq!(ask(0).await, "slow_down");
    assert_eq!(ask(5).await, "slow_down", "the pause is six seconds now");
    assert_eq!(ask(11).await, "authorization_pending");
    assert_eq!(ask(600).await, "expired_token");
}

#[tokio::test(start_paused = true)]
async fn a_device_may_be_refused() {
    let provider = Provider::of(company());
    let device = begin(&provider).await;
    let code = device["user_code"].as_str().unwrap();
    provider
        .post("/device", &vec![("user_code", code), ("person", "-")])
        .await;
    assert_eq!(
        provider.refused("/token", &redeem(&device)).await,
        "access_denied"
    );
    let unknown = provider
        .get("/device", &vec![("user_code", "BBBB-BBBB")])
        .await;
    assert_eq!(unknown.status(), 400);
    assert_eq!(provider.get("/device", &vec![]).await.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_device_of_one_person_needs_nobody() {
    let provider = ada();
    let device = begin(&provider).await;
    let (status, tokens) = provider.ask("/token", &redeem(&device)).await;
    assert_eq!(status, 200);
    assert_eq!(claims(&tokens["id_token"])["email"], "ada@acme.example");
}

#[tokio::test(start_paused = true)]
async fn the_way_out_leads_home_and_nowhere_else() {
    let provider = ada();
    let logout = async |uri: &str| {
        let fields = vec![("post_logout_redirect_uri", uri), ("state", "s")];
        provider.get("/logout", &fields).await
    };
    let home = logout("http://localhost:8400/callback").await;
    assert_eq!(
        home.headers()["location"],
        "http://localhost:8400/callback?state=s"
    );
    assert_eq!(logout("https://evil.example/").await.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn without_a_company_there_is_no_provider() {
    let provider = Provider {
        sandbox: Sandbox::new(Setup::default()),
    };
    for path in ["/.well-known/openid-configuration", "/authorize"] {
        let answer = provider.get(path, &vec![]).await;
        assert!(answer.status().is_client_error(), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_given_out_survives_a_restart() {
    let path = std::env::temp_dir().join(format!("sandbox-openid-{}.json", std::process::id()));
    let setup = Setup {
        company: Some(company()),
        ..Setup::default()
    };
    let sandbox = Sandbox::open(setup.clone(), &path).unwrap();
    let before = Provider { sandbox };
    let chosen = but(&wish(), "person", Some("ada@acme.example"));
    let answer = before.post("/authorize", &chosen).await;
    let code = back(&answer)["code"].as_str().unwrap().to_owned();
    before.sandbox.save(&path).unwrap();
    let after = Provider {
        sandbox: Sandbox::open(setup, &path).unwrap(),
    };
    std::fs::remove_file(&path).unwrap();
    assert_eq!(after.ask("/token", &exchange(&code)).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn a_live_session_gets_into_the_console() {
    let stage = Stage::new();
    let keys = stage.access(&stage.teams[0].account).await;
    let provider = Provider {
        sandbox: stage.sandbox.clone(),
    };
    let ask = async |id: &str, token: &str| {
        let session = json!({"sessionId": id, "sessionKey": "s", "sessionToken": token});
        let session = session.to_string();
        let fields = vec![("Action", "getSigninToken"), ("Session", session.as_str())];
        provider.get("/federation", &fields).await
    };
    let (id, token) = (keys.access_key_id(), keys.session_token().unwrap());
    let answer = ask(id, token).await;
    let answer: Value = serde_json::from_slice(answer.body()).unwrap();
    let signin = answer["SigninToken"].as_str().unwrap();
    let login = vec![
        ("Action", "login"),
        ("Issuer", ISSUER),
        ("Destination", "https://console.aws.amazon.com/"),
        ("SigninToken", signin),
    ];
    let page = provider.get("/federation", &login).await;
    assert!(
        text(&page).contains(&stage.teams[0].account),
        "{}",
        text(&page)
    );

    assert_eq!(ask(id, "another").await.status(), 400);
    let operator = Principal::operator().access_key_id;
    assert_eq!(
        ask(&operator, token).await.status(),
        400,
        "long-lived keys have no session"
    );
    advance(Duration::from_secs(900)).await;
    assert_eq!(provider.get("/federation", &login).await.status(), 400);
    advance(Duration::from_secs(3600)).await;
    assert_eq!(ask(id, token).await.status(), 400, "the session has ended");
}
