//! Loopback and nothing else.

use bedrock_sandbox::{ListenError, Sandbox, Setup, listen};
use tokio::net::TcpListener;

#[tokio::test]
async fn no_other_machine_is_served() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let sandbox = Sandbox::new(Setup::default());
    let outcome = listen(sandbox, listener, None, std::future::pending()).await;
    assert!(
        matches!(outcome, Err(ListenError::NotLoopback(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_state_that_cannot_be_saved_ends_the_service() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::new(Setup::default());
    let nowhere = std::path::PathBuf::from("/nonexistent/organization.json");
    let outcome = listen(sandbox, listener, Some(nowhere), std::future::ready(())).await;
    let message = outcome.unwrap_err().to_string();
    assert!(
        message.starts_with("could not save the sandbox's state to /nonexistent"),
        "{message}"
    );
}
