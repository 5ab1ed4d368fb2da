//! The browser of a sign-in and the client behind it, through the protocol.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedrock_sandbox::{Company, Sandbox};
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::model::IdToken;

const CALLBACK: &str = "http://localhost:8400/callback";
/// They guard against strangers, and there are none in this process.
const STATE: &str = "state-of-a-rehearsal";
const NONCE: &str = "nonce-of-a-rehearsal";
const VERIFIER: &str = "verifier-of-a-rehearsal-which-has-to-be-long-enough";

/// Authorization code with PKCE; the person is chosen on the provider's own page.
pub async fn sign_in(sandbox: &Sandbox, company: &Company, email: &str) -> Result<IdToken, String> {
    let issuer = company.issuer.trim_end_matches('/');
    let address = format!("{issuer}/.well-known/openid-configuration");
    let discovery = json(&send(sandbox, get(&address)).await?)?;
    let endpoint = |name: &str| discovery[name].as_str().unwrap_or_default().to_owned();
    if discovery["issuer"] != company.issuer.as_str() {
        return Err("its discovery document names another issuer".into());
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let wish = [
        ("response_type", "code"),
        ("client_id", &company.client_id),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email groups"),
        ("state", STATE),
        ("nonce", NONCE),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let authorize = endpoint("authorization_endpoint");
    let page = send(sandbox, get(&format!("{authorize}?{}", form(&wish)))).await?;
    if page.status() != StatusCode::OK {
        return Err(format!("there was no sign-in page: {}", page.status()));
    }
    let chosen: Vec<_> = wish.into_iter().chain([("person", email)]).collect();
    let code = code(&send(sandbox, post(&authorize, &chosen)).await?)?;
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("client_id", &company.client_id),
        ("code_verifier", VERIFIER),
    ];
    let tokens = send(sandbox, post(&endpoint("token_endpoint"), &exchange)).await?;
    let tokens = json(&tokens)?;
    let token = tokens["id_token"].as_str().unwrap_or_default();
    let token = IdToken::parse(token).map_err(|why| format!("its ID token: {why}"))?;
    if token.claims.get("nonce").and_then(Value::as_str) == Some(NONCE) {
        Ok(token)
    } else {
        Err("its ID token is for another sign-in".into())
    }
}

type Sent = Result<Request<Bytes>, http::Error>;

fn get(address: &str) -> Sent {
    Request::get(address).body(Bytes::new())
}

fn post(address: &str, fields: &[(&str, &str)]) -> Sent {
    Request::post(address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form(fields).into())
}

async fn send(sandbox: &Sandbox, request: Sent) -> Result<Response<Bytes>, String> {
    let request = request.map_err(|why| why.to_string())?;
    sandbox.call(request).await.map_err(|why| why.to_string())
}

fn json(answer: &Response<Bytes>) -> Result<Value, String> {
    let value: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    if answer.status().is_success() {
        return Ok(value);
    }
    let why = value["error_description"].as_str().unwrap_or_default();
    Err(format!("{} {why}", answer.status()))
}

/// Of the way back to the client.
fn code(answer: &Response<Bytes>) -> Result<String, String> {
    let back = answer.headers().get(header::LOCATION);
    let back = back.and_then(|back| back.to_str().ok()).unwrap_or_default();
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let field = |name: &str| {
        let fields = query.split('&').filter_map(|field| field.split_once('='));
        fields
            .into_iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    };
    if !back.starts_with(CALLBACK) || field("state").as_deref() != Some(STATE) {
        return Err(format!("no way back came of it: {}", answer.status()));
    }
    field("code").ok_or_else(|| field("error").unwrap_or_default())
}

fn form(fields: &[(&str, &str)]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let escaped = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                byte if plain(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    pairs.join("&")
}
