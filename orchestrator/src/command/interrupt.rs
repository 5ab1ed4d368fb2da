//! Being asked to stop.

/// Ctrl-C, or whoever ends services on this machine.
pub async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a way to hear of it, the program runs until it is killed.
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}
