//! The person and their browser, and anybody else who can send bytes to this machine.

use std::time::Duration;

use bedrock_auth::cli::Way;
use bedrock_auth::network::Http;
use bedrock_auth::oidc::{Granted, Prompt, Provider};
use bedrock_auth::stop::Stop;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::idp::NOW;

pub const PATIENCE: Duration = Duration::from_secs(300);

/// Signs in with a printed address, which `browser` is given.
pub async fn sign_in<F: Future>(
    provider: &Provider,
    http: &Http,
    browser: impl FnOnce(String) -> F,
) -> (Result<Granted, Stop>, F::Output) {
    sign_in_within(PATIENCE, provider, http, browser).await
}

pub async fn sign_in_within<F: Future>(
    within: Duration,
    provider: &Provider,
    http: &Http,
    browser: impl FnOnce(String) -> F,
) -> (Result<Granted, Stop>, F::Output) {
    let (sender, mut prompts) = mpsc::unbounded_channel();
    let mut prompt = |prompt| {
        let _ = sender.send(prompt);
    };
    let signing = provider.sign_in(http, Way::PrintUrl, &mut prompt, within, NOW);
    let person = async {
        match prompts.recv().await.unwrap() {
            Prompt::Browser { url, opened: false } => browser(url).await,
            other => panic!("{other:?}"),
        }
    };
    tokio::join!(signing, person)
}

/// The port and the rest of an address on this machine.
pub fn local(url: &str) -> (u16, String) {
    let rest = url.strip_prefix("http://localhost:").unwrap();
    let (port, path) = rest.split_once('/').unwrap();
    (port.parse().unwrap(), format!("/{path}"))
}

/// What the browser is shown there.
pub async fn visit(url: &str) -> String {
    let (port, path) = local(url);
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    send(port, request.as_bytes()).await
}

pub async fn send(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
