//! Whatever else comes to the callback while a person signs in: it is turned away, and the wait goes on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bedrock_auth::cli::Way;
use bedrock_auth::network::Http;
use bedrock_auth::stop::Exit;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::idp::{Idp, NOW, refusal};
use super::person::{PATIENCE, local, send, sign_in, visit};

async fn refused(port: u16, request: &str, status: &str) {
    let host = format!("localhost:{port}");
    let request = request.replace("HOST", &host);
    let answer = send(port, request.as_bytes()).await;
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status}")),
        "{request}\n{answer}"
    );
    assert!(!answer.contains("reflected"), "{answer}");
}

#[tokio::test]
async fn strangers_do_not_end_a_sign_in() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let (granted, page) = sign_in(&provider, &http, async |url| {
        let back = idp.approve(&url);
        let (port, path) = local(&back);
        let state = path.split(['=', '&']).nth(3).unwrap();
        let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: HOST\r\n\r\n");
        let bad = [
            "/callback?code=x&state=wrong",
            "/callback?code=x&state=",
            "/callback?code=x",
            "/callback",
            "/callback?error=access_denied",
            "/callback?error=access_denied&state=reflected",
            &format!("/callback?code=&state={state}"),
            &format!("/callback?state={state}"),
            &format!("/callback?code=x&code=y&state={state}"),
            &format!("/callback?code=x&error=y&state={state}"),
            &format!("/callback?code=x&state={state}&iss=https://other.example"),
            &format!("/callback?code=x&state={state}&state={state}"),
        ];
        for path in bad {
            refused(port, &get(path), "400").await;
        }
        for path in [
            "/favicon.ico",
            "/",
            "/callback/",
            "//callback",
            "/CALLBACK?x",
        ] {
            refused(port, &get(path), "404").await;
        }
        for method in ["POST", "HEAD", "OPTIONS", "PUT"] {
            refused(port, &get(&path).replace("GET", method), "405").await;
        }
        for host in [
            "evil.example",
            "localhost",
            "localhost.evil.example:1",
            "localhost:1",
        ] {
            refused(port, &get(&path).replace("HOST", host), "400").await;
        }
        refused(port, &format!("GET {path} HTTP/1.1\r\n\r\n"), "400").await;
        let two = format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n");
        refused(port, &two, "400").await;
        refused(port, "\0\0\0 nonsense\r\n\r\n", "400").await;
        let long = get(&format!("/callback?code={}", "c".repeat(100_000)));
        send(port, long.as_bytes()).await;
        let many = "X: y\r\n".repeat(1000);
        send(port, format!("GET / HTTP/1.1\r\n{many}\r\n").as_bytes()).await;
        visit(&back).await
    })
    .await;
    assert!(granted.is_ok());
    assert!(page.contains("You are signed in"), "{page}");
    assert_eq!(idp.seen("/token").len(), 1);
}

#[tokio::test]
async fn a_code_is_used_once() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let (granted, pages) = sign_in(&provider, &http, async |url| {
        let back = idp.approve(&url);
        tokio::join!(visit(&back), visit(&back), visit(&back))
    })
    .await;
    assert!(granted.is_ok());
    let pages = [pages.0, pages.1, pages.2];
    let done = |text: &str| pages.iter().filter(|page| page.contains(text)).count();
    assert_eq!(done("You are signed in"), 1, "{pages:?}");
    assert_eq!(done("This sign-in is over"), 2, "{pages:?}");
    assert_eq!(idp.seen("/token").len(), 1);
}

#[tokio::test]
async fn a_person_who_says_no_is_believed() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let (granted, page) = sign_in(&provider, &http, async |url| {
        let back = idp.approve(&url);
        let no = "error=access_denied&error_description=I%20said%20%1b%5b2Jno";
        visit(&back.replace("code=code-of-ada", no)).await
    })
    .await;
    let stop = granted.err().unwrap();
    assert_eq!(stop.exit, Exit::Denied);
    assert_eq!(
        stop.message,
        "could not sign in: the identity provider says access_denied (I said [2Jno)"
    );
    assert!(page.contains("You are not signed in"), "{page}");
    assert!(!page.contains("I said"), "{page}");
}

#[tokio::test]
async fn a_flood_keeps_nobody_out() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let (granted, page) = sign_in(&provider, &http, async |url| {
        let back = idp.approve(&url);
        let (port, _) = local(&back);
        let turned_away = AtomicUsize::new(0);
        let storm = async |path: &str| {
            let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
            for _ in 0..500 {
                let answer = send(port, request.as_bytes()).await;
                turned_away.fetch_add(answer.starts_with("HTTP/1.1 40").into(), Ordering::Relaxed);
            }
        };
        tokio::join!(
            storm("/favicon.ico"),
            storm("/favicon.ico"),
            storm("/callback?code=x&state=y"),
            storm("/callback?error=access_denied&state=z"),
        );
        assert_eq!(turned_away.into_inner(), 2000);
        // Silent, and half said, and more than the listener holds.
        let mut silent = Vec::new();
        for at in 0..300 {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            if at % 2 == 0 {
                stream.write_all(b"GET /callback?code=").await.unwrap();
            }
            silent.push(stream);
        }
        let page = tokio::time::timeout(Duration::from_secs(4), visit(&back)).await;
        drop(silent);
        page.expect("the browser was kept waiting")
    })
    .await;
    assert!(granted.is_ok());
    assert!(page.contains("You are signed in"), "{page}");
}

#[tokio::test(start_paused = true)]
async fn silent_connections_are_ended() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    let (granted, waited) = sign_in(&provider, &http, async |url| {
        let (port, _) = local(&idp.approve(&url));
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
        let began = tokio::time::Instant::now();
        let _ = stream.read_to_end(&mut Vec::new()).await;
        began.elapsed()
    })
    .await;
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    // Nobody signed in meanwhile.
    assert_eq!(granted.err().unwrap().exit, Exit::LoginNeeded);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_without_end() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let provider = idp.find(&http).await.unwrap();
    idp.script(|seen| (seen.path == "/token").then(|| refusal("authorization_pending"))?);
    for way in [Way::PrintUrl, Way::Device] {
        let began = tokio::time::Instant::now();
        let granted = provider
            .sign_in(&http, way, &mut |_| {}, PATIENCE, NOW)
            .await;
        let stop = granted.err().unwrap();
        assert_eq!(stop.exit, Exit::LoginNeeded, "{stop:?}");
        assert!(
            stop.message.ends_with("nobody did within 5 minutes"),
            "{stop:?}"
        );
        assert!(began.elapsed() < PATIENCE + Duration::from_secs(15));
    }
}

#[tokio::test]
async fn ports_are_tried_in_turn_and_named_when_none_is_free() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    let taken = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let taken = taken
        .local_addr()
        .map(|address| (address.port(), taken))
        .unwrap();
    let mut issuer = idp.issuer();
    issuer.redirect_ports = vec![taken.0, 0];
    let find = async |issuer| {
        bedrock_auth::oidc::Provider::find(&http, &idp.home(), &issuer, NOW)
            .await
            .unwrap()
    };
    let provider = find(issuer.clone()).await;
    let (granted, ()) = sign_in(&provider, &http, async |url| {
        visit(&idp.approve(&url)).await;
    })
    .await;
    assert!(granted.is_ok());

    issuer.redirect_ports = vec![taken.0, taken.0];
    let provider = find(issuer).await;
    let stop = provider
        .sign_in(&http, Way::PrintUrl, &mut |_| {}, PATIENCE, NOW)
        .await
        .err()
        .unwrap();
    let named = format!("on port {} or {}: ", taken.0, taken.0);
    assert!(stop.message.contains(&named), "{stop:?}");
}
