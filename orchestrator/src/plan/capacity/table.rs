//! What a group of developers needs, as it is published for Claude Code:
//! <https://code.claude.com/docs/en/costs#rate-limit-recommendations>.

use serde::Serialize;

use crate::model::Rate;

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The smallest group that it is for, and the largest: one that two rows name is read in the
    /// upper one.
    pub from: u64,
    pub to: Option<u64>,
    /// Tokens per minute for each developer, from and to.
    pub tpm: [u64; 2],
    /// Requests per minute for each developer, from and to, in hundredths.
    #[serde(skip)]
    pub rpm_hundredths: [u64; 2],
}

pub const ROWS: [Row; 6] = [
    row(1, Some(5), [200_000, 300_000], [500, 700]),
    row(5, Some(20), [100_000, 150_000], [250, 350]),
    row(20, Some(50), [50_000, 75_000], [125, 175]),
    row(50, Some(100), [25_000, 35_000], [62, 87]),
    row(100, Some(500), [15_000, 20_000], [37, 47]),
    row(500, None, [10_000, 15_000], [25, 35]),
];

/// A day's tokens of a developer who works with Claude all day, as the alarm on a day's tokens takes it.
pub const TOKENS_PER_DAY: u64 = 2_000_000;

/// Published for Claude Code: what a developer costs on a day of work, and in a month.
pub const USD_PER_ACTIVE_DAY: u64 = 13;
pub const USD_PER_MONTH: [u64; 2] = [150, 250];

const fn row(from: u64, to: Option<u64>, tpm: [u64; 2], rpm_hundredths: [u64; 2]) -> Row {
    Row {
        from,
        to,
        tpm,
        rpm_hundredths,
    }
}

impl Row {
    /// The line for a group of this size.
    pub fn of(developers: u64) -> Self {
        let fits = |row: &&Self| row.to.is_none_or(|to| developers <= to);
        let [.., last] = ROWS;
        ROWS.iter().find(fits).copied().unwrap_or(last)
    }
}

/// Tokens per minute, by the upper end of the row.
pub fn tpm(developers: u64) -> u64 {
    need(developers, |row| row.tpm[1])
}

/// Requests per minute, by the upper end of the row.
pub fn rpm(developers: u64) -> u64 {
    need(developers, |row| row.rpm_hundredths[1]).div_ceil(100)
}

/// The largest group of a row before that needs as much as this one would by its own row, or more.
pub fn no_less_than(developers: u64, rate: Rate) -> Option<u64> {
    let each = |row: &Row| match rate {
        Rate::RequestsPerMinute => row.rpm_hundredths[1],
        Rate::TokensPerMinute | Rate::TokensPerDay => row.tpm[1],
    };
    let own = developers.saturating_mul(each(&Row::of(developers)));
    let before = ROWS.iter().filter_map(|row| {
        let to = row.to.filter(|to| *to < developers)?;
        Some((to.saturating_mul(each(row)), to))
    });
    let most = before.max().filter(|(need, _)| *need > own);
    most.map(|(_, to)| to)
}

/// From one row to the next the figure drops, and nobody needs less because somebody joins: a group
/// needs what the largest groups of the rows before need, at the least.
fn need(developers: u64, each: impl Fn(&Row) -> u64) -> u64 {
    let largest = |row: &Row| row.to.map_or(developers, |to| to.min(developers));
    let needs = ROWS
        .iter()
        .filter(|row| row.from < developers || row.from == 1)
        .map(|row| largest(row).saturating_mul(each(row)));
    needs.max().unwrap_or(0)
}
