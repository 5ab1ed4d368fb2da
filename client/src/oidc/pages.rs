//! What the browser shows when it comes back. Static: nothing that came in goes out again.

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Done,
    Failed,
    /// The same answer a second time.
    Again,
    NotThis,
    NotHere,
    OnlyGet,
}

const FRAME: &str = include_str!("page.html");

const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
];

impl Page {
    pub(super) fn response(self) -> Response<Full<Bytes>> {
        let (status, title, text) = match self {
            Self::Done => (
                StatusCode::OK,
                "You are signed in",
                "You can close this tab and go back to your work.",
            ),
            Self::Failed => (
                StatusCode::OK,
                "You are not signed in",
                "Your terminal says why. You can close this tab.",
            ),
            Self::Again => (
                StatusCode::OK,
                "This sign-in is over",
                "It was answered before. You can close this tab.",
            ),
            Self::NotThis => (
                StatusCode::BAD_REQUEST,
                "This is not the answer to a sign-in",
                "Sign in with the tab that was opened last.",
            ),
            Self::NotHere => (StatusCode::NOT_FOUND, "Nothing is here", ""),
            Self::OnlyGet => (StatusCode::METHOD_NOT_ALLOWED, "Nothing is here", ""),
        };
        let body = FRAME.replace("{title}", title).replace("{text}", text);
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = status;
        for (name, value) in HEADERS {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// On to the provider once more.
pub(super) fn redirect(url: &str) -> Response<Full<Bytes>> {
    let Ok(location) = HeaderValue::from_str(url) else {
        return Page::Failed.response();
    };
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::FOUND;
    let headers = response.headers_mut();
    headers.insert(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
