//! This machine's clock against a server's.

use super::check::Check;
use crate::clock::Moment;

const NAME: &str = "clock";

/// Tokens and signed requests are refused beyond this.
const FATAL: i64 = 5 * 60;
const LARGE: i64 = 60;

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
    let remedy = "let the system set its clock from the network";
    match behind.abs() {
        apart if apart >= FATAL => Check::failed(NAME, seen, remedy),
        apart if apart >= LARGE => Check::warning(NAME, seen, remedy),
        _ => Check::ok(NAME, seen),
    }
}

fn span(seconds: i64) -> String {
    match seconds {
        seconds if seconds < 120 => format!("{seconds} s"),
        seconds if seconds < 7_200 => format!("{} min", seconds / 60),
        seconds if seconds < 172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// `Date` of an HTTP answer: `Fri, 20 Nov 2026 12:00:00 GMT`, the one form that servers may send.
pub fn http_date(text: &str) -> Option<Moment> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let words: Vec<&str> = text.split([' ', ':']).collect();
    let [_, day, month, year, hour, minute, second, "GMT"] = words.as_slice() else {
        return None;
    };
    let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
    let at = MONTHS.find(month).filter(|at| at % 3 == 0 && month.len() == 3)?;
    let month = i64::try_from(at / 3).ok()? + 1;
    let (year, day) = (number(year)?, number(day)?);
    let time = number(hour)? * 3_600 + number(minute)? * 60 + number(second)?;
    (1970..10_000).contains(&year).then_some(())?;
    Some(Moment(days(year, month, day) * 86_400 + time))
}

/// Since 1970, by years that begin on the first of March.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_servers_are_understood() {
        for (text, expected) in [
            ("Fri, 20 Nov 2026 12:00:00 GMT", Some("2026-11-20T12:00:00Z")),
            ("Tue, 29 Feb 2000 00:00:01 GMT", Some("2000-02-29T00:00:01Z")),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some("1970-01-01T00:00:00Z")),
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
            let check = judge(Moment(1_000_000_000), Some(("x", Moment(1_000_000_000 + apart))));
            assert_eq!(check.verdict, verdict, "{}", check.seen);
        }
    }
}
