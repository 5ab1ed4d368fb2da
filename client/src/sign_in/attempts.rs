//! Sign-ins that came to nothing: an SDK that asks all night must not open a tab each time.

use serde::{Deserialize, Serialize};

use crate::cache::memo;
use crate::clock::Moment;
use crate::home::Home;

const NAME: &str = "attempts.json";
const FIRST_PAUSE: i64 = 30;
const LONGEST_PAUSE: i64 = 3600;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attempts {
    failures: u32,
    /// Shown to a person, and not ended yet: running, or killed.
    #[serde(default)]
    open: u32,
    /// When something was shown, or failed.
    last: Option<Moment>,
}

impl Attempts {
    pub fn read(home: &Home) -> Self {
        memo::read(home, NAME).unwrap_or_default()
    }

    pub fn succeeded(home: &Home) {
        memo::write(home, NAME, &Self::default());
    }

    /// Noted before anything else may happen to the process.
    pub fn shown(home: &Home, now: Moment) {
        let before = Self::read(home);
        let noted = Self {
            open: before.open.saturating_add(1),
            last: Some(now),
            ..before
        };
        memo::write(home, NAME, &noted);
    }

    pub fn failed(home: &Home, now: Moment) {
        let before = Self::read(home);
        let noted = Self {
            failures: before.failures.saturating_add(1),
            open: before.open.saturating_sub(1),
            last: Some(now),
        };
        memo::write(home, NAME, &noted);
    }

    /// Somebody wanted it to end: nobody's failure.
    pub fn cancelled(home: &Home) {
        let before = Self::read(home);
        let noted = Self {
            open: before.open.saturating_sub(1),
            ..before
        };
        memo::write(home, NAME, &noted);
    }

    /// Seconds until the next one may begin without being asked for by a person: 30 after the first, twice
    /// as many after each, an hour at most. One that was killed is begun once more at once, and another
    /// one counts.
    pub fn pause(&self, now: Moment) -> Option<i64> {
        let failures = self.failures.saturating_add(self.open.saturating_sub(1));
        let last = self.last.filter(|_| failures > 0)?;
        let doublings = (failures - 1).min(10);
        let pause = (FIRST_PAUSE << doublings).min(LONGEST_PAUSE);
        // A clock that was set back must not lengthen it.
        let left = now.until(last.plus(pause)).min(pause);
        (left > 0).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempts, Moment};

    #[test]
    fn pauses_double_up_to_an_hour() {
        let after = |failures, passed: i64| {
            let last = Some(Moment(1000));
            let attempts = Attempts {
                failures,
                last,
                open: 0,
            };
            attempts.pause(Moment(1000i64 + passed))
        };
        assert_eq!(Attempts::default().pause(Moment(0)), None);
        assert_eq!(after(1, 0), Some(30));
        assert_eq!(after(1, 30), None);
        assert_eq!(after(2, 30), Some(30));
        assert_eq!(after(7, 0), Some(1920));
        assert_eq!(after(8, 0), Some(3600));
        assert_eq!(after(u32::MAX, 0), Some(3600));
        assert_eq!(after(1, -5000), Some(30));
    }
}
