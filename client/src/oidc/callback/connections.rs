//! Connections, of which no number and no slowness keeps the browser out.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinSet};

/// What answers the requests of all connections.
pub(super) trait Door: Send + Sync + 'static {
    /// `parted` ends when the connection that asks does.
    fn answer(
        &self,
        request: &Request<Incoming>,
        parted: Option<oneshot::Receiver<()>>,
    ) -> impl Future<Output = Response<Full<Bytes>>> + Send;
}

/// When another one comes, the oldest goes: a flood of silent connections keeps nobody out.
const MOST: usize = 64;
const HEADERS: Duration = Duration::from_secs(5);
/// A page is waited for while the code is exchanged.
const LONGEST: Duration = Duration::from_secs(90);
/// Of a request's head; codes and states are some kilobytes at most.
const LARGEST_HEAD: usize = 32 * 1024;
const MOST_HEADERS: usize = 100;
/// When the system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(50);

pub(super) async fn accept(four: TcpListener, six: Option<TcpListener>, door: Arc<impl Door>) {
    let mut tasks = JoinSet::new();
    let mut order: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let accepted = tokio::select! {
            accepted = four.accept() => accepted,
            accepted = accept_from(six.as_ref()) => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while tasks.try_join_next().is_some() {}
        order.retain(|task| !task.is_finished());
        if order.len() >= MOST
            && let Some(oldest) = order.pop_front()
        {
            oldest.abort();
        }
        order.push_back(tasks.spawn(serve(stream, door.clone())));
    }
}

async fn accept_from(
    listener: Option<&TcpListener>,
) -> io::Result<(TcpStream, std::net::SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

async fn serve(stream: TcpStream, door: Arc<impl Door>) {
    // Dropped when this connection ends, whichever way.
    let (_open, parted) = oneshot::channel();
    let parted = std::sync::Mutex::new(Some(parted));
    let service = service_fn(|request| {
        let parted = parted.lock().ok().and_then(|mut parted| parted.take());
        let door = &door;
        async move { Ok::<_, Infallible>(door.answer(&request, parted).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .keep_alive(false)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    // What goes wrong with a stranger's connection is the stranger's business.
    let _ = tokio::time::timeout(LONGEST, connection).await;
}
