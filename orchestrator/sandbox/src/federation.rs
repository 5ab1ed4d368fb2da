//! AWS's sign-in federation endpoint: a session of a role becomes a console in the browser. At AWS it is
//! `https://signin.aws.amazon.com/federation`.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::sandbox::Sandbox;
use crate::web::page::told;
use crate::web::{Params, Reply, reply};
use crate::world::ConsoleToken;

const PATH: &str = "/federation";
const TOKEN_LIFETIME: Duration = Duration::from_secs(900);

/// The JSON of the `Session` parameter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    session_id: String,
    // AWS needs it; here keys alone tell who somebody is.
    #[serde(rename = "sessionKey")]
    _session_key: String,
    session_token: String,
}

/// The answer, if the request is for this endpoint.
pub(crate) fn answer(sandbox: &Sandbox, request: &Request<Bytes>) -> Option<Reply> {
    if request.uri().path() != PATH {
        return None;
    }
    sandbox.count("signin.Federation");
    let params = match *request.method() {
        Method::GET => Params::of_query(request),
        Method::POST => Params::of_body(request),
        _ => return Some(reply::not_allowed("GET, POST")),
    };
    let params = params.unwrap_or_default();
    Some(match params.get("Action") {
        Some("getSigninToken") => signin_token(sandbox, &params),
        Some("login") => login(sandbox, &params),
        _ => refused("The Action is neither getSigninToken nor login."),
    })
}

fn refused(why: &str) -> Reply {
    told(StatusCode::BAD_REQUEST, "Federation error", why)
}

fn signin_token(sandbox: &Sandbox, params: &Params) -> Reply {
    let session = params.get("Session").unwrap_or_default();
    let Ok(credentials) = serde_json::from_str::<Credentials>(session) else {
        return refused("Session is no JSON of sessionId, sessionKey and sessionToken.");
    };
    let duration = params.get("SessionDuration").map(str::parse::<u32>);
    if duration.is_some_and(|seconds| !seconds.is_ok_and(|all| (900..=43_200).contains(&all))) {
        return refused("SessionDuration is 900 to 43200 seconds.");
    }
    let now = sandbox.callers_now();
    let token = {
        let mut state = sandbox.lock();
        let world = &mut state.world;
        let live = world.sessions.get(&credentials.session_id);
        let live = live.filter(|session| session.token == credentials.session_token);
        if live.is_none_or(|session| session.expires <= now) {
            return refused("The session is not known, or has ended.");
        }
        world.openid.sweep(now);
        let serial = world.openid.next_serial().to_string();
        let token = sandbox.draw().hex(96, "console-token", &serial);
        let kept = ConsoleToken {
            key: credentials.session_id,
            expires: now.plus(TOKEN_LIFETIME),
        };
        world.openid.console_tokens.insert(token.clone(), kept);
        token
    };
    sandbox.changed();
    reply::json(StatusCode::OK, &json!({"SigninToken": token}))
}

/// There is no console here, only a page that says whose it would be.
fn login(sandbox: &Sandbox, params: &Params) -> Reply {
    let now = sandbox.callers_now();
    let state = sandbox.lock();
    let world = &state.world;
    let token = params.get("SigninToken").unwrap_or_default();
    let token = world.openid.console_tokens.get(token);
    let token = token.filter(|token| token.expires > now);
    let Some(session) = token.and_then(|token| world.sessions.get(&token.key)) else {
        return refused("The SigninToken is not known, or has expired.");
    };
    let destination = params.get("Destination").unwrap_or_default();
    if !destination.starts_with("https://") {
        return refused("Destination is no https address of the console.");
    }
    let why = format!(
        "Account {}, {}/{}. At AWS the browser would now be at {destination}.",
        session.account, session.role, session.name
    );
    told(StatusCode::OK, "You are in the console", &why)
}
