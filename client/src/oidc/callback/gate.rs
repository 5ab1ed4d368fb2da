//! Which request is the answer to the sign-in.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{Method, Request, Response, header::HOST};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::sync::{mpsc, oneshot};

use super::connections::Door;
use super::{Arrival, Reply};
use crate::oidc::pages::{self, Page};
use crate::secret::Secret;

const PATH: &str = "/callback";

pub(super) struct Gate {
    port: u16,
    issuer: String,
    states: Mutex<States>,
    arrivals: mpsc::Sender<Arrival>,
}

#[derive(Default)]
struct States {
    open: Option<Secret>,
    past: Vec<Secret>,
}

/// What the provider had the browser say.
pub(in crate::oidc) enum Said {
    Code(Secret),
    Error { error: String, description: String },
}

impl Door for Gate {
    async fn answer(
        &self,
        request: &Request<Incoming>,
        parted: Option<oneshot::Receiver<()>>,
    ) -> Response<Full<Bytes>> {
        let said = match self.admit(request) {
            Ok(said) => said,
            Err(page) => return page.response(),
        };
        let (reply, replied) = oneshot::channel();
        let parted = parted.unwrap_or_else(|| oneshot::channel().1);
        let arrival = Arrival {
            said,
            reply,
            parted,
        };
        if self.arrivals.try_send(arrival).is_err() {
            return Page::Again.response();
        }
        match replied.await {
            Ok(Reply::Page(page)) => page.response(),
            Ok(Reply::Redirect(url)) => pages::redirect(&url),
            Err(_) => Page::Failed.response(),
        }
    }
}

impl Gate {
    pub(super) fn new(port: u16, issuer: &str, arrivals: mpsc::Sender<Arrival>) -> Self {
        Self {
            port,
            issuer: issuer.to_owned(),
            states: Mutex::default(),
            arrivals,
        }
    }

    pub(super) fn expect(&self, state: &Secret) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.open = Some(state.clone());
    }

    fn admit<B>(&self, request: &Request<B>) -> Result<Said, Page> {
        if !self.is_meant(request) {
            return Err(Page::NotThis);
        }
        if request.uri().path() != PATH {
            return Err(Page::NotHere);
        }
        if request.method() != Method::GET {
            return Err(Page::OnlyGet);
        }
        let answer = Answer::read(request.uri().query().unwrap_or_default());
        let said = answer.said(&self.issuer);
        self.open(answer.state.as_deref().unwrap_or_default(), said)
    }

    /// A page of another name that leads here by a trick of the name service says that name.
    fn is_meant<B>(&self, request: &Request<B>) -> bool {
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        let names = ["localhost", "127.0.0.1", "[::1]"];
        names.iter().any(|name| {
            let named = format!("{name}:{}", self.port);
            host.as_bytes().eq_ignore_ascii_case(named.as_bytes())
        })
    }

    /// Each state opens once. An answer without sense does not use it up.
    fn open(&self, state: &str, said: Option<Said>) -> Result<Said, Page> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let is = |known: &Secret| same(known.reveal(), state);
        if states.past.iter().any(is) {
            return Err(Page::Again);
        }
        if !states.open.as_ref().is_some_and(is) {
            return Err(Page::NotThis);
        }
        let said = said.ok_or(Page::NotThis)?;
        let spent = states.open.take();
        states.past.extend(spent);
        Ok(said)
    }
}

/// In a time that does not tell how much of it was right.
pub(super) fn same(known: &str, given: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(known.as_bytes(), given.as_bytes()).is_ok()
}

/// The parameters, of which each may be there once.
#[derive(Default)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    description: Option<String>,
    issuer: Option<String>,
    is_ambiguous: bool,
}

impl Answer {
    fn read(query: &str) -> Self {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match name.as_ref() {
                "state" => &mut answer.state,
                "code" => &mut answer.code,
                "error" => &mut answer.error,
                "error_description" => &mut answer.description,
                "iss" => &mut answer.issuer,
                _ => continue,
            };
            answer.is_ambiguous |= place.replace(value.into_owned()).is_some();
        }
        answer
    }

    fn said(&self, issuer: &str) -> Option<Said> {
        let of_another = self.issuer.as_ref().is_some_and(|said| said != issuer);
        if self.is_ambiguous || of_another {
            return None;
        }
        match (&self.code, &self.error) {
            (Some(code), None) if !code.is_empty() => Some(Said::Code(Secret::new(code.clone()))),
            (None, Some(error)) => Some(Said::Error {
                error: error.clone(),
                description: self.description.clone().unwrap_or_default(),
            }),
            _ => None,
        }
    }
}
