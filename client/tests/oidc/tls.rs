//! Certificates that are trusted, and those that are not, straight on and through a proxy.

use std::sync::Arc;

use bedrock_auth::network::{Http, block_on};
use bedrock_auth::stop::Stop;
use http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::alone;
use crate::tools::{Desk, Said};

const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oidc/tls/authority.pem");

const OTHER_AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/oidc/tls/other-authority.pem"
);

fn acceptor(certificate: &[u8]) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/provider.key.pem")).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Says hello to whoever trusts it.
async fn provider(certificate: &[u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = acceptor(certificate);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

/// Leads everybody to this port, whomever they ask for.
async fn proxy(to: u16) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut head = [0; 4096];
            let length = near.read(&mut head).await.unwrap();
            assert!(head[..length].starts_with(b"CONNECT idp.invalid:443 "));
            near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            let mut far = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut near, &mut far).await });
        }
    });
    address
}

#[test]
#[ignore = "runs in a process of its own"]
fn asks_whom_it_trusts() {
    let url = std::env::var("ASKED_URL").unwrap();
    let told = block_on(async {
        let request = Request::get(&url).body(Vec::new()).unwrap();
        let http = Http::from_environment().unwrap();
        http.send(request, 1000).await
    });
    match told.unwrap() {
        Ok(answer) => println!("told: {}", String::from_utf8_lossy(answer.body())),
        Err(unreached) => println!("told: {unreached} {:?}", Stop::from(unreached.clone()).hint),
    }
}

fn ask(url: &str, variables: &[(&str, &str)]) -> String {
    let url = [("ASKED_URL", url)];
    let variables = [&url, variables].concat();
    alone::run("oidc::tls::asks_whom_it_trusts", &variables)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_companys_own_authority_is_trusted_when_it_is_named() {
    let port = provider(include_bytes!("tls/provider.pem")).await;
    let url = format!("https://localhost:{port}/");
    let told = ask(&url, &[]);
    assert!(told.contains("it could not be trusted"), "{told}");
    for variable in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
        let told = ask(&url, &[(variable, AUTHORITY)]);
        assert!(told.contains("told: hello"), "{variable}: {told}");
    }
    // Trusted for other names only.
    let told = ask(
        &format!("https://127.0.0.1:{port}/"),
        &[("AWS_CA_BUNDLE", AUTHORITY)],
    );
    assert!(told.contains("it could not be trusted"), "{told}");

    let through = proxy(port).await;
    let variables = [
        ("HTTPS_PROXY", through.as_str()),
        ("AWS_CA_BUNDLE", AUTHORITY),
    ];
    let told = ask("https://idp.invalid/", &variables);
    assert!(told.contains("told: hello"), "{told}");
    let told = ask("https://idp.invalid/", &variables[..1]);
    assert!(told.contains("it could not be trusted"), "{told}");
}

/// Authority and name are right: then it may be the time here that is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_certificate_of_another_time_makes_the_clock_suspect() {
    let past: &[u8] = include_bytes!("tls/past.pem");
    let future: &[u8] = include_bytes!("tls/future.pem");
    for (certificate, when) in [
        (
            past,
            "its certificate ended 2001-01-01T00:00:00Z, and here it is 20",
        ),
        (
            future,
            "its certificate begins 2200-01-01T00:00:00Z, and here it is 20",
        ),
    ] {
        let url = format!("https://localhost:{}/", provider(certificate).await);
        let told = ask(&url, &[("AWS_CA_BUNDLE", OTHER_AUTHORITY)]);
        assert!(told.contains(when), "{told}");
        assert!(told.contains("check this machine's clock"), "{told}");
        assert!(!told.contains("AWS_CA_BUNDLE"), "{told}");

        let mut doctor = Desk::new().program();
        doctor.args(["doctor", "--json"]);
        doctor.envs([
            ("BEDROCK_AUTH_ROUTES", url.as_str()),
            ("AWS_CA_BUNDLE", OTHER_AUTHORITY),
        ]);
        let told = Said::of(&doctor.output().unwrap()).out;
        assert!(
            told.contains("is not valid at the time that it is here"),
            "{told}"
        );
    }
}
