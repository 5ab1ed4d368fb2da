//! The library's requests, sent as all others are, and what their failures mean.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU16, Ordering};

use http::HeaderValue;
use http::header::{CONTENT_TYPE, USER_AGENT};
use oauth2::{
    AsyncHttpClient, ErrorResponseType, HttpRequest, HttpResponse, RequestTokenError,
    StandardErrorResponse,
};

use super::answer::{AGENT, Refusal};
use super::{text, usual};
use crate::network::{Http, Unreached};
use crate::secret::Secret;

/// Three tokens, each as large as an ID token may be.
const LARGEST: usize = 1024 * 1024;

pub(super) struct Asking<'h> {
    http: &'h Http,
    /// The library does not tell it.
    status: AtomicU16,
}

/// Nobody spoke who could have known.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    #[error("not reached")]
    Unreached(Unreached),
    #[error("answered {0}")]
    Unwell(u16),
}

impl<'h> Asking<'h> {
    pub(super) const fn new(http: &'h Http) -> Self {
        let status = AtomicU16::new(0);
        Self { http, status }
    }

    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let answer = self.http.send(request, LARGEST).await;
        let mut answer = answer.map_err(Unanswered::Unreached)?;
        let status = answer.status();
        self.status.store(status.as_u16(), Ordering::Relaxed);
        // Of a failing gateway's page nothing is believed, not even a word such as invalid_grant.
        if status.is_server_error() || matches!(status.as_u16(), 408 | 429) {
            return Err(Unanswered::Unwell(status.as_u16()));
        }
        if status.is_success() {
            *answer.status_mut() = http::StatusCode::OK;
            let body = std::mem::take(answer.body_mut());
            *answer.body_mut() = usual::answer(body);
        } else if !status.is_client_error() {
            answer.body_mut().clear();
        }
        // What is JSON is taken, whatever it is called.
        answer.headers_mut().remove(CONTENT_TYPE);
        Ok(answer)
    }

    /// The library's own errors carry what was answered, so they are never shown.
    pub(super) fn refusal<K: ErrorResponseType + Display + 'static>(
        &self,
        error: RequestTokenError<Unanswered, StandardErrorResponse<K>>,
        secrets: &[&Secret],
    ) -> Refusal {
        let status = self.status.load(Ordering::Relaxed);
        match error {
            RequestTokenError::ServerResponse(said) => Refusal::Said {
                error: text::without(&said.error().to_string(), secrets),
                description: said
                    .error_description()
                    .map_or_else(String::new, |text| text::without(text, secrets)),
            },
            RequestTokenError::Request(Unanswered::Unreached(unreached)) => {
                Refusal::Unreached(unreached)
            }
            RequestTokenError::Request(Unanswered::Unwell(status)) => Refusal::Unwell { status },
            RequestTokenError::Parse(_, body) if self.succeeded() => match usual::object(&body) {
                Some(_) => Refusal::Unread { status },
                None => Refusal::Odd { status },
            },
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Refusal::Odd { status },
        }
    }

    fn succeeded(&self) -> bool {
        (200..300).contains(&self.status.load(Ordering::Relaxed))
    }
}

impl<'c> AsyncHttpClient<'c> for Asking<'_> {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
