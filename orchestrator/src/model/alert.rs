//! When a budget is heard of: what AWS calls a notification of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{InvalidName, Usd};

/// The plan asks for percentages that spend has passed. The rest of what AWS knows is there so that
/// a notification made by hand can be shown, and taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Alert {
    pub on: AlertOn,
    pub when: When,
    pub at: Threshold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertOn {
    Actual,
    Forecast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    Above,
    Equal,
    Below,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Threshold {
    /// Of the budget's limit, in millionths.
    Percent(i64),
    Dollars(Usd),
}

const WHOLE: i64 = 1_000_000;

impl Alert {
    pub fn actual(percent: u16) -> Self {
        Self::above(AlertOn::Actual, percent)
    }

    pub fn forecast(percent: u16) -> Self {
        Self::above(AlertOn::Forecast, percent)
    }

    fn above(on: AlertOn, percent: u16) -> Self {
        Self {
            on,
            when: When::Above,
            at: Threshold::Percent(i64::from(percent) * WHOLE),
        }
    }

    /// In a sentence: `actual spend above 80 %`.
    pub fn told(&self) -> String {
        let on = match self.on {
            AlertOn::Actual => "actual",
            AlertOn::Forecast => "forecast",
        };
        let when = match self.when {
            When::Above => "above",
            When::Equal => "at",
            When::Below => "below",
        };
        format!("{on} spend {when} {}", self.at)
    }
}

/// `80 %`, `$500.00`.
impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(millionths) => write!(f, "{} %", decimal(*millionths)),
            Self::Dollars(amount) => amount.fmt(f),
        }
    }
}

/// As addresses have it: `actual-80`, `forecast-100`, `actual-below-usd-500`.
impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = match self.on {
            AlertOn::Actual => "actual",
            AlertOn::Forecast => "forecast",
        };
        let when = match self.when {
            When::Above => "",
            When::Equal => "equal-",
            When::Below => "below-",
        };
        let at = match self.at {
            Threshold::Percent(millionths) => decimal(millionths),
            Threshold::Dollars(amount) => format!("usd-{}", decimal(amount.as_micros())),
        };
        f.pad(&format!("{on}-{when}{at}"))
    }
}

impl FromStr for Alert {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let no_alert = || InvalidName("an alert looks like actual-80 or forecast-100".into());
        let (on, rest) = match text.split_once('-') {
            Some(("actual", rest)) => (AlertOn::Actual, rest),
            Some(("forecast", rest)) => (AlertOn::Forecast, rest),
            _ => return Err(no_alert()),
        };
        let (when, rest) = match rest.split_once('-') {
            Some(("equal", rest)) => (When::Equal, rest),
            Some(("below", rest)) => (When::Below, rest),
            _ => (When::Above, rest),
        };
        let (dollars, figure) = match rest.strip_prefix("usd-") {
            Some(figure) => (true, figure),
            None => (false, rest),
        };
        let amount: Usd = figure.parse().map_err(|_| no_alert())?;
        let at = match dollars {
            true => Threshold::Dollars(amount),
            false => Threshold::Percent(amount.as_micros()),
        };
        Ok(Self { on, when, at })
    }
}

impl TryFrom<String> for Alert {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<Alert> for String {
    fn from(alert: Alert) -> Self {
        alert.to_string()
    }
}

/// As short as it can be: `80`, `80.5`.
fn decimal(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let whole = millionths.unsigned_abs() / WHOLE.unsigned_abs();
    let rest = millionths.unsigned_abs() % WHOLE.unsigned_abs();
    let digits = format!("{rest:06}");
    match digits.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for text in [
            "actual-80",
            "forecast-100",
            "actual-80.5",
            "actual-below-20",
            "forecast-equal-usd-499.99",
        ] {
            assert_eq!(text.parse::<Alert>().unwrap().to_string(), text);
        }
        assert_eq!(Alert::actual(80).to_string(), "actual-80");
        assert_eq!(Alert::forecast(100).told(), "forecast spend above 100 %");
        for text in ["", "80", "actual", "actual-", "soon-80", "actual-usd-much"] {
            assert!(text.parse::<Alert>().is_err(), "{text}");
        }
    }
}
