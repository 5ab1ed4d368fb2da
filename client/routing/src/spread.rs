//! Which of a team's accounts a developer gets: always the same one, and each account its share.
//!
//! Weighted rendezvous hashing. Each account draws a number for the person, and the best one has them. An
//! account that is added takes its share of the people and moves nobody else; one that goes away gives
//! up only its own. Nothing but the account's id, its weight and the person's subject counts: neither
//! names nor the order.
//!
//! The draw is `u`, the first eight bytes of SHA-256 of `<account id>/<subject>` as a fraction of 2^64,
//! and the score `weight / -log2(u)`. It is calculated in whole numbers, so that every machine and every
//! release finds the same account.

use std::cmp::Ordering;

use sha2::{Digest as _, Sha256};

use crate::document::Account;

/// Binary digits behind the point of a logarithm.
const FRACTION: u32 = 32;

/// What an account drew for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn<'a> {
    pub account: &'a Account,
    pub draw: u64,
    /// `-log2(draw / 2^64)`, with [`FRACTION`] binary digits: never nothing, and at most 64.
    distance: u128,
}

/// The account of this person, if there is any.
pub fn account<'a>(accounts: &'a [Account], subject: &str) -> Option<&'a Account> {
    let drawn = accounts.iter().map(|account| drawn(account, subject));
    drawn.max_by(Drawn::by_score).map(|best| best.account)
}

/// All accounts, this person's first and then in the order in which they would take its place.
pub fn ranking<'a>(accounts: &'a [Account], subject: &str) -> Vec<Drawn<'a>> {
    let mut drawn: Vec<_> = accounts.iter().map(|one| drawn(one, subject)).collect();
    drawn.sort_by(|one, other| other.by_score(one));
    drawn
}

fn drawn<'a>(account: &'a Account, subject: &str) -> Drawn<'a> {
    let mut hash = Sha256::new();
    hash.update(&account.id);
    hash.update("/");
    hash.update(subject);
    let digest = hash.finalize();
    let first = digest.iter().take(8);
    let draw = first.fold(0, |draw, byte| draw << 8 | u64::from(*byte));
    Drawn {
        account,
        draw,
        distance: (64 << FRACTION) - log2(draw),
    }
}

impl Drawn<'_> {
    /// In thousandths, for people. Two that look the same may still differ.
    pub fn score(&self) -> u64 {
        let score = (u128::from(self.account.weight) * 1000) << FRACTION;
        u64::try_from(score / self.distance).unwrap_or(u64::MAX)
    }

    /// Exact. Where two drew the same, the lower id is the better.
    fn by_score(&self, other: &Self) -> Ordering {
        let against = |weight: u32, distance: u128| u128::from(weight) * distance;
        against(self.account.weight, other.distance)
            .cmp(&against(other.account.weight, self.distance))
            .then_with(|| other.account.id.cmp(&self.account.id))
    }
}

/// One binary digit of the fraction for each squaring. Nothing counts as one, the least that there is.
fn log2(number: u64) -> u128 {
    let number = number.max(1);
    let zeros = number.leading_zeros();
    let mut rest = u128::from(number << zeros);
    let mut log = u128::from(63 - zeros);
    for _ in 0..FRACTION {
        rest = (rest * rest) >> 63;
        let doubled = rest >> 64;
        rest >>= doubled;
        log = log << 1 | doubled;
    }
    log
}
