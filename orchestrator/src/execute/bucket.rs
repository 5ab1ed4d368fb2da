//! Token buckets on tokio's clock: calls go out as fast as a published limit takes them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::model::limits::{self, Limit};

/// One bucket for each operation, shared by all that call it.
#[derive(Debug)]
pub struct Pace {
    buckets: Mutex<BTreeMap<&'static str, Bucket>>,
    /// How many of AWS's seconds pass in one of ours: other than 1 for a sandbox alone.
    speed: f64,
}

impl Pace {
    pub fn new(speed: f64) -> Self {
        Self {
            buckets: Mutex::default(),
            speed,
        }
    }

    /// Buckets of someone else whom the same AWS counts by themselves.
    pub fn apart(&self) -> Self {
        Self::new(self.speed)
    }

    /// Waits for this long on AWS's clock.
    pub async fn rest(&self, time: Duration) {
        tokio::time::sleep(time.div_f64(self.speed)).await;
    }

    /// How long ago that was on AWS's clock.
    pub fn since(&self, began: Instant) -> Duration {
        began.elapsed().mul_f64(self.speed)
    }

    /// Waits until `operation` may be called once more.
    pub async fn turn(&self, operation: &'static str) {
        let at = {
            let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let bucket = buckets
                .entry(operation)
                .or_insert_with(|| Bucket::new(limits::of(operation), self.speed, now));
            bucket.reserve(now)
        };
        tokio::time::sleep_until(at).await;
    }
}

/// Calls do not arrive as evenly as they leave: that much of a burst is not used.
const UNEVEN: Duration = Duration::from_millis(250);

/// The generic cell rate algorithm: one instant says all.
#[derive(Debug)]
struct Bucket {
    interval: Duration,
    tolerance: Duration,
    /// When the bucket would be full again.
    full_at: Instant,
}

impl Bucket {
    fn new(limit: Limit, speed: f64, now: Instant) -> Self {
        let interval = Duration::from_secs_f64(1.0 / (limit.per_second * speed));
        let burst = interval * limit.burst.saturating_sub(1);
        Self {
            interval,
            tolerance: burst.saturating_sub(UNEVEN),
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
            1.0,
            now,
        );
        (0..calls)
            .map(|_| (bucket.reserve(now) - now).as_secs_f64())
            .collect()
    }

    #[test]
    fn a_burst_goes_out_at_once_but_for_a_little() {
        assert_eq!(departures(2.0, 3, 5), [0.0, 0.0, 0.25, 0.75, 1.25]);
    }

    #[test]
    fn a_bucket_of_one_token_is_evenly_spaced() {
        assert_eq!(departures(10.0, 1, 3), [0.0, 0.1, 0.2]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_faster_clock_turns_faster() {
        let began = Instant::now();
        let pace = Pace::new(60.0);
        for _ in 0..4 {
            pace.turn("organizations.CreateAccount").await;
        }
        pace.rest(Duration::from_secs(60)).await;
        let took = began.elapsed().as_secs_f64();
        assert!((took - (25.0 / 60.0 + 1.0)).abs() < 0.01, "{took}");
        assert!((pace.since(began).as_secs_f64() - 85.0).abs() < 0.6);
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
            1.0,
            start,
        );
        bucket.reserve(start);
        let later = start + Duration::from_secs(3600);
        assert_eq!(bucket.reserve(later), later);
        let second = later + Duration::from_millis(250);
        assert_eq!(bucket.reserve(later), second);
        assert_eq!(bucket.reserve(later), second + Duration::from_secs(1));
    }
}
