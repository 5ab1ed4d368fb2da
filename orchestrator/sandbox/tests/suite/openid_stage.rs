//! A company with an identity provider, and a client that speaks to it.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedrock_sandbox::{Company, Person, Sandbox, Setup};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value};

use super::stage::CLIENT;

pub const ISSUER: &str = "http://127.0.0.1:4566";
pub const CALLBACK: &str = "http://localhost:8400/callback";
pub const VERIFIER: &str = "a-verifier-that-nobody-guesses-and-that-is-long-enough";

pub type Fields<'a> = Vec<(&'a str, &'a str)>;

pub fn person(email: &str, groups: &[&str]) -> Person {
    Person {
        email: email.into(),
        name: format!("The <b>person</b> {email}"),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

pub fn company() -> Company {
    Company {
        issuer: ISSUER.into(),
        client_id: CLIENT.into(),
        groups_claim: "groups".into(),
        one_group: false,
        people: vec![
            person("ada@acme.example", &["bedrock-platform"]),
            person("bob@acme.example", &[]),
        ],
        sign_in_as: None,
    }
}

/// In which every sign-in is Ada's.
pub fn ada() -> Provider {
    Provider::of(Company {
        sign_in_as: Some(person("ada@acme.example", &["bedrock-platform"])),
        ..company()
    })
}

pub struct Provider {
    pub sandbox: Sandbox,
}

impl Provider {
    pub fn of(company: Company) -> Self {
        let setup = Setup {
            company: Some(company),
            ..Setup::default()
        };
        Self {
            sandbox: Sandbox::new(setup),
        }
    }

    pub async fn get(&self, path: &str, fields: &Fields<'_>) -> Response<Bytes> {
        let address = format!("{ISSUER}{path}?{}", form(fields));
        let request = Request::get(address).body(Bytes::new()).unwrap();
        self.sandbox.call(request).await.unwrap()
    }

    pub async fn post(&self, path: &str, fields: &Fields<'_>) -> Response<Bytes> {
        let request = Request::post(format!("{ISSUER}{path}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(fields).into())
            .unwrap();
        self.sandbox.call(request).await.unwrap()
    }

    /// Status and JSON.
    pub async fn ask(&self, path: &str, fields: &Fields<'_>) -> (u16, Value) {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let json = serde_json::from_slice(answer.body()).unwrap();
        (answer.status().as_u16(), json)
    }

    /// The error's word.
    pub async fn refused(&self, path: &str, fields: &Fields<'_>) -> String {
        let (status, answer) = self.ask(path, fields).await;
        assert!((400..500).contains(&status), "{status} {answer}");
        answer["error"].as_str().unwrap().to_owned()
    }

    pub async fn code(&self) -> String {
        let answer = self.get("/authorize", &wish()).await;
        back(&answer)["code"].as_str().unwrap().to_owned()
    }

    pub async fn tokens(&self) -> Value {
        let code = self.code().await;
        let (status, tokens) = self.ask("/token", &exchange(&code)).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }
}

/// What a client asks for.
pub fn wish() -> Fields<'static> {
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()).as_ref());
    vec![
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email offline_access"),
        ("state", "a state & more"),
        ("nonce", "a-nonce"),
        ("code_challenge", challenge.leak()),
        ("code_challenge_method", "S256"),
    ]
}

pub fn exchange(code: &str) -> Fields<'_> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", CLIENT),
        ("code_verifier", VERIFIER),
    ]
}

pub fn refresh(token: &Value) -> Fields<'_> {
    vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
        ("client_id", CLIENT),
    ]
}

/// The same with one field set, or without it.
pub fn but<'a>(fields: &Fields<'a>, name: &'a str, value: Option<&'a str>) -> Fields<'a> {
    let mut fields: Fields<'a> = fields.iter().copied().filter(|it| it.0 != name).collect();
    fields.extend(value.map(|value| (name, value)));
    fields
}

/// What came back to the client's own address.
pub fn back(answer: &Response<Bytes>) -> Map<String, Value> {
    assert_eq!(answer.status(), 302, "{:?}", answer.body());
    let address = answer.headers()["location"].to_str().unwrap();
    let (address, query) = address.split_once('?').unwrap();
    assert_eq!(address, CALLBACK);
    query
        .split('&')
        .map(|field| field.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), unescaped(value).into()))
        .collect()
}

pub fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

pub fn form(fields: &Fields<'_>) -> String {
    let escaped = |text: &str| -> String {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
        text.bytes()
            .map(|byte| match byte {
                byte if plain(&byte) => char::from(byte).to_string(),
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

fn unescaped(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        let (digits, rest) = part.split_at(2);
        let byte = u8::from_str_radix(digits, 16).unwrap();
        text + &char::from(byte).to_string() + rest
    })
}
