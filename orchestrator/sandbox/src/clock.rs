//! The sandbox's time: tokio's clock, so that a test may pause it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// 2026-11-20T00:00:00Z: where time starts unless a setup says otherwise.
pub const EPOCH: Moment = Moment(1_795_132_800_000);

/// Milliseconds since 1970.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Moment(pub u64);

impl Moment {
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(duration.as_millis().try_into().unwrap_or(u64::MAX)),
        )
    }

    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since 1970, as AWS's JSON protocols write a time.
    #[allow(
        clippy::cast_precision_loss,
        reason = "milliseconds of this century fit into 53 bits"
    )]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// `2026-11-20`, as bills count days.
    pub(crate) fn day(self) -> String {
        let (year, month, day) = civil(self.0 / DAY);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The first moment of a day since 1970.
    pub(crate) fn of_day(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(str::parse::<u64>);
        let (year, month, day) = (
            parts.next()?.ok()?,
            parts.next()?.ok()?,
            parts.next()?.ok()?,
        );
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        let moment = Self(days_since_1970(year, month, day) * DAY);
        (moment.day() == text).then_some(moment)
    }

    /// The first moment of the month after this one's.
    pub(crate) fn next_month(self) -> Self {
        let (year, month, _) = civil(self.0 / DAY);
        let (year, month) = match month {
            12 => (year + 1, 1),
            month => (year, month + 1),
        };
        Self(days_since_1970(year, month, 1) * DAY)
    }

    /// The next full eight hours or the like, never this moment itself.
    pub(crate) fn next_multiple(self, of: Duration) -> Self {
        let of = u64::try_from(of.as_millis()).unwrap_or(u64::MAX).max(1);
        Self((self.0 / of).saturating_add(1).saturating_mul(of))
    }

    /// As AWS's XML protocols write a time.
    pub fn iso8601(self) -> String {
        let (days, seconds) = (self.0 / 86_400_000, self.0 / 1000 % 86_400);
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(0).plus(since)
    }
}

const DAY: u64 = 86_400_000;

/// The other way round; years are counted from March, so that a leap day is their last.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let (year, month_from_march) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let era = year / 400;
    let year_of_era = year % 400;
    let day_of_year = (153 * month_from_march + 2) / 5 + day.saturating_sub(1);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).saturating_sub(719_468)
}

/// The proleptic Gregorian date of a day since 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    began: Moment,
    epoch: Moment,
    speed: f64,
}

impl Clock {
    /// `began` is the organization's own time at the start, `epoch` the callers'.
    pub(crate) fn start(began: Moment, epoch: Moment, speed: f64) -> Self {
        Self {
            started: Instant::now(),
            began,
            epoch,
            speed,
        }
    }

    /// The organization's time, which runs faster than the callers' by the speed.
    pub(crate) fn now(&self) -> Moment {
        self.began.plus(self.started.elapsed().mul_f64(self.speed))
    }

    /// The time on the callers' own clocks. What a caller compares with its clock, such as the end of
    /// a session, is told in this time.
    pub(crate) fn callers(&self) -> Moment {
        self.epoch.plus(self.started.elapsed())
    }

    /// How long a caller waits for something that takes so long in the organization's time.
    pub(crate) fn wait(&self, duration: Duration) -> Duration {
        duration.div_f64(self.speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates_as_aws_does() {
        assert_eq!(EPOCH.iso8601(), "2026-11-20T00:00:00Z");
        assert_eq!(Moment(0).iso8601(), "1970-01-01T00:00:00Z");
        assert_eq!(Moment(1_709_210_096_000).iso8601(), "2024-02-29T12:34:56Z");
        assert_eq!(Moment(951_782_399_999).iso8601(), "2000-02-28T23:59:59Z");
    }

    #[test]
    fn days_go_both_ways() {
        for text in [
            "1970-01-01",
            "2024-02-29",
            "2026-11-20",
            "2100-03-01",
            "9999-12-31",
        ] {
            assert_eq!(Moment::of_day(text).unwrap().day(), text);
        }
        for odd in [
            "",
            "2026-11",
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "0000-01-01",
            "x-y-z",
        ] {
            assert_eq!(Moment::of_day(odd), None, "{odd}");
        }
        assert_eq!(EPOCH.next_month().day(), "2026-12-01");
        assert_eq!(EPOCH.next_month().next_month().day(), "2027-01-01");
        let eight = Duration::from_secs(8 * 3600);
        assert_eq!(EPOCH.next_multiple(eight), EPOCH.plus(eight));
    }

    #[tokio::test(start_paused = true)]
    async fn runs_faster_by_the_speed_but_not_for_the_callers() {
        let clock = Clock::start(EPOCH, Moment(5000), 60.0);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.now().since(EPOCH), Duration::from_secs(120));
        assert_eq!(clock.callers(), Moment(7000));
        assert_eq!(clock.wait(Duration::from_secs(120)), Duration::from_secs(2));
    }
}
