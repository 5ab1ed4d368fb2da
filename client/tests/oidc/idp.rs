//! The identity provider: friendly, unless a test says otherwise.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, LazyLock, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedrock_auth::clock::Moment;
use bedrock_auth::home::Home;
use bedrock_auth::network::Http;
use bedrock_auth::oidc::{Issuer, Provider};
use bedrock_auth::stop::Stop;
use bedrock_sandbox::{IdToken, Sandbox, Setup};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub const NOW: Moment = Moment(1_795_176_000);
pub const CLIENT: &str = "0oa1b2c3";
pub const SUBJECT: &str = "ada";
pub const REFRESH: &str = "refresh-token-of-ada-1";

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| Sandbox::new(Setup::default()));

/// What the provider was asked, with a form's or a query's fields.
#[derive(Debug, Clone)]
pub struct Seen {
    pub path: String,
    pub fields: BTreeMap<String, String>,
}

pub type Answer = (u16, Vec<u8>);
type Script = Box<dyn FnMut(&Seen) -> Option<Answer> + Send>;

pub struct Idp {
    pub url: String,
    state: Arc<Mutex<State>>,
    pub folder: tempfile::TempDir,
}

#[derive(Default)]
struct State {
    url: String,
    seen: Vec<Seen>,
    asked: BTreeMap<String, String>,
    script: Option<Script>,
}

pub fn mint(token: &IdToken) -> String {
    SANDBOX.id_token(token)
}

pub fn sandbox() -> &'static Sandbox {
    &SANDBOX
}

pub fn json(value: &Value) -> Option<Answer> {
    Some((200, value.to_string().into_bytes()))
}

/// What RFC 6749 asks for, and no refresh token.
pub fn tokens(id_token: &str) -> Value {
    json!({"id_token": id_token, "access_token": "access-token-of-ada", "token_type": "Bearer"})
}

pub fn refusal(error: &str) -> Option<Answer> {
    let body = json!({"error": error, "error_description": format!("that is {error}")});
    Some((400, body.to_string().into_bytes()))
}

impl Idp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            url: url.clone(),
            ..State::default()
        }));
        tokio::spawn(serve(listener, state.clone()));
        Self {
            url,
            state,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// What it answers instead; where that is nothing, it stays friendly.
    pub fn script(&self, script: impl FnMut(&Seen) -> Option<Answer> + Send + 'static) {
        self.state.lock().unwrap().script = Some(Box::new(script));
    }

    /// What was asked for so far, by path.
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        let state = self.state.lock().unwrap();
        let at = |seen: &&Seen| seen.path == path;
        state.seen.iter().filter(at).cloned().collect()
    }

    pub fn requests(&self) -> usize {
        self.state.lock().unwrap().seen.len()
    }

    /// The nonce of the last journey.
    pub fn nonce(&self) -> String {
        self.state.lock().unwrap().asked["nonce"].clone()
    }

    pub fn home(&self) -> Home {
        Home::at(self.folder.path().join("home"))
    }

    pub fn issuer(&self) -> Issuer {
        Issuer {
            issuer: self.url.clone(),
            client_id: CLIENT.into(),
            redirect_ports: vec![0],
        }
    }

    pub async fn find(&self, http: &Http) -> Result<Provider, Stop> {
        Provider::find(http, &self.home(), &self.issuer(), NOW).await
    }

    /// The person says yes in the browser: where the browser is sent back to.
    pub fn approve(&self, url: &str) -> String {
        let (endpoint, query) = url.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/authorize", self.url));
        let asked = fields(query.as_bytes());
        self.state.lock().unwrap().approve(asked)
    }
}

pub fn token(issuer: &str) -> IdToken {
    IdToken::new(issuer, CLIENT, SUBJECT)
        .claim("iat", NOW.0)
        .claim("exp", NOW.0 + 3600)
        .claim("email", "ada@acme.example")
        .claim("groups", json!(["bedrock-platform"]))
}

fn fields(form: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(form).into_owned().collect()
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let state = state.clone();
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let state = state.clone();
            async move {
                let path = request.uri().path().to_owned();
                let query = request.uri().query().unwrap_or_default().to_owned();
                let body = request.into_body().collect().await.unwrap().to_bytes();
                let form = if body.is_empty() {
                    query.as_bytes()
                } else {
                    &body
                };
                let (path, fields) = (path, fields(form));
                let seen = Seen { path, fields };
                let (status, body) = state.lock().unwrap().answer(seen);
                let mut response = Response::builder().status(status);
                if status == 302 {
                    response = response.header("location", body.as_slice());
                }
                Ok::<_, Infallible>(response.body(Full::new(Bytes::from(body))).unwrap())
            }
        });
        tokio::spawn(async move {
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl State {
    fn approve(&mut self, asked: BTreeMap<String, String>) -> String {
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        let back = format!(
            "{}?code=code-of-ada&state={}&iss={}",
            asked["redirect_uri"], asked["state"], self.url
        );
        self.asked = asked;
        back
    }

    fn answer(&mut self, seen: Seen) -> Answer {
        self.seen.push(seen.clone());
        if let Some(script) = &mut self.script
            && let Some(answer) = script(&seen)
        {
            return answer;
        }
        let answer = match seen.path.as_str() {
            "/.well-known/openid-configuration" => json(&discovery(&self.url)),
            "/keys" => json(&Sandbox::json_web_keys()),
            "/device" => json(&json!({
                "device_code": "device-code-of-ada", "user_code": "WDJB-MJHT",
                "verification_uri": format!("{}/enter", self.url),
                "verification_uri_complete": format!("{}/enter?c=WDJB-MJHT", self.url),
                "expires_in": 600, "interval": 5,
            })),
            "/authorize" => Some((302, self.approve(seen.fields).into_bytes())),
            "/token" => self.tokens(&seen),
            "/revoke" => Some((200, Vec::new())),
            _ => None,
        };
        answer.unwrap_or((404, b"nothing is here".to_vec()))
    }

    fn tokens(&self, seen: &Seen) -> Option<Answer> {
        assert_eq!(seen.fields["client_id"], CLIENT);
        let token = match seen.fields["grant_type"].as_str() {
            "authorization_code" => {
                assert_eq!(seen.fields["code"], "code-of-ada");
                assert_eq!(seen.fields["redirect_uri"], self.asked["redirect_uri"]);
                let hash = digest(&SHA256, seen.fields["code_verifier"].as_bytes());
                let challenge = URL_SAFE_NO_PAD.encode(hash);
                assert_eq!(challenge, self.asked["code_challenge"]);
                token(&self.url).claim("nonce", self.asked["nonce"].as_str())
            }
            "refresh_token" if seen.fields["refresh_token"] == REFRESH => token(&self.url),
            "urn:ietf:params:oauth:grant-type:device_code" => token(&self.url),
            _ => return refusal("invalid_grant"),
        };
        json(&json!({
            "id_token": mint(&token), "access_token": "access-token-of-ada",
            "refresh_token": "refresh-token-of-ada-2", "token_type": "Bearer", "expires_in": 3600,
        }))
    }
}

pub fn discovery(url: &str) -> Value {
    json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
        "device_authorization_endpoint": format!("{url}/device"),
        "revocation_endpoint": format!("{url}/revoke"),
        "end_session_endpoint": format!("{url}/leave?from=here"),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
    })
}
