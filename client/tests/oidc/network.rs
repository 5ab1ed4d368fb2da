//! The road to the provider: proxies, time-outs, trust.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use bedrock_auth::network::{Cause, Http, Unreached, block_on};
use bedrock_auth::stop::{Exit, Stop};
use http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::alone;
use super::idp::Idp;

async fn get(http: &Http, url: &str) -> Result<Vec<u8>, Unreached> {
    let request = Request::get(url).body(Vec::new()).unwrap();
    let answer = http.send(request, 1000).await?;
    Ok(answer.into_body())
}

/// A proxy that notes whom it is asked for, and lets nobody through.
async fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap();
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let line = head.lines().next().unwrap_or_default().to_owned();
            noted.lock().unwrap().push(line);
            let _ = stream
                .write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
                .await;
        }
    });
    (address, asked)
}

#[tokio::test]
async fn https_goes_through_the_proxy_and_this_machine_does_not() {
    let (address, asked) = proxy().await;
    let (idp, config) = (Idp::start().await, ProxyConfig::all(&address).unwrap());
    let http = Http::through(config.no_proxy("direct.invalid"));
    let refused = get(&http, "https://idp.invalid/token").await.unwrap_err();
    assert_eq!(refused.cause, Cause::Broken);
    assert!(!refused.sent);
    assert_eq!(
        asked.lock().unwrap().as_slice(),
        ["CONNECT idp.invalid:443 HTTP/1.1"]
    );
    get(&http, &format!("{}/keys", idp.url)).await.unwrap();
    let direct = get(&http, "https://direct.invalid/").await.unwrap_err();
    assert_eq!(direct.cause, Cause::Dns);
    assert_eq!(asked.lock().unwrap().len(), 1);
}

/// Only within `the_environment_says_which_proxy`, which sets the environment of this very process.
#[test]
#[ignore = "runs in a process of its own"]
fn asks_as_the_environment_says() {
    let http = Http::from_environment().unwrap();
    let url = std::env::var("ASKED_URL").unwrap();
    let result = block_on(get(&http, &url)).unwrap();
    println!("cause: {:?}", result.unwrap_err().cause);
}

fn ask(url: &str, variables: &[(&str, &str)]) -> String {
    let url = [("ASKED_URL", url)];
    let variables = [&url, variables].concat();
    alone::run("oidc::network::asks_as_the_environment_says", &variables)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_environment_says_which_proxy() {
    let (address, asked) = proxy().await;
    let url = "https://idp.invalid/";
    let told = ask(url, &[("HTTPS_PROXY", &address)]);
    assert!(told.contains("cause: Broken"), "{told}");
    assert_eq!(asked.lock().unwrap().len(), 1);
    let around = [
        ("HTTPS_PROXY", address.as_str()),
        ("NO_PROXY", ".invalid,other"),
    ];
    let told = ask(url, &around);
    assert!(told.contains("cause: Dns"), "{told}");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn trusted_certificates_are_named_when_they_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle.pem");
    for text in [
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        std::fs::write(&path, text).unwrap();
        let told = ask(
            "https://idp.invalid/",
            &[("AWS_CA_BUNDLE", path.to_str().unwrap())],
        );
        assert!(told.contains("could not read AWS_CA_BUNDLE"), "{told}");
    }
    // No certificate at all is no reason to fall over.
    let told = ask("https://idp.invalid/", &[("SSL_CERT_FILE", "/nowhere")]);
    assert!(told.contains("cause: Dns"), "{told}");
}

#[tokio::test]
async fn only_private_addresses_are_asked() {
    let http = Http::from_environment().unwrap();
    for url in [
        "http://idp.invalid/",
        "http://127.0.0.1.invalid/",
        "https://a:b@idp.invalid/",
    ] {
        let refused = get(&http, url).await.unwrap_err();
        assert_eq!(refused.cause, Cause::Insecure, "{url}");
        assert!(!refused.sent);
        assert!(!refused.to_string().contains("a:b"));
    }
}

/// Answers nothing, or something that is no TLS.
async fn listener(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut kept: Vec<TcpStream> = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            if answer.is_empty() {
                kept.push(stream);
            } else {
                let _ = stream.write_all(answer).await;
            }
        }
    });
    port
}

#[tokio::test(start_paused = true)]
async fn silence_ends() {
    let http = Http::from_environment().unwrap();
    let port = listener(b"").await;
    let began = tokio::time::Instant::now();
    let silent = get(&http, &format!("http://127.0.0.1:{port}/")).await;
    assert_eq!(silent.unwrap_err().cause, Cause::Timeout);
    let port = listener(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx").await;
    let broken = get(&http, &format!("http://127.0.0.1:{port}/")).await;
    assert!(broken.unwrap_err().sent);
    assert!(began.elapsed() <= Duration::from_secs(40));
}

#[tokio::test]
async fn faults_are_told_apart() {
    let http = Http::through(ProxyConfig::disabled());
    let port = listener(b"this is no TLS at all").await;
    let odd = get(&http, &format!("https://127.0.0.1:{port}/")).await;
    let odd = odd.unwrap_err();
    assert!(matches!(odd.cause, Cause::Tls(_)), "{odd:?}");
    let stop = Stop::from(odd);
    assert!(stop.hint.unwrap().contains("AWS_CA_BUNDLE"));
    let gone = get(&http, "https://127.0.0.1:1/").await.unwrap_err();
    assert_eq!((&gone.cause, gone.sent), (&Cause::Refused, false));
    assert_eq!(Stop::from(gone).exit, Exit::Offline);
}
