//! What time it is, and how much of it is left: also for who closes the lid and opens it hours later,
//! when timers of the system have stood still.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::Moment;

/// How long after a suspension nobody notices that the time is over.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Clone, Copy)]
pub(super) struct Watch {
    began: Moment,
    /// Stands still in a suspension on some systems, and is never set back.
    started: Instant,
    /// The other way round.
    clock: fn() -> Moment,
    by_clock: Moment,
    within: Duration,
}

impl Watch {
    pub(super) fn new(now: Moment, within: Duration) -> Self {
        Self::by(Moment::now, now, within)
    }

    fn by(clock: fn() -> Moment, now: Moment, within: Duration) -> Self {
        Self {
            began: now,
            started: Instant::now(),
            clock,
            by_clock: clock(),
            within,
        }
    }

    /// Seconds: the clock counts where it is ahead.
    pub(super) fn passed(self) -> i64 {
        let ticked = i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX);
        ticked.max(self.by_clock.until((self.clock)()))
    }

    pub(super) fn now(self) -> Moment {
        self.began.plus(self.passed())
    }

    pub(super) fn left(self) -> Duration {
        let by_clock = u64::try_from(self.by_clock.until((self.clock)())).unwrap_or_default();
        // The clock has no parts of a second.
        let passed = match Duration::from_secs(by_clock.saturating_sub(1)) {
            by_clock if by_clock > self.started.elapsed() => by_clock,
            _ => self.started.elapsed(),
        };
        self.within.saturating_sub(passed)
    }

    /// From now on for so long, and no longer than was said before.
    pub(super) fn for_another(self, within: Duration) -> Self {
        let within = within.min(self.left());
        Self::by(self.clock, self.now(), within)
    }

    /// None when the time is over.
    pub(super) async fn bound<T>(self, future: impl Future<Output = T>) -> Option<T> {
        let over = async {
            loop {
                match self.left() {
                    Duration::ZERO => return,
                    left => tokio::time::sleep(left.min(LOOK)).await,
                }
            }
        };
        tokio::select! {
            biased;
            done = future => Some(done),
            () = over => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    const WITHIN: Duration = Duration::from_secs(300);
    const NOW: Moment = Moment(1_795_176_000);

    /// Each test has a clock of its own: they run side by side.
    macro_rules! clock {
        ($name:ident, $set:ident) => {
            static $set: AtomicI64 = AtomicI64::new(50);
            fn $name() -> Moment {
                Moment($set.load(Ordering::Relaxed))
            }
        };
    }

    #[tokio::test(start_paused = true)]
    async fn a_suspension_counts() {
        clock!(clock, SET);
        let watch = Watch::by(clock, NOW, WITHIN);
        let (began, lid) = (Instant::now(), Duration::from_secs(20));
        let closing = async {
            tokio::time::sleep(lid).await;
            SET.fetch_add(7200, Ordering::Relaxed);
        };
        let waiting = watch.bound(std::future::pending::<()>());
        let (waited, ()) = tokio::join!(waiting, closing);
        assert_eq!(waited, None);
        assert!(began.elapsed() <= lid + LOOK);
        assert_eq!(watch.now(), NOW.plus(7200));
        assert_eq!(watch.left(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_lengthens_nothing() {
        clock!(clock, SET);
        let watch = Watch::by(clock, NOW, WITHIN);
        SET.fetch_sub(7200, Ordering::Relaxed);
        let began = Instant::now();
        assert_eq!(watch.bound(std::future::pending::<()>()).await, None);
        assert_eq!(began.elapsed(), WITHIN);
        assert_eq!(watch.now(), NOW.plus(300));
    }

    #[tokio::test(start_paused = true)]
    async fn a_shorter_time_ends_with_the_longer_one() {
        clock!(clock, SET);
        let watch = Watch::by(clock, NOW, WITHIN);
        let minute = Duration::from_secs(60);
        assert_eq!(watch.for_another(minute).left(), minute);
        SET.fetch_add(281, Ordering::Relaxed);
        assert_eq!(watch.for_another(minute).left(), Duration::from_secs(20));
        assert_eq!(watch.bound(std::future::ready(7)).await, Some(7));
    }
}
