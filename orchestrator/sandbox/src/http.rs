//! The sandbox over loopback HTTP.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::sandbox::{ConnectionLost, Sandbox};
use crate::state::StateError;

/// More than any AWS call that the sandbox models.
const LARGEST_BODY: usize = 1 << 20;

#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error("could not listen at {0}: the sandbox checks no signatures and serves loopback alone")]
    NotLoopback(SocketAddr),
    #[error("could not accept connections: {0}")]
    Accept(std::io::Error),
    #[error(transparent)]
    State(#[from] StateError),
}

/// Serves until `shutdown`. With a state file, a write is answered only once it is saved.
pub async fn listen(
    sandbox: Sandbox,
    listener: TcpListener,
    state_file: Option<PathBuf>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ListenError> {
    let address = listener.local_addr().map_err(ListenError::Accept)?;
    if !address.ip().is_loopback() {
        return Err(ListenError::NotLoopback(address));
    }
    let (saved, seen) = watch::channel(0);
    let durable = state_file.is_some().then_some(seen);
    let result = tokio::select! {
        () = shutdown => Ok(()),
        result = accept(&sandbox, &listener, durable) => result,
        result = keep_saving(&sandbox, state_file.as_deref(), &saved) => result,
    };
    if let Some(path) = &state_file {
        sandbox.save(path)?;
    }
    result
}

async fn accept(
    sandbox: &Sandbox,
    listener: &TcpListener,
    durable: Option<watch::Receiver<u64>>,
) -> Result<(), ListenError> {
    // Connections end with the set when the listener stops.
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted.map_err(ListenError::Accept)?,
            Some(_) = connections.join_next() => continue,
        };
        let (sandbox, durable) = (sandbox.clone(), durable.clone());
        connections.spawn(async move {
            let service = service_fn(|request| answer(&sandbox, durable.clone(), request));
            // A connection that breaks is the client's affair, or a fault that was asked for.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    sandbox: &Sandbox,
    durable: Option<watch::Receiver<u64>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, ConnectionLost> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        let mut refused = Response::new(Full::default());
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(refused);
    };
    let response = sandbox
        .call(Request::from_parts(head, body.to_bytes()))
        .await?;
    if let Some(mut saved) = durable {
        let written = *sandbox.changes().borrow();
        // The saver is gone only when the listener itself ends.
        saved
            .wait_for(|saved| *saved >= written)
            .await
            .map_err(|_| ConnectionLost)?;
    }
    Ok(response.map(Full::new))
}

/// Saves what has changed, as many writes at once as came in meanwhile.
async fn keep_saving(
    sandbox: &Sandbox,
    path: Option<&Path>,
    saved: &watch::Sender<u64>,
) -> Result<(), ListenError> {
    let Some(path) = path else {
        return std::future::pending().await;
    };
    let mut changes = sandbox.changes();
    loop {
        if changes.changed().await.is_err() {
            return Ok(());
        }
        let written = *changes.borrow_and_update();
        sandbox.save(path)?;
        saved.send_replace(written);
    }
}
