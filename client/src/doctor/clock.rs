//! This machine's clock against a server's.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::check::Check;
use crate::clock::Moment;

const NAME: &str = "clock";

/// Tokens and signed requests are refused beyond this.
const FATAL: i64 = 5 * 60;
const LARGE: i64 = 60;
const REMEDY: &str = "let the system set its clock from the network";

pub fn judge(here: Moment, there: Option<(&str, Moment)>) -> Check {
    let Some((server, there)) = there else {
        return Check::skipped(NAME, "no server told the time");
    };
    let behind = here.until(there);
    let seen = match behind {
        -2..=2 => format!("as {server} has it"),
        behind if behind > 0 => format!("{} behind {server}", span(behind)),
        behind => format!("{} ahead of {server}", span(-behind)),
    };
    match behind.abs() {
        apart if apart >= FATAL => Check::failed(NAME, seen, REMEDY),
        apart if apart >= LARGE => Check::warning(NAME, seen, REMEDY),
        _ => Check::ok(NAME, seen),
    }
}

/// No server could be asked, and this may be why.
pub fn doubted() -> Check {
    let seen = "a server's certificate is not valid at the time that it is here";
    Check::warning(NAME, seen, REMEDY)
}

fn span(seconds: i64) -> String {
    match seconds {
        seconds if seconds < 120 => format!("{seconds} s"),
        seconds if seconds < 7_200 => format!("{} min", seconds / 60),
        seconds if seconds < 172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// `Date` of an HTTP answer: `Fri, 20 Nov 2026 12:00:00 GMT`.
pub fn http_date(text: &str) -> Option<Moment> {
    let date = DateTime::from_str(text, Format::HttpDate).ok()?;
    Some(Moment(date.secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_servers_are_understood() {
        for (text, expected) in [
            (
                "Fri, 20 Nov 2026 12:00:00 GMT",
                Some("2026-11-20T12:00:00Z"),
            ),
            (
                "Tue, 29 Feb 2000 00:00:01 GMT",
                Some("2000-02-29T00:00:01Z"),
            ),
            (
                "Thu, 01 Jan 1970 00:00:00 GMT",
                Some("1970-01-01T00:00:00Z"),
            ),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Fri, 20 Nvo 2026 12:00:00 GMT", None),
            ("", None),
        ] {
            let read = http_date(text).map(Moment::rfc3339);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn five_minutes_are_too_many() {
        use crate::doctor::Verdict;
        for (apart, verdict) in [
            (0, Verdict::Ok),
            (59, Verdict::Ok),
            (-60, Verdict::Warning),
            (299, Verdict::Warning),
            (300, Verdict::Failed),
            (-86_400 * 365, Verdict::Failed),
        ] {
            let check = judge(
                Moment(1_000_000_000),
                Some(("x", Moment(1_000_000_000 + apart))),
            );
            assert_eq!(check.verdict, verdict, "{}", check.seen);
        }
    }
}
