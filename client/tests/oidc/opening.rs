//! Which way a person signs in where none was asked for, and how a browser is opened. The environment
//! decides, so each case is a process of its own.

use std::process::Command;
use std::time::Duration;

use bedrock_auth::cli::Way;
use bedrock_auth::network::Http;
use bedrock_auth::oidc::Prompt;
use serde_json::json;

use super::alone;
use super::idp::{Idp, NOW, discovery, json};

/// Only within the other tests.
#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn tells_what_a_person_is_shown() {
    let (idp, http) = (Idp::start().await, Http::from_environment().unwrap());
    if std::env::var_os("NO_CODES").is_some() {
        let mut document = discovery(&idp.url);
        document["device_authorization_endpoint"] = json!(null);
        idp.script(move |seen| {
            let asked = seen.path.starts_with("/.well-known");
            asked.then(|| json(&document)).flatten()
        });
    }
    let provider = idp.find(&http).await.unwrap();
    let mut prompt = |prompt| match prompt {
        Prompt::Browser { opened, .. } => println!("shown: browser, opened {opened}"),
        Prompt::Device { .. } => println!("shown: code"),
    };
    let within = Duration::from_secs(2);
    let granted = provider.sign_in(&http, Way::Auto, &mut prompt, within, NOW);
    println!("granted: {}", granted.await.is_ok());
}

fn shown(variables: &[(&str, &str)]) -> String {
    alone::run("oidc::opening::tells_what_a_person_is_shown", variables)
}

#[cfg(target_os = "linux")]
#[test]
fn the_way_is_what_the_place_offers() {
    let cases = [
        (vec![], "shown: code"),
        (vec![("NO_CODES", "1")], "shown: browser, opened false"),
        (
            vec![("SSH_CONNECTION", "a"), ("DISPLAY", ":0")],
            "shown: code",
        ),
        (vec![("BROWSER", "true")], "shown: browser, opened true"),
        (
            vec![("BROWSER", "true"), ("SSH_TTY", "t")],
            "shown: browser, opened true",
        ),
        (vec![("BROWSER", "false")], "shown: browser, opened false"),
        (
            vec![("BROWSER", "/nowhere/at/all")],
            "shown: browser, opened false",
        ),
        (
            vec![("BROWSER", "false:/nowhere:true")],
            "shown: browser, opened true",
        ),
        (
            vec![("BROWSER", "sh -c 'sleep 3'")],
            "shown: browser, opened true",
        ),
    ];
    std::thread::scope(|scope| {
        for (variables, expected) in cases {
            scope.spawn(move || {
                let shown = shown(&variables);
                assert!(shown.contains(expected), "{variables:?} {shown}");
            });
        }
    });
}

/// The provider approves at once, and the browser is a command.
#[test]
fn a_browser_may_be_a_command() {
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    if has_curl {
        let shown = shown(&[("BROWSER", "curl -sL -o /dev/null")]);
        assert!(shown.contains("shown: browser, opened true"), "{shown}");
        assert!(shown.contains("granted: true"), "{shown}");
    }
}
