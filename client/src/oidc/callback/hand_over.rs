//! An address that signs in whoever has it, for the browser alone. Every user of a machine may read the
//! command lines of its processes, and a browser writes down where it has been: both see a path on this
//! machine, which leads on once.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::PARTING;
use super::connections::{self, Door};
use super::gate::same;
use crate::oidc::browser;
use crate::oidc::pages::{self, Page};
use crate::secret::Secret;
use crate::stop::Stop;

/// From the browser's start to its first request; a cold one takes its time.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// The browser has the address.
    Yes,
    /// One was started, and did not come.
    Silent,
    NoBrowser,
}

/// Opens the address in a browser, whose command line does not show it.
pub async fn open_unseen(address: Secret) -> Result<Opened, Stop> {
    let waiting = HandOver::listen(address).await?;
    let url = waiting.url.clone();
    Ok(waiting.opened(browser::open(&url)).await)
}

struct HandOver {
    url: String,
    takers: mpsc::Receiver<Option<oneshot::Receiver<()>>>,
    listening: JoinHandle<()>,
}

impl HandOver {
    async fn listen(address: Secret) -> Result<Self, Stop> {
        let failed = |error| Stop::failed(format!("could not wait for the browser: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let path = drawn()?;
        let url = format!("http://127.0.0.1:{port}{path}");
        let (sender, takers) = mpsc::channel(1);
        let once = Arc::new(Once {
            path,
            address: Mutex::new(Some(address)),
            takers: sender,
        });
        Ok(Self {
            url,
            takers,
            listening: tokio::spawn(connections::accept(listener, None, once)),
        })
    }

    /// A browser may come before it is known to have been started.
    async fn opened(mut self, start: impl Future<Output = bool>) -> Opened {
        tokio::select! {
            biased;
            () = self.taken() => return Opened::Yes,
            started = start => if !started {
                return Opened::NoBrowser;
            },
        }
        match tokio::time::timeout(PATIENCE, self.taken()).await {
            Ok(()) => Opened::Yes,
            Err(_) => Opened::Silent,
        }
    }

    /// By whoever knew the path; the answer is on its way when this ends.
    async fn taken(&mut self) {
        match self.takers.recv().await {
            Some(Some(parted)) => drop(tokio::time::timeout(PARTING, parted).await),
            Some(None) => {}
            None => std::future::pending().await,
        }
    }
}

impl Drop for HandOver {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

struct Once {
    path: String,
    address: Mutex<Option<Secret>>,
    takers: mpsc::Sender<Option<oneshot::Receiver<()>>>,
}

impl Door for Once {
    async fn answer(
        &self,
        request: &Request<Incoming>,
        parted: Option<oneshot::Receiver<()>>,
    ) -> Response<Full<Bytes>> {
        let is_it = request.method() == Method::GET && same(&self.path, request.uri().path());
        let address = is_it.then(|| self.address.lock().unwrap_or_else(PoisonError::into_inner));
        let Some(address) = address.and_then(|mut address| address.take()) else {
            return Page::NotHere.response();
        };
        // There is room for the only one.
        let _ = self.takers.try_send(parted);
        pages::redirect(address.reveal())
    }
}

fn drawn() -> Result<String, Stop> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| Stop::failed("could not wait for the browser: there are no random numbers"))?;
    let hex = bytes.iter().map(|byte| format!("{byte:02x}"));
    Ok(format!("/{}", hex.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    const ADDRESS: &str = "https://signin.example/federation?SigninToken=secret";

    async fn listening() -> (HandOver, String, String) {
        let waiting = HandOver::listen(Secret::new(ADDRESS.into())).await.unwrap();
        let rest = waiting.url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let (host, path) = (host.to_owned(), format!("/{path}"));
        (waiting, host, path)
    }

    async fn ask(host: &str, line: &str) -> String {
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn the_right_path_leads_on_once() {
        let (mut waiting, host, path) = listening().await;
        assert_eq!(path.len(), 65);
        for line in [
            "GET /".to_owned(),
            "GET /favicon.ico".to_owned(),
            format!("GET {path}0"),
            format!("GET {}", &path[..64]),
            format!("POST {path}"),
            format!("HEAD {path}"),
        ] {
            let answer = ask(&host, &line).await;
            assert!(answer.starts_with("HTTP/1.1 404"), "{line}\n{answer}");
            assert!(!answer.contains("secret"), "{line}\n{answer}");
        }
        let right = format!("GET {path}");
        let (answer, ()) = tokio::join!(ask(&host, &right), waiting.taken());
        assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
        assert!(answer.contains(&format!("location: {ADDRESS}\r\n")));
        let again = ask(&host, &right).await;
        assert!(again.starts_with("HTTP/1.1 404"), "{again}");
        drop(waiting);
        tokio::task::yield_now().await;
        assert!(TcpStream::connect(&host).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_waited_for_without_end() {
        let (waiting, ..) = listening().await;
        assert_eq!(waiting.opened(async { true }).await, Opened::Silent);
        let (waiting, ..) = listening().await;
        assert_eq!(waiting.opened(async { false }).await, Opened::NoBrowser);
    }

    #[tokio::test]
    async fn each_path_is_another() {
        let (_one, _, first) = listening().await;
        let (_other, _, second) = listening().await;
        assert_ne!(first, second);
    }
}
