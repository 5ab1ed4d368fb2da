//! What became of a call, in AWS's words.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use http::Uri;

use crate::clock::Moment;
use crate::network::Unreached;

/// A person reads no more than this of it.
const LONGEST: usize = 300;

pub(super) enum Trouble {
    Said(Said),
    Unreached(Lost),
}

/// AWS's own word.
pub(super) struct Said {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) status: u16,
    /// The time by AWS's clock.
    pub(super) time: Option<Moment>,
}

impl Said {
    /// An answer that lacks what was asked for.
    pub(super) fn nothing() -> Self {
        Self {
            code: "nothing".into(),
            message: "its answer holds no credentials".into(),
            status: 200,
            time: None,
        }
    }
}

pub(super) enum Lost {
    Timeout,
    Connection(Unreached),
    /// Something answered that is not AWS.
    Garbled,
}

impl Trouble {
    pub(super) fn of<E>(error: &SdkError<E, HttpResponse>, address: &Uri) -> Self
    where
        E: ProvideErrorMetadata + Error,
    {
        match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or_default();
                Self::Said(Said {
                    // STS leaves the ending out of some.
                    code: code.strip_suffix("Exception").unwrap_or(code).to_owned(),
                    message: printable(service.err().message().unwrap_or_default()),
                    status: service.raw().status().as_u16(),
                    time: time_of(service.raw()),
                })
            }
            SdkError::TimeoutError(_) => Self::Unreached(Lost::Timeout),
            SdkError::DispatchFailure(failure) => {
                let cause = failure.as_connector_error();
                Self::Unreached(match cause {
                    Some(cause) => Lost::Connection(Unreached::classify(address, cause)),
                    None => Lost::Garbled,
                })
            }
            _ => Self::Unreached(Lost::Garbled),
        }
    }

    pub(super) fn is(&self, code: &str) -> bool {
        matches!(self, Self::Said(said) if said.code == code)
    }
}

fn time_of(response: &HttpResponse) -> Option<Moment> {
    let date = response.headers().get("date")?;
    let time = DateTime::from_str(date, Format::HttpDate).ok()?;
    Some(Moment(time.secs()))
}

/// One line, and without what a terminal would act upon.
fn printable(message: &str) -> String {
    message
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(LONGEST)
        .collect()
}
