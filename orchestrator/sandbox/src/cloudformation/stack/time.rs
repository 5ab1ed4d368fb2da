//! How long stacks take.

use std::time::Duration;

use crate::draw::Draw;

/// Twenty seconds to two minutes, fifty seconds on average.
pub(crate) fn stack_time(draw: Draw, name: &str, email: &str, region: &str) -> Duration {
    let of = format!("{name}/{}/{region}", email.to_lowercase());
    // The mean of u^(7/3) is 3/10, and 20 + 100 * 3/10 seconds are fifty.
    let skewed = draw.unit("stack-time", &of).powf(7.0 / 3.0);
    Duration::from_millis(20_000) + Duration::from_millis(100_000).mul_f64(skewed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_take_fifty_seconds_on_average() {
        let times: Vec<f64> = (0..2000)
            .map(|n| stack_time(Draw::new(3), "auth", &format!("a{n}@b.co"), "us-east-1"))
            .map(|time| time.as_secs_f64())
            .collect();
        assert!(times.iter().all(|time| (20.0..=120.0).contains(time)));
        let mean = times.iter().sum::<f64>() / 2000.0;
        assert!((mean - 50.0).abs() < 2.0, "{mean}");
    }
}
