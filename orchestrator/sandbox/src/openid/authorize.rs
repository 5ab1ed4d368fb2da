//! Where a browser goes to sign in, and to sign out.

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri};

use super::fault::Fault;
use super::{Company, Desk, Person, grant, page};
use crate::web::page::told;
use crate::web::{Params, Reply, reply};
use crate::world::Code;

const CODE_LIFETIME: Duration = Duration::from_secs(60);
/// Where the client listens, on any port (RFC 8252, 7.3).
const CALLBACK: &str = "/callback";

/// What somebody wants who was sent here by the client.
struct Wish<'a> {
    redirect_uri: &'a str,
    state: Option<&'a str>,
    challenge: &'a str,
    nonce: Option<&'a str>,
    scopes: Vec<String>,
}

pub(super) fn answer(desk: &mut Desk<'_>, request: &Request<Bytes>) -> Reply {
    let posted = request.method() == Method::POST;
    let params = if posted {
        Params::of_body(request)
    } else {
        Params::of_query(request)
    };
    let params = match params {
        Ok(params) => params,
        Err(twice) => return refused(&format!("{} is in the address twice.", twice.0)),
    };
    // Nobody is sent to an address that is not the client's own (RFC 6749, 4.1.2.1).
    if params.get("client_id") != Some(&desk.company.client_id) {
        return refused("The client id is not that of the plan file.");
    }
    let Some(redirect_uri) = params.get("redirect_uri").filter(|uri| is_loopback(uri)) else {
        return refused("redirect_uri has to be http://localhost:PORT/callback.");
    };
    let outcome = wish(&params, redirect_uri).and_then(|wish| {
        let person = person(desk.company, &params)?;
        Ok((wish, person.cloned()))
    });
    match outcome {
        Ok((wish, Some(person))) => approve(desk, wish, person),
        Ok((_, None)) => page::sign_in(desk.company, "authorize", &params),
        Err(fault) => {
            let fault = [
                ("error", fault.error),
                ("error_description", fault.description.as_str()),
            ];
            back(desk.company, redirect_uri, params.get("state"), &fault)
        }
    }
}

fn wish<'a>(params: &'a Params, redirect_uri: &'a str) -> Result<Wish<'a>, Fault> {
    if params.get("request").is_some() {
        let why = "requests come as parameters here";
        return Err(Fault::new("request_not_supported", why));
    }
    if params.get("request_uri").is_some() {
        let why = "requests come as parameters here";
        return Err(Fault::new("request_uri_not_supported", why));
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => {
            let why = "only the response type code is offered";
            return Err(Fault::new("unsupported_response_type", why));
        }
        None => return Err(Fault::new("invalid_request", "response_type is missing")),
    }
    if params
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        let why = "only the response mode query is offered";
        return Err(Fault::new("invalid_request", why));
    }
    Ok(Wish {
        redirect_uri,
        state: params.get("state"),
        challenge: challenge(params)?,
        nonce: params.get("nonce"),
        scopes: grant::scopes(params)?,
    })
}

/// Nobody gets a code without PKCE, and none with the method `plain`.
fn challenge(params: &Params) -> Result<&str, Fault> {
    let invalid = |why: &str| Err(Fault::new("invalid_request", why));
    let Some(challenge) = params.get("code_challenge") else {
        return invalid("code_challenge is missing: PKCE is needed");
    };
    if params.get("code_challenge_method") != Some("S256") {
        return invalid("code_challenge_method has to be S256");
    }
    let encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != 43 || !challenge.bytes().all(encoded) {
        return invalid("code_challenge is not a SHA-256 hash in base64url");
    }
    Ok(challenge)
}

/// Who signs in; `None` asks.
pub(super) fn person<'a>(
    company: &'a Company,
    params: &Params,
) -> Result<Option<&'a Person>, Fault> {
    if let Some(person) = &company.sign_in_as {
        return Ok(Some(person));
    }
    match params.get("person") {
        Some(page::NOBODY) => Err(Fault::new("access_denied", "the sign-in was cancelled")),
        Some(email) => match company.person(email) {
            Some(person) => Ok(Some(person)),
            None => Err(Fault::new("access_denied", "this person is not known")),
        },
        // Nothing is kept in the browser, so nobody is ever signed in already.
        None if params.get("prompt") == Some("none") => {
            Err(Fault::new("login_required", "nobody is signed in"))
        }
        None => Ok(None),
    }
}

fn approve(desk: &mut Desk<'_>, wish: Wish<'_>, person: Person) -> Reply {
    let text = desk.secret("code");
    let code = Code {
        person,
        redirect_uri: wish.redirect_uri.to_owned(),
        challenge: wish.challenge.to_owned(),
        nonce: wish.nonce.map(str::to_owned),
        scopes: wish.scopes,
        signed_in: desk.now,
        expires: desk.now.plus(CODE_LIFETIME),
        grant: None,
    };
    desk.state.codes.insert(text.clone(), code);
    back(
        desk.company,
        wish.redirect_uri,
        wish.state,
        &[("code", &text)],
    )
}

/// To the client, with its state as it was and the issuer (RFC 9207).
fn back(company: &Company, to: &str, state: Option<&str>, fields: &[(&str, &str)]) -> Reply {
    let state = state.map(|state| ("state", state));
    let mut fields = fields.to_vec();
    fields.extend(state);
    fields.push(("iss", &company.issuer));
    reply::redirect(to, &fields)
}

fn refused(why: &str) -> Reply {
    told(StatusCode::BAD_REQUEST, "This sign-in cannot go on", why)
}

/// `http`, a name of this machine, any port, exactly this path.
fn is_loopback(uri: &str) -> bool {
    let Ok(uri) = uri.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    let user = uri
        .authority()
        .is_some_and(|all| all.as_str().contains('@'));
    uri.scheme_str() == Some("http")
        && here
        && !user
        && uri.path() == CALLBACK
        && uri.query().is_none()
}

/// The provider keeps no session, so there is nothing to end.
pub(super) fn logout(desk: &Desk<'_>, request: &Request<Bytes>) -> Reply {
    let params = if request.method() == Method::POST {
        Params::of_body(request)
    } else {
        Params::of_query(request)
    };
    let params = params.unwrap_or_default();
    let client = params.get("client_id");
    let ours = client.is_none_or(|client| client == desk.company.client_id);
    match params.get("post_logout_redirect_uri") {
        Some(uri) if ours && is_loopback(uri) => {
            let state = params.get("state").map(|state| ("state", state));
            reply::redirect(uri, &state.into_iter().collect::<Vec<_>>())
        }
        _ => told(
            StatusCode::OK,
            "You are signed out",
            "You can close this page.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_only_the_callback_is_a_way_back() {
        for uri in [
            "http://localhost:8400/callback",
            "http://127.0.0.1:1/callback",
            "http://[::1]:65535/callback",
        ] {
            assert!(is_loopback(uri), "{uri}");
        }
        for uri in [
            "https://localhost:8400/callback",
            "http://localhost:8400/callback/",
            "http://localhost:8400/callback?x=1",
            "http://localhost:8400/",
            "http://localhost.evil.example/callback",
            "http://127.0.0.1@evil.example/callback",
            "http://evil@127.0.0.1/callback",
            "http://10.0.0.1:8400/callback",
            "/callback",
            "",
        ] {
            assert!(!is_loopback(uri), "{uri}");
        }
    }
}
