//! How a team's need of tokens is worked out.

use std::fmt;

/// What a team's plan says of its need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizing {
    /// The need is multiplied by it.
    pub safety: Factor,
    /// Tokens per minute of the whole team, measured: takes the place of the published table.
    pub peak_tpm: Option<u64>,
}

/// A factor to a thousandth: a floating-point number has no order that a plan could be compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor {
    thousandths: u32,
}

impl Factor {
    pub fn of_thousandths(thousandths: u32) -> Self {
        Self { thousandths }
    }

    pub fn thousandths(self) -> u32 {
        self.thousandths
    }

    pub fn is_one(self) -> bool {
        self == Self::default()
    }

    /// Rounded up.
    pub fn times(self, number: u64) -> u64 {
        let product = u128::from(number) * u128::from(self.thousandths);
        u64::try_from(product.div_ceil(1000)).unwrap_or(u64::MAX)
    }
}

impl Default for Factor {
    fn default() -> Self {
        Self { thousandths: 1000 }
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.thousandths / 1000, self.thousandths % 1000);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.pad(text)
    }
}
