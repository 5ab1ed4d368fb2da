//! Months and days of the calendar, by UTC, as bills go.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidName;

/// `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

/// `2026-10-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    pub month: Month,
    /// 1 to 31.
    pub day: u8,
}

impl Month {
    pub fn days(self) -> u8 {
        match self.month {
            2 if self.is_in_leap_year() => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    fn is_in_leap_year(self) -> bool {
        self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400))
    }

    pub fn first(self) -> Day {
        Day {
            month: self,
            day: 1,
        }
    }

    pub fn next(self) -> Self {
        match self.month {
            12 => Self {
                year: self.year.saturating_add(1),
                month: 1,
            },
            month => Self {
                month: month + 1,
                ..self
            },
        }
    }

    pub fn previous(self) -> Self {
        match self.month {
            1 => Self {
                year: self.year.saturating_sub(1),
                month: 12,
            },
            month => Self {
                month: month - 1,
                ..self
            },
        }
    }

    /// This many months, this one last.
    pub fn back(self, count: usize) -> Vec<Self> {
        let mut months: Vec<Self> = std::iter::successors(Some(self), |one| Some(one.previous()))
            .take(count)
            .collect();
        months.reverse();
        months
    }

    pub fn name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES
            .get(usize::from(self.month).saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}

impl Day {
    /// Of a moment in seconds since 1970.
    pub fn of(seconds: u64) -> Self {
        let mut days = seconds / 86_400;
        let mut month = Month {
            year: 1970,
            month: 1,
        };
        while days >= u64::from(month.days()) && month.year < u16::MAX {
            days -= u64::from(month.days());
            month = month.next();
        }
        Self {
            month,
            day: u8::try_from(days + 1).unwrap_or(1),
        }
    }

    pub fn next(self) -> Self {
        if self.day < self.month.days() {
            Self {
                day: self.day + 1,
                ..self
            }
        } else {
            self.month.next().first()
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month, self.day)
    }
}

impl FromStr for Month {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let wrong = || InvalidName("a month looks like 2026-10".into());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits =
            |text: &str, many| text.len() == many && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let one = Self {
            year: year.parse().map_err(|_| wrong())?,
            month: month.parse().map_err(|_| wrong())?,
        };
        if (1..=12).contains(&one.month) && one.year >= 1970 {
            Ok(one)
        } else {
            Err(wrong())
        }
    }
}

impl FromStr for Day {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let wrong = || InvalidName("a day looks like 2026-10-31".into());
        let (month, day) = text.rsplit_once('-').ok_or_else(wrong)?;
        let month: Month = month.parse().map_err(|_| wrong())?;
        if day.len() != 2 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let day: u8 = day.parse().map_err(|_| wrong())?;
        if (1..=month.days()).contains(&day) {
            Ok(Self { month, day })
        } else {
            Err(wrong())
        }
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(one: $name) -> String {
                one.to_string()
            }
        }
    };
}

as_text!(Month);
as_text!(Day);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other_through_leap_years() {
        let mut day = Day::of(0);
        assert_eq!(day.to_string(), "1970-01-01");
        for number in 0..40_000_u64 {
            assert_eq!(Day::of(number * 86_400), day);
            assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
            day = day.next();
        }
        assert_eq!(day.to_string(), "2079-07-08");
    }

    #[test]
    fn months_go_back_over_the_year() {
        let months = "2026-02".parse::<Month>().unwrap().back(3);
        let shown: Vec<String> = months.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["2025-12", "2026-01", "2026-02"]);
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "2026-13", "2026-00", "2026-1", "26-10", "october", "", "+026-10",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
        assert!("2026-02-29".parse::<Day>().is_err());
        assert!("2024-02-29".parse::<Day>().is_ok());
    }
}
