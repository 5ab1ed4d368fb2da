//! Token buckets on tokio's clock: calls go out as fast as a published limit takes them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::model::limits::{self, Limit};

/// One bucket for each operation, shared by all that call it.
#[derive(Debug, Default)]
pub struct Pace {
    buckets: Mutex<BTreeMap<&'static str, Bucket>>,
}

impl Pace {
    /// Waits until `operation` may be called once more.
    pub async fn turn(&self, operation: &'static str) {
        let at = {
            let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let bucket = buckets
                .entry(operation)
                .or_insert_with(|| Bucket::new(limits::of(operation), now));
            bucket.reserve(now)
        };
        tokio::time::sleep_until(at).await;
    }
}

/// The generic cell rate algorithm: one instant says all.
#[derive(Debug)]
struct Bucket {
    interval: Duration,
    tolerance: Duration,
    /// When the bucket would be full again.
    full_at: Instant,
}

impl Bucket {
    /// Keeps one token in hand: calls do not reach AWS as evenly as they leave.
    fn new(limit: Limit, now: Instant) -> Self {
        let interval = Duration::from_secs_f64(1.0 / limit.per_second);
        let tolerance = interval * limit.burst.saturating_sub(2);
        Self {
            interval,
            tolerance,
            full_at: now,
        }
    }

    fn reserve(&mut self, now: Instant) -> Instant {
        let at = self
            .full_at
            .checked_sub(self.tolerance)
            .map_or(now, |early| early.max(now));
        self.full_at = self.full_at.max(now) + self.interval;
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn departures(per_second: f64, burst: u32, calls: usize) -> Vec<f64> {
        let now = Instant::now();
        let mut bucket = Bucket::new(
            Limit {
                operation: "a.B",
                per_second,
                burst,
            },
            now,
        );
        (0..calls)
            .map(|_| (bucket.reserve(now) - now).as_secs_f64())
            .collect()
    }

    #[test]
    fn a_burst_goes_out_at_once_but_for_the_token_in_hand() {
        assert_eq!(departures(2.0, 3, 5), [0.0, 0.0, 0.5, 1.0, 1.5]);
    }

    #[test]
    fn a_bucket_of_one_token_is_evenly_spaced() {
        assert_eq!(departures(10.0, 1, 3), [0.0, 0.1, 0.2]);
    }

    #[test]
    fn an_idle_bucket_fills_no_further_than_its_burst() {
        let start = Instant::now();
        let mut bucket = Bucket::new(
            Limit {
                operation: "a.B",
                per_second: 1.0,
                burst: 2,
            },
            start,
        );
        bucket.reserve(start);
        let later = start + Duration::from_secs(3600);
        assert_eq!(bucket.reserve(later), later);
        assert_eq!(bucket.reserve(later), later + Duration::from_secs(1));
    }
}
