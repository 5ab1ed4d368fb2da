//! What an account needs when a team's developers are spread over so many.

use serde::Serialize;

use crate::model::Team;

use super::table::{self, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Who share an account; where they do not come out even, the most.
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
        let developers = all.div_ceil(accounts.max(1));
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

fn share(of: u64, part: u64, all: u64) -> u64 {
    let share = (u128::from(of) * u128::from(part)).div_ceil(u128::from(all));
    u64::try_from(share).unwrap_or(u64::MAX)
}
