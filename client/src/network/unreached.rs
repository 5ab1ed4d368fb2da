//! Why there was no answer.

use std::error::Error;
use std::fmt;
use std::io;

use aws_smithy_runtime_api::client::dns::ResolveDnsError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use http::Uri;
use rustls::pki_types::UnixTime;

use super::connector::Insecure;
use super::trust::BUNDLE;
use crate::clock::Moment;
use crate::stop::{Exit, Stop};

const CLOCK: &str = "check this machine's clock";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// The host alone: a path may say more than others should read.
    pub host: String,
    pub cause: Cause,
    /// Whether the request may have arrived all the same.
    pub sent: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    Refused,
    Dns,
    Timeout,
    Tls(String),
    /// A certificate that is good, and not at the time that it is here.
    Untimely(String),
    /// More than so many bytes.
    TooLarge(usize),
    /// Neither https nor this machine.
    Insecure,
    /// The connection ended early, or a proxy did not let it through.
    Broken,
}

impl Unreached {
    pub(super) fn new(uri: &Uri, cause: Cause, sent: bool) -> Self {
        let host = uri.host().unwrap_or("an address without a host").to_owned();
        Self { host, cause, sent }
    }

    pub(crate) fn classify(uri: &Uri, error: &ConnectorError) -> Self {
        let chain = || chain(error);
        let find_tls = || chain().find_map(|error| error.downcast_ref::<rustls::Error>());
        let is = |kind: io::ErrorKind| {
            chain()
                .filter_map(|error| error.downcast_ref::<io::Error>())
                .any(|error| error.kind() == kind)
        };
        let cause = if error.is_timeout() || is(io::ErrorKind::TimedOut) {
            Cause::Timeout
        } else if let Some(tls) = find_tls() {
            of_tls(tls)
        } else if chain().any(|error| error.is::<ResolveDnsError>()) {
            Cause::Dns
        } else if is(io::ErrorKind::ConnectionRefused) {
            Cause::Refused
        } else if chain().any(|error| error.is::<Insecure>()) {
            Cause::Insecure
        } else {
            Cause::Broken
        };
        let never_connected = chain()
            .filter_map(|error| error.downcast_ref::<hyper_util::client::legacy::Error>())
            .any(hyper_util::client::legacy::Error::is_connect);
        let sent = !(never_connected || cause == Cause::Insecure);
        Self::new(uri, cause, sent)
    }
}

fn of_tls(error: &rustls::Error) -> Cause {
    use rustls::CertificateError as Fault;
    let at = |time: UnixTime| Moment(i64::try_from(time.as_secs()).unwrap_or(i64::MAX)).rfc3339();
    let and_here = |time| format!("and here it is {}", at(time));
    match error {
        rustls::Error::InvalidCertificate(Fault::NotValidYetContext { time, not_before }) => {
            Cause::Untimely(format!("begins {}, {}", at(*not_before), and_here(*time)))
        }
        rustls::Error::InvalidCertificate(Fault::ExpiredContext { time, not_after }) => {
            Cause::Untimely(format!("ended {}, {}", at(*not_after), and_here(*time)))
        }
        rustls::Error::InvalidCertificate(Fault::NotValidYet | Fault::Expired) => {
            Cause::Untimely("is of another time".to_owned())
        }
        // It may quote names out of a stranger's certificate.
        other => Cause::Tls(other.to_string().replace(char::is_control, " ")),
    }
}

/// Whether it may be this machine that is wrong.
pub fn doubts_the_clock(stop: &Stop) -> bool {
    let hint = stop.hint.as_deref();
    hint.is_some_and(|hint| hint.starts_with(CLOCK))
}

/// An error of the operating system may wrap another, which `source` would skip.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>() {
            Some(outer) => outer.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, cause, .. } = self;
        write!(f, "could not reach {host}: ")?;
        match cause {
            Cause::Refused => f.write_str("nobody listens there"),
            Cause::Dns => f.write_str("its name is not known here"),
            Cause::Timeout => f.write_str("it did not answer in time"),
            Cause::Tls(cause) => write!(f, "it could not be trusted ({cause})"),
            Cause::Untimely(when) => write!(f, "its certificate {when}"),
            Cause::TooLarge(largest) => write!(f, "its answer is larger than {largest} bytes"),
            Cause::Insecure => f.write_str("its address does not begin with https://"),
            Cause::Broken => f.write_str("the connection broke off"),
        }
    }
}

impl From<Unreached> for Stop {
    fn from(unreached: Unreached) -> Self {
        let message = unreached.to_string();
        match unreached.cause {
            Cause::Refused | Cause::Dns | Cause::Timeout | Cause::Broken => {
                Self::new(Exit::Offline, message).hint(
                    "check the network, the VPN, and HTTPS_PROXY and NO_PROXY; then try again",
                )
            }
            Cause::Tls(_) => Self::failed(message).hint(format!(
                "name the file of your company's certificates in {BUNDLE} or SSL_CERT_FILE"
            )),
            Cause::Untimely(_) => Self::failed(message).hint(format!(
                "{CLOCK}; if it is right, have the certificate of {} renewed",
                unreached.host
            )),
            Cause::TooLarge(_) => {
                Self::failed(message).hint("something else may answer there, such as a proxy")
            }
            Cause::Insecure => Self::failed(message)
                .hint("only https is used, except to this machine; correct the address"),
        }
    }
}
