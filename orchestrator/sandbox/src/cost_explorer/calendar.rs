//! Days as Cost Explorer writes them, `2026-11-21`, and the periods that an answer is cut into.

use std::fmt;

use crate::clock::Moment;
use crate::refusal::Refusal;

use super::input::{Granularity, TimePeriod};
use super::invalid;

/// How many months there are figures of, the one under way included.
const KEPT: usize = 14;
/// After so many days of the next month a month's figures do not change any more.
const SETTLING: u8 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// From the first day to the one before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Day,
    pub(super) end: Day,
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = self;
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl Day {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |width: usize| {
            let part = parts.next().filter(|part| part.len() == width)?;
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(part)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let day = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        let fits = (1..=12).contains(&day.month) && (1..=day.days_of_month()).contains(&day.day);
        (fits && parts.next().is_none()).then_some(day)
    }

    pub(super) fn of(moment: Moment) -> Option<Self> {
        Self::parse(&moment.day())
    }

    fn days_of_month(self) -> u8 {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    pub(super) fn next(self) -> Self {
        if self.day < self.days_of_month() {
            Self {
                day: self.day + 1,
                ..self
            }
        } else {
            self.next_month()
        }
    }

    /// The first of the month after this day's.
    pub(super) fn next_month(self) -> Self {
        let (year, month) = match self.month {
            12 => (self.year.saturating_add(1), 1),
            month => (self.year, month + 1),
        };
        Self {
            year,
            month,
            day: 1,
        }
    }

    /// The first of the month so many months before this day's.
    fn months_ago(self, count: usize) -> Self {
        let months = usize::from(self.year) * 12 + usize::from(self.month) - 1;
        let months = months.saturating_sub(count);
        Self {
            year: u16::try_from(months / 12).unwrap_or(u16::MAX),
            month: u8::try_from(months % 12 + 1).unwrap_or(1),
            day: 1,
        }
    }

    pub(super) fn is_settled(self, today: Self) -> bool {
        today
            >= Self {
                day: SETTLING + 1,
                ..self.next_month()
            }
    }
}

impl Span {
    /// What was asked for, as AWS takes it.
    pub(super) fn read(period: &TimePeriod) -> Result<Self, Refusal> {
        let day = |text: &str| {
            Day::parse(text).ok_or_else(|| {
                invalid(format!(
                    "time period is invalid: {text:?} is not a day such as 2026-11-21"
                ))
            })
        };
        let span = Self {
            start: day(&period.start)?,
            end: day(&period.end)?,
        };
        if span.start >= span.end {
            return Err(invalid(
                "Start date (and hour) should be before end date (and hour)",
            ));
        }
        Ok(span)
    }

    /// Refuses what lies outside the figures that are kept.
    pub(super) fn within_history(self, today: Day) -> Result<Self, Refusal> {
        if self.end > today.next_month() {
            return Err(invalid("end date past the beginning of next month"));
        }
        if self.start < today.months_ago(KEPT - 1) {
            return Err(invalid(
                "You haven't enabled historical data beyond 14 months",
            ));
        }
        Ok(self)
    }

    pub(super) fn holds(self, day: Day) -> bool {
        self.start <= day && day < self.end
    }

    /// A month that the span cuts is a period of its own, as long as it is.
    pub(super) fn cut(self, granularity: Granularity) -> Vec<Self> {
        let mut spans = Vec::new();
        let mut start = self.start;
        while start < self.end {
            let end = match granularity {
                Granularity::Daily => start.next(),
                Granularity::Monthly => start.next_month(),
            };
            let end = end.min(self.end);
            spans.push(Self { start, end });
            start = end;
        }
        spans
    }

    pub(super) fn days(self) -> u32 {
        let days = std::iter::successors(Some(self.start), |day| Some(day.next()));
        let days = days.take_while(|day| *day < self.end).count();
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}
