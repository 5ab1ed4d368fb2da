//! A document at an address: fetched, kept, and asked for again once an hour.

use bedrock_routing::{LARGEST, Routes};
use http::header::{ACCEPT, ETAG, IF_NONE_MATCH};
use http::{Request, Response, StatusCode, Uri};

use super::Loaded;
use super::file::parse;
use super::kept::{Fetching, Place};
use crate::clock::Moment;
use crate::entry::Stamp;
use crate::home::Home;
use crate::network::{Cause, Http, Unreached, is_usable};
use crate::stop::Stop;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Between two attempts while nobody answers.
const PAUSE: i64 = 5 * 60;
/// Longer than any server's; what is longer is not sent back.
const LONGEST_ETAG: usize = 512;

/// An address that may be asked.
#[derive(Debug)]
pub struct Source {
    text: String,
    uri: Uri,
    /// Without what follows a question mark: it may be a key.
    shown: String,
}

impl Source {
    pub fn parse(text: &str) -> Result<Self, Stop> {
        let uri: Option<Uri> = text.parse().ok();
        match uri.filter(is_usable) {
            Some(uri) => Ok(Self {
                shown: text.split(['?', '#']).next().unwrap_or(text).to_owned(),
                text: text.to_owned(),
                uri,
            }),
            None => {
                let scheme = text.split("://").next().unwrap_or_default();
                let start = scheme.chars().take(20).collect::<String>();
                let what = format!(
                    "{}://... is not an address to read from",
                    start.escape_debug()
                );
                Err(
                    Stop::failed(format!("could not fetch the routing document: {what}"))
                        .hint("name an https:// address, or a file without file://"),
                )
            }
        }
    }
}

/// What a server had to say.
enum Said {
    Same,
    Another {
        document: Vec<u8>,
        routes: Box<Routes>,
        etag: Option<String>,
    },
}

/// Why it had nothing to say that is of use.
struct Trouble {
    stop: Stop,
    /// It may pass by itself, so that it is not worth a word at first.
    passing: bool,
}

pub async fn load(
    home: &Home,
    source: &Source,
    now: Moment,
    http: impl FnOnce() -> Result<Http, Stop>,
) -> Result<Loaded, Stop> {
    let place = Place::of(home, &source.text);
    let stamp = Stamp::of(&place.path());
    let kept = place.document()?;
    let mut fetching = place.fetching(&source.text);
    let loaded = |routes, stamp, warning| Loaded {
        routes,
        stamp,
        place: source.shown.clone(),
        warning,
    };
    let kept = match kept {
        Some(kept) if !is_due(&fetching, now) => return Ok(loaded(kept, stamp, None)),
        kept => kept,
    };
    let asked = ask(source, &fetching, kept.is_some(), http).await;
    fetching.tried = Some(now);
    let outcome = match (asked, kept) {
        (Ok(Said::Same), Some(kept)) => {
            fetching.checked = Some(now);
            Ok(loaded(kept, stamp, None))
        }
        (Ok(Said::Same), None) => Err(unasked_for(source)),
        (
            Ok(Said::Another {
                document,
                routes,
                etag,
            }),
            kept,
        ) => {
            if kept.as_ref() != Some(&*routes) {
                place.keep(&document)?;
            }
            fetching.checked = Some(now);
            fetching.etag = etag;
            Ok(loaded(*routes, Stamp::of(&place.path()), None))
        }
        (Err(trouble), Some(kept)) => {
            let warning = warning(&trouble, &fetching, now);
            Ok(loaded(kept, stamp, warning))
        }
        (Err(trouble), None) => Err(trouble.stop),
    };
    place.remember(&fetching);
    outcome
}

/// A time that is still to come says nothing: the clock was set back.
fn is_due(fetching: &Fetching, now: Moment) -> bool {
    let within = |then: Option<Moment>, seconds| {
        then.is_some_and(|then| (0..seconds).contains(&then.until(now)))
    };
    !within(fetching.checked, HOUR) && !within(fetching.tried, PAUSE)
}

async fn ask(
    source: &Source,
    fetching: &Fetching,
    has_kept: bool,
    http: impl FnOnce() -> Result<Http, Stop>,
) -> Result<Said, Trouble> {
    let lasting = |stop| Trouble {
        stop,
        passing: false,
    };
    let mut request = Request::get(source.uri.clone()).header(ACCEPT, "application/json");
    if let Some(etag) = fetching.etag.as_ref().filter(|_| has_kept) {
        request = request.header(IF_NONE_MATCH, etag);
    }
    let request = request
        .body(Vec::new())
        .map_err(|error| lasting(refused(source, &error.to_string())))?;
    let http = http().map_err(lasting)?;
    let answer = http.send(request, LARGEST).await.map_err(unreached)?;
    read(source, answer)
}

fn read(source: &Source, answer: Response<Vec<u8>>) -> Result<Said, Trouble> {
    let status = answer.status();
    if status == StatusCode::NOT_MODIFIED {
        return Ok(Said::Same);
    }
    if status != StatusCode::OK {
        let passing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        let why = if status.is_redirection() {
            format!("it leads elsewhere ({status})")
        } else {
            format!("the answer was {status}")
        };
        let stop = refused(source, &why);
        return Err(Trouble { stop, passing });
    }
    let etag = answer
        .headers()
        .get(ETAG)
        .and_then(|etag| etag.to_str().ok());
    let etag = etag.filter(|etag| etag.len() <= LONGEST_ETAG);
    let etag = etag.map(str::to_owned);
    let document = answer.into_body();
    match parse(&document, &source.shown) {
        Ok(routes) => Ok(Said::Another {
            document,
            routes: Box::new(routes),
            etag,
        }),
        Err(stop) => Err(Trouble {
            stop,
            passing: false,
        }),
    }
}

fn unreached(unreached: Unreached) -> Trouble {
    let passing = match unreached.cause {
        Cause::Refused | Cause::Dns | Cause::Timeout | Cause::Broken => true,
        Cause::Tls(_) | Cause::Untimely(_) | Cause::TooLarge(_) | Cause::Insecure => false,
    };
    let mut stop = Stop::from(unreached);
    stop.message = format!("could not fetch the routing document: {}", stop.message);
    Trouble { stop, passing }
}

/// Working from an old document is silent for a day where the reason may pass by itself.
fn warning(trouble: &Trouble, fetching: &Fetching, now: Moment) -> Option<String> {
    let Some(checked) = fetching.checked else {
        return Some(format!(
            "{}; the one that is kept stays in use",
            trouble.stop.message
        ));
    };
    let old = checked.until(now) >= DAY;
    (old || !trouble.passing).then(|| {
        format!(
            "{}; the one of {} stays in use",
            trouble.stop.message,
            checked.rfc3339()
        )
    })
}

fn refused(source: &Source, why: &str) -> Stop {
    Stop::failed(format!(
        "could not fetch the routing document from {}: {why}",
        source.shown
    ))
    .hint("open the address in a browser, and correct it in --routes, BEDROCK_AUTH_ROUTES or settings.json")
}

fn unasked_for(source: &Source) -> Stop {
    refused(
        source,
        "the server says that it has not changed, but none is kept",
    )
}
