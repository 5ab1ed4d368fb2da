//! Amounts of US dollars, to the millionth: bills add up many small ones.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{InvalidName, grouped};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(i64);

const MICROS: i64 = 1_000_000;

impl Usd {
    pub const ZERO: Self = Self(0);

    pub const fn dollars(dollars: i64) -> Self {
        Self(dollars.saturating_mul(MICROS))
    }

    pub const fn micros(micros: i64) -> Self {
        Self(micros)
    }

    pub fn as_micros(self) -> i64 {
        self.0
    }

    pub fn as_f64(self) -> f64 {
        self.0 as f64 / MICROS as f64
    }

    /// Nearest to a figure that was computed.
    pub fn of(dollars: f64) -> Self {
        Self((dollars * MICROS as f64).round() as i64)
    }

    /// Of the whole, in percent; none of nothing.
    pub fn percent_of(self, whole: Self) -> Option<f64> {
        (whole.0 > 0).then(|| self.0 as f64 * 100.0 / whole.0 as f64)
    }

    /// To the cent, without a sign of the currency: `1234.56`.
    pub fn plain(self) -> String {
        let cents = self.cents();
        let sign = if cents < 0 { "-" } else { "" };
        let cents = cents.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }

    /// Half a cent counts as a whole one, as people round.
    fn cents(self) -> i64 {
        let cents = self.0.saturating_abs().saturating_add(5_000) / 10_000;
        cents * self.0.signum()
    }
}

/// `$1,234.56`.
impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, digits) = match plain.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", plain.as_str()),
        };
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, "00"));
        let shown = grouped(whole, ',');
        f.pad(&format!("{sign}${shown}.{cents}"))
    }
}

/// As AWS writes amounts: `1234.5678901234`, `1.2E-7`.
impl FromStr for Usd {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text.trim().parse::<f64>() {
            Ok(dollars) if dollars.is_finite() && dollars.abs() < 1e12 => Ok(Self::of(dollars)),
            _ => Err(InvalidName("it is not an amount".into())),
        }
    }
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Usd {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A number of dollars with two decimals, for whoever computes with it.
impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.cents() as f64 / 100.0)
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::of(f64::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_to_the_cent() {
        for (micros, shown) in [
            (0, "$0.00"),
            (4_999, "$0.00"),
            (5_000, "$0.01"),
            (-4_999, "$0.00"),
            (-1_234_560_000, "-$1,234.56"),
            (999_995_000, "$1,000.00"),
            (1_234_567_890_000, "$1,234,567.89"),
        ] {
            assert_eq!(Usd::micros(micros).to_string(), shown);
        }
    }

    #[test]
    fn amounts_are_read_as_aws_writes_them() {
        let read = |text: &str| text.parse::<Usd>().map(Usd::as_micros);
        assert_eq!(read("1234.5678901234").unwrap(), 1_234_567_890);
        assert_eq!(read("1.2E-7").unwrap(), 0);
        for text in ["", "NaN", "inf", "1e300", "ten"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
