//! Chance as a pure function of the seed and of what is asked, so that neither the order of calls nor
//! the number of draws before changes an answer.

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw {
    seed: u64,
}

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    fn rng(self, what: &str, of: &str) -> fastrand::Rng {
        // FNV-1a: the standard library's hashers differ between versions.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in what.bytes().chain([0]).chain(of.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut rng = fastrand::Rng::with_seed(hash);
        rng.u64(..);
        rng
    }

    /// Between 0 and 1.
    pub(crate) fn unit(self, what: &str, of: &str) -> f64 {
        self.rng(what, of).f64()
    }

    pub(crate) fn chance(self, probability: f64, what: &str, of: &str) -> bool {
        probability > 0.0 && self.unit(what, of) < probability
    }

    pub(crate) fn between(self, low: Duration, high: Duration, what: &str, of: &str) -> Duration {
        low + high.saturating_sub(low).mul_f64(self.unit(what, of))
    }

    pub(crate) fn digits(self, length: usize, what: &str, of: &str) -> String {
        self.text(b"0123456789", length, what, of)
    }

    pub(crate) fn lower(self, length: usize, what: &str, of: &str) -> String {
        self.text(b"abcdefghijklmnopqrstuvwxyz0123456789", length, what, of)
    }

    pub(crate) fn upper(self, length: usize, what: &str, of: &str) -> String {
        self.text(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length, what, of)
    }

    /// Easily read aloud, and no word comes of them.
    pub(crate) fn consonants(self, length: usize, what: &str, of: &str) -> String {
        self.text(b"BCDFGHJKLMNPQRSTVWXZ", length, what, of)
    }

    pub(crate) fn hex(self, length: usize, what: &str, of: &str) -> String {
        self.text(b"0123456789abcdef", length, what, of)
    }

    fn text(self, alphabet: &[u8], length: usize, what: &str, of: &str) -> String {
        let mut rng = self.rng(what, of);
        (0..length)
            .map(|_| char::from(alphabet[rng.usize(..alphabet.len())]))
            .collect()
    }
}

/// 32 hexadecimal digits in groups.
pub(crate) fn guid(hex: &str) -> String {
    let (a, rest) = hex.split_at(8);
    let (b, rest) = rest.split_at(4);
    let (c, rest) = rest.split_at(4);
    let (d, e) = rest.split_at(4);
    format!("{a}-{b}-{c}-{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_function_of_seed_and_question() {
        let draw = Draw::new(7);
        assert_eq!(draw.unit("a", "b").to_bits(), draw.unit("a", "b").to_bits());
        assert_ne!(draw.hex(32, "a", "b"), draw.hex(32, "ab", ""));
        assert_ne!(draw.hex(32, "a", "b"), Draw::new(8).hex(32, "a", "b"));
    }

    #[test]
    fn is_spread_evenly() {
        let draw = Draw::new(1);
        let mean = (0..10_000)
            .map(|n| draw.unit("mean", &n.to_string()))
            .sum::<f64>()
            / 10_000.0;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
    }
}
