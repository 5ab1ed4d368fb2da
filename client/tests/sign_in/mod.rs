//! Sign-ins as processes: started, joined, ended and killed.

mod killed;
mod succession;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use bedrock_auth::home::Home;
use serde_json::{Value, json};

use crate::oidc::idp::{Idp, json, refusal};
use crate::tools::Desk;

/// Somebody at a desk, whose provider takes codes and tells when it is asked for tokens.
struct Stage {
    idp: Idp,
    desk: Desk,
    asked: Receiver<()>,
}

impl Stage {
    async fn new() -> Self {
        let (idp, desk) = (Idp::start().await, Desk::new());
        let (sender, asked) = channel();
        let url = idp.url.clone();
        idp.script(move |seen| match seen.path.as_str() {
            "/device" => json(&json!({
                "device_code": "d", "user_code": "WDJB-MJHT",
                "verification_uri": format!("{url}/enter"), "expires_in": 600, "interval": 1,
            })),
            "/token" => {
                let _ = sender.send(());
                refusal("authorization_pending")
            }
            _ => None,
        });
        let routes = include_str!("../install/routes.json");
        let mut routes: Value = serde_json::from_str(routes).unwrap();
        routes["issuer"] = json!(idp.url);
        desk.write("bedrock/routes.json", routes.to_string());
        Self { idp, desk, asked }
    }

    fn home(&self) -> Home {
        Home::at(self.desk.home())
    }

    fn program(&self) -> Command {
        let mut program = self.desk.program();
        program.env("BEDROCK_AUTH_KEYRING", "off");
        program
    }

    /// One by code, which is shown by the time that this returns.
    fn worker(&self) -> Child {
        let mut program = self.program();
        program.args(["sign-in-worker", "--seconds", "300", "--way", "device"]);
        let mut worker = program.stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(worker.stdout.take().unwrap()).lines().next();
        assert!(said.unwrap().unwrap().starts_with("ready "));
        // Before it asks, it has shown what there is to do.
        self.asked.recv().unwrap();
        worker
    }
}
