//! The frame of every page that people see: static HTML, one style for light and dark.

use http::StatusCode;

use super::reply::{self, Reply};
use crate::protocol::query::escaped;

const FRAME: &str = include_str!("frame.html");
const STYLE: &str = include_str!("style.css");

pub(crate) fn told(status: StatusCode, title: &str, why: &str) -> Reply {
    framed(status, title, &format!("<p>{}</p>", escaped(why)))
}

/// The body is HTML already.
pub(crate) fn framed(status: StatusCode, title: &str, body: &str) -> Reply {
    let html = FRAME
        .replace("{style}", STYLE)
        .replace("{title}", &escaped(title))
        .replace("{body}", body);
    reply::page(status, html)
}
