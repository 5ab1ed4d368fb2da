//! Where the browser comes back to: `/callback` on this machine, for as long as one sign-in takes.
//! Anybody on this machine, and any page in the browser, can send requests here. What is not the answer
//! to this very sign-in is turned away, and the wait goes on.

mod connections;
mod gate;
mod hand_over;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use gate::Gate;
pub(super) use gate::Said;
pub use hand_over::{Opened, open_unseen};

use super::pages::Page;
use crate::secret::Secret;
use crate::stop::Stop;

/// How long the browser may take to read the last page.
const PARTING: Duration = Duration::from_secs(1);

pub(super) struct Callback {
    pub(super) redirect: String,
    gate: Arc<Gate>,
    arrivals: mpsc::Receiver<Arrival>,
    listening: JoinHandle<()>,
}

/// The browser came back with the right state, and waits for a page.
pub(super) struct Arrival {
    pub(super) said: Said,
    reply: oneshot::Sender<Reply>,
    /// Closed when the browser has its page.
    parted: oneshot::Receiver<()>,
}

pub(super) enum Reply {
    Page(Page),
    Redirect(String),
}

impl Callback {
    /// On the first port that is free on IPv4, and on IPv6 where there is such a thing: a browser may try
    /// either for `localhost`, and nobody else may listen on the other.
    pub(super) async fn listen(ports: &[u16], issuer: &str) -> Result<Self, Stop> {
        let mut taken = None;
        for port in ports {
            match bind(*port).await {
                Ok((four, six)) => return Self::start(four, six, issuer),
                Err(error) => taken = Some(error),
            }
        }
        let named: Vec<_> = ports.iter().map(u16::to_string).collect();
        let cause = taken.map_or_else(|| "there is none".to_owned(), |error| error.to_string());
        Err(Stop::failed(format!(
            "could not listen for the browser on port {}: {cause}",
            named.join(" or ")
        ))
        .hint("end the program that uses the port, or sign in with `bedrock-auth login --device`"))
    }

    fn start(four: TcpListener, six: Option<TcpListener>, issuer: &str) -> Result<Self, Stop> {
        let address = four.local_addr();
        let port = address
            .map_err(|error| Stop::failed(format!("could not listen for the browser: {error}")))?
            .port();
        let (sender, arrivals) = mpsc::channel(1);
        let gate = Arc::new(Gate::new(port, issuer, sender));
        let listening = tokio::spawn(connections::accept(four, six, gate.clone()));
        Ok(Self {
            redirect: format!("http://localhost:{port}/callback"),
            gate,
            arrivals,
            listening,
        })
    }

    /// From now on, this state opens the gate, once.
    pub(super) fn expect(&self, state: &Secret) {
        self.gate.expect(state);
    }

    /// Whoever has the state.
    pub(super) async fn arrival(&mut self) -> Result<Arrival, Stop> {
        let arrival = self.arrivals.recv().await;
        arrival.ok_or_else(|| Stop::failed("could not listen for the browser: it was ended"))
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Arrival {
    /// Sees to it that the browser has its page before the listener goes away.
    pub(super) async fn answer(self, reply: Reply) {
        if self.reply.send(reply).is_ok() {
            let _ = tokio::time::timeout(PARTING, self.parted).await;
        }
    }
}

async fn bind(port: u16) -> std::io::Result<(TcpListener, Option<TcpListener>)> {
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = four.local_addr()?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(six) => Ok((four, Some(six))),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok((four, None)),
    }
}
