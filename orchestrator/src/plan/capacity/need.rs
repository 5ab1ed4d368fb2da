//! What an account needs when a team's developers are spread over so many.

use serde::Serialize;

use crate::model::Team;

use super::table::{self, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Who share an account; of several accounts, as many as the lot may send to one.
    pub developers: u64,
    /// The line of the published table that this is.
    pub row: Row,
    pub tpm: u64,
    pub rpm: u64,
    pub tokens_per_day: u64,
}

impl Need {
    /// Each account is sized by itself: what one does not use helps no other.
    pub fn of(team: &Team, accounts: u64) -> Self {
        let all = u64::from(team.developers).max(1);
        let developers = in_the_busiest(all, accounts.max(1));
        let safety = team.sizing.safety;
        let tpm = match team.sizing.peak_tpm {
            None => table::tpm(developers),
            Some(peak) => share(peak, developers, all),
        };
        Self {
            developers,
            row: Row::of(developers),
            tpm: safety.times(tpm),
            rpm: safety.times(table::rpm(developers)),
            tokens_per_day: developers.saturating_mul(table::TOKENS_PER_DAY),
        }
    }
}

/// Where each developer goes is drawn by lot, and comes out uneven: an even share and two standard
/// deviations more, which an account exceeds once in forty times.
fn in_the_busiest(developers: u64, accounts: u64) -> u64 {
    let variance = developers.saturating_mul(accounts - 1);
    let deviations = variance.saturating_mul(4).isqrt();
    let most = developers.saturating_add(deviations).div_ceil(accounts);
    most.min(developers)
}

fn share(of: u64, part: u64, all: u64) -> u64 {
    let share = (u128::from(of) * u128::from(part)).div_ceil(u128::from(all));
    u64::try_from(share).unwrap_or(u64::MAX)
}
