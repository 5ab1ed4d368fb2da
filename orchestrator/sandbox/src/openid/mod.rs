//! The company's identity provider: OpenID Connect for one public client, so that the whole journey
//! from a sign-in to credentials needs nothing but this process.
//!
//! ```text
//! /authorize --person?--> code --/token--> ID token, refresh token --/token--> the next ones
//! /device_authorization --> device code --person?--> /token
//! ```
//!
//! Everything runs on the callers' clocks: tokens are theirs to judge.

mod authorize;
mod company;
mod device;
mod fault;
mod grant;
mod page;
mod token;

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

pub use company::{Company, Person};

use crate::clock::Moment;
use crate::draw::Draw;
use crate::sandbox::Sandbox;
use crate::web::{Params, Reply, reply};
use crate::world::Openid;
use fault::Fault;

/// What one request sees.
struct Desk<'a> {
    company: &'a Company,
    state: &'a mut Openid,
    draw: Draw,
    now: Moment,
}

impl Desk<'_> {
    /// Something that nobody guesses who does not know the seed.
    fn secret(&mut self, what: &str) -> String {
        let serial = self.state.next_serial().to_string();
        self.draw.hex(48, what, &serial)
    }

    /// Somebody keeps their subject for as long as the seed is the same.
    fn subject(&self, person: &Person) -> String {
        format!("00u{}", self.draw.lower(17, "subject", &person.email))
    }

    /// There is one client, and it has no secret.
    fn is_for_client(&self, params: &Params) -> Result<(), Fault> {
        match params.get("client_id") {
            Some(client) if client == self.company.client_id => Ok(()),
            Some(_) => Err(Fault::new("invalid_client", "this client is not known")),
            None => Err(Fault::new("invalid_request", "client_id is missing")),
        }
    }
}

/// The answer, if the request is for the provider rather than for AWS.
pub(crate) fn answer(sandbox: &Sandbox, request: &Request<Bytes>) -> Option<Reply> {
    let company = sandbox.company()?;
    if is_signed(request) {
        return None;
    }
    let (endpoint, reads) = match company.path_of(request.uri().path())? {
        "/.well-known/openid-configuration" => (Endpoint::Discovery, true),
        "/keys" => (Endpoint::Keys, true),
        "/authorize" => (Endpoint::Authorize, false),
        "/token" => (Endpoint::Token, false),
        "/device_authorization" => (Endpoint::DeviceAuthorization, false),
        "/device" => (Endpoint::Device, false),
        "/revoke" => (Endpoint::Revoke, false),
        "/userinfo" => (Endpoint::UserInfo, true),
        "/logout" => (Endpoint::Logout, true),
        _ => return None,
    };
    sandbox.count(&format!("openid.{endpoint:?}"));
    let reply = {
        let now = sandbox.callers_now();
        let mut state = sandbox.lock();
        let mut desk = Desk {
            company,
            state: &mut state.world.openid,
            draw: sandbox.draw(),
            now,
        };
        if !reads {
            desk.state.sweep(now);
        }
        endpoint.answer(&mut desk, request)
    };
    if !reads {
        sandbox.changed();
    }
    Some(reply)
}

/// An AWS client's request, whatever its path.
fn is_signed(request: &Request<Bytes>) -> bool {
    let header = request.headers().get(header::AUTHORIZATION);
    header.is_some_and(|value| value.as_bytes().starts_with(b"AWS4-"))
}

#[derive(Debug, Clone, Copy)]
enum Endpoint {
    Discovery,
    Keys,
    Authorize,
    Token,
    DeviceAuthorization,
    Device,
    Revoke,
    UserInfo,
    Logout,
}

impl Endpoint {
    fn answer(self, desk: &mut Desk<'_>, request: &Request<Bytes>) -> Reply {
        let allowed: &[Method] = match self {
            Self::Discovery | Self::Keys => &[Method::GET],
            Self::Token | Self::DeviceAuthorization | Self::Revoke => &[Method::POST],
            Self::Authorize | Self::Device | Self::UserInfo | Self::Logout => {
                &[Method::GET, Method::POST]
            }
        };
        if !allowed.contains(request.method()) {
            return reply::not_allowed(match allowed {
                [Method::GET] => "GET",
                [Method::POST] => "POST",
                _ => "GET, POST",
            });
        }
        match self {
            Self::Discovery => reply::json(StatusCode::OK, &discovery(desk.company)),
            Self::Keys => reply::json(StatusCode::OK, &Sandbox::json_web_keys()),
            Self::Authorize => authorize::answer(desk, request),
            Self::Token => form(request, |params| token::answer(desk, params)),
            Self::DeviceAuthorization => form(request, |params| device::begin(desk, params)),
            Self::Device => device::page(desk, request),
            Self::Revoke => form(request, |params| token::revoke(desk, params)),
            Self::UserInfo => token::user_info(desk, request),
            Self::Logout => authorize::logout(desk, request),
        }
    }
}

/// A form that is posted, and JSON that answers it.
fn form(request: &Request<Bytes>, act: impl FnOnce(&Params) -> Result<Value, Fault>) -> Reply {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let outcome = if !kind.starts_with("application/x-www-form-urlencoded") {
        let why = "the body has to be application/x-www-form-urlencoded";
        Err(Fault::new("invalid_request", why))
    } else if request.headers().contains_key(header::AUTHORIZATION) {
        let why = "the client is a public one: it has no secret";
        Err(Fault::new("invalid_client", why))
    } else {
        Params::of_body(request)
            .map_err(|twice| Fault::new("invalid_request", format!("{} is there twice", twice.0)))
            .and_then(|params| act(&params))
    };
    fault::told(outcome)
}

fn discovery(company: &Company) -> Value {
    json!({
        "issuer": company.issuer,
        "authorization_endpoint": company.at("/authorize"),
        "token_endpoint": company.at("/token"),
        "jwks_uri": company.at("/keys"),
        "userinfo_endpoint": company.at("/userinfo"),
        "device_authorization_endpoint": company.at("/device_authorization"),
        "revocation_endpoint": company.at("/revoke"),
        "end_session_endpoint": company.at("/logout"),
        "scopes_supported": grant::SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            device::GRANT,
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "email",
            "email_verified", "name", "preferred_username", company.groups_claim,
        ],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "request_uri_parameter_supported": false,
    })
}
