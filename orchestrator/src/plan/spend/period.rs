//! Which month is told of, and how much of it is over.

use crate::model::{Day, Month, Usd};

/// How many months a trend has, the report's own included.
const TREND: usize = 6;
/// How many months back Cost Explorer keeps, unless it was told to keep more.
pub const KEPT: usize = 12;
/// After so many days of the next month AWS has completed a month's figures.
const SETTLING: u8 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub month: Month,
    pub today: Day,
}

/// Why there can be no figures of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFigures {
    #[error("{0} lies in the future")]
    Future(Month),
    #[error("{0} is more than {KEPT} months ago")]
    TooLongAgo(Month),
}

impl NoFigures {
    pub fn hint(&self, today: Day) -> String {
        let first = earliest(today);
        let last = today.month;
        match self {
            Self::Future(_) => format!("the last month with figures is {last}"),
            Self::TooLongAgo(_) => {
                format!("Cost Explorer keeps {KEPT} months: --month takes {first} to {last}")
            }
        }
    }
}

fn earliest(today: Day) -> Month {
    let kept = today.month.back(KEPT + 1);
    kept.first().copied().unwrap_or(today.month)
}

impl Period {
    /// `month`: this one when none is asked for.
    pub fn new(month: Option<Month>, today: Day) -> Result<Self, NoFigures> {
        let month = month.unwrap_or(today.month);
        if month > today.month {
            return Err(NoFigures::Future(month));
        }
        if month < earliest(today) {
            return Err(NoFigures::TooLongAgo(month));
        }
        Ok(Self { month, today })
    }

    /// Those of the trend, the report's own last.
    pub fn months(self) -> Vec<Month> {
        let first = earliest(self.today);
        let mut months = self.month.back(TREND);
        months.retain(|month| *month >= first);
        months
    }

    pub fn is_under_way(self) -> bool {
        self.month == self.today.month
    }

    pub fn is_complete(self) -> bool {
        is_settled(self.month, self.today)
    }

    /// The last day that there can be figures of.
    pub fn through(self) -> Day {
        if self.is_under_way() {
            self.today
        } else {
            Day {
                month: self.month,
                day: self.month.days(),
            }
        }
    }

    /// How many of the month's days are over.
    pub fn days_over(self) -> u8 {
        if self.is_under_way() {
            self.today.day.saturating_sub(1)
        } else {
            self.month.days()
        }
    }

    /// What the month comes to when it goes on like this. AWS's figures are about half a day behind,
    /// so what is there by now was spent in the days before today.
    pub fn at_this_pace(self, spent: Usd) -> Option<Usd> {
        let over = i64::from(self.days_over());
        let days = i64::from(self.month.days());
        (over > 0).then(|| {
            let micros = i128::from(spent.as_micros()) * i128::from(days) / i128::from(over);
            Usd::micros(i64::try_from(micros).unwrap_or(i64::MAX))
        })
    }
}

/// Whether AWS will not change a month's figures any more.
pub fn is_settled(month: Month, today: Day) -> bool {
    let settled = Day {
        month: month.next(),
        day: SETTLING + 1,
    };
    today >= settled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn period(month: &str, today: &str) -> Result<Period, NoFigures> {
        Period::new(Some(month.parse().unwrap()), day(today))
    }

    #[test]
    fn months_without_figures_are_refused() {
        let today = "2026-11-21";
        let late = period("2026-12", today).unwrap_err();
        assert_eq!(late.to_string(), "2026-12 lies in the future");
        let early = period("2025-10", today).unwrap_err();
        assert_eq!(early.to_string(), "2025-10 is more than 12 months ago");
        let hint = early.hint(day(today));
        assert!(hint.ends_with("2025-11 to 2026-11"), "{hint}");
        assert!(period("2025-11", today).is_ok());
    }

    #[test]
    fn a_trend_ends_where_the_figures_do() {
        let months = |month: &str| period(month, "2026-11-21").unwrap().months().len();
        assert_eq!(months("2026-11"), 6);
        assert_eq!(months("2026-04"), 6);
        assert_eq!(months("2025-12"), 2);
        assert_eq!(months("2025-11"), 1);
    }

    #[test]
    fn a_month_is_complete_five_days_after_its_end() {
        for (today, complete) in [("2026-11-05", false), ("2026-11-06", true)] {
            let period = period("2026-10", today).unwrap();
            assert_eq!(period.is_complete(), complete, "{today}");
            assert_eq!(period.through(), day("2026-10-31"));
            assert!(!period.is_under_way());
        }
        let december = period("2025-12", "2026-01-06").unwrap();
        assert!(december.is_complete(), "over the year");
    }

    #[test]
    fn the_pace_goes_by_the_days_that_are_over() {
        let pace = |today| {
            let period = period("2026-11", today).unwrap();
            period.at_this_pace(Usd::dollars(100))
        };
        assert_eq!(pace("2026-11-01"), None);
        assert_eq!(pace("2026-11-11"), Some(Usd::dollars(300)));
    }
}
