//! What somebody can do about it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::plan::quota_status::{Row, State};
use crate::report::columns::{INDENT, paragraph};
use crate::report::style::{Style, count, plain, wrap};

const REFUSED: &str = "The same value is not asked for again. Answer AWS in the case, with what the \
    account uses already and who will use more; or ask for another value (quota.MODEL.tpm of the team in \
    the plan file) and apply; or spread the team over more accounts.";
const STUCK: &str = "Nobody at AWS may be looking. Answer in the case, and ask for a date; with a support \
    plan, let the account manager know.";
const NO_CASE: &str =
    "Where AWS has opened no case, open one at AWS Support; --json has the request's id.";
const NOT_APPLIED: &str = "AWS may have granted less than was asked for. Answer in the case, or ask for \
    another value (quota.MODEL.tpm of the team in the plan file) and apply.";
const SUPPORT: &str = "Open a case for a service limit increase at AWS Support, signed in to the account, \
    with these words:";
const QUEUED: &str = "Apply again once AWS has decided some of what is open.";
/// More words than these nobody copies at one sitting.
const MOST_TEXTS: usize = 3;
const MOST_LINKS: usize = 15;

/// `rows`: of one list.
pub(super) fn of(rows: &[&Row], all: bool, style: Style) -> String {
    let Some(first) = rows.first() else {
        return String::new();
    };
    let mut text = match first.state {
        State::Refused => paragraph(REFUSED, style),
        State::Stuck => paragraph(STUCK, style),
        State::NotApplied => paragraph(NOT_APPLIED, style),
        State::Queued => paragraph(QUEUED, style),
        State::Fixed | State::Reduced => return texts(rows, all, style) + &splits(rows, style),
        _ => return String::new(),
    };
    if first.state == State::Refused {
        text.push_str(&splits(rows, style));
    }
    text + &links(rows, all, style)
}

/// How many accounts would do, team by team.
fn splits(rows: &[&Row], style: Style) -> String {
    let teams = rows.iter().map(|row| (row.team.as_str(), row.split));
    let teams = teams.filter_map(|(team, split)| Some((team, split?)));
    let teams: BTreeMap<&str, u64> = teams.collect();
    let mut text = String::new();
    for (team, accounts) in teams {
        let accounts = count(usize::try_from(accounts).unwrap_or(usize::MAX), "account");
        let words = format!(
            "Team {team}: {accounts} would do, with what each has now: see bedrock-org capacity."
        );
        text.push_str(&paragraph(&words, style));
    }
    text
}

fn links(rows: &[&Row], all: bool, style: Style) -> String {
    let link = |row: &&Row| {
        let case = row.request.as_ref()?.case.as_deref()?;
        Some(format!("{}: {}", row.account, case_url(row, case)))
    };
    let mut links: Vec<String> = rows.iter().filter_map(link).collect();
    links.dedup();
    let mut text = String::new();
    let caseless = rows.iter().filter(|row| {
        let request = row.request.as_ref();
        request.is_some_and(|request| request.case.is_none())
    });
    if caseless.count() > 0 {
        text.push_str(&paragraph(NO_CASE, style));
    }
    if links.is_empty() {
        return text;
    }
    let words = "Sign in to the account first, then follow the link to its case:";
    text.push_str(&paragraph(words, style));
    let most = if all { links.len() } else { MOST_LINKS };
    for link in links.iter().take(most) {
        let _ = writeln!(text, "{:1$}{link}", "", INDENT + 2);
    }
    if links.len() > most {
        let words = format!("... and {} more: --all", links.len() - most);
        text.push_str(&paragraph(&words, style));
    }
    text
}

pub(super) fn case_url(row: &Row, case: &str) -> String {
    let console = match row.region.partition() {
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    format!(
        "https://{console}/support/home#/case/?displayId={}",
        plain(case)
    )
}

fn texts(rows: &[&Row], all: bool, style: Style) -> String {
    let mut text = paragraph(SUPPORT, style);
    let most = if all { rows.len() } else { MOST_TEXTS };
    for row in rows.iter().take(most) {
        text.push('\n');
        let width = style.width.saturating_sub(INDENT + 2);
        for line in wrap(&plain(&row.case_text()), width) {
            let _ = writeln!(text, "{:1$}{line}", "", INDENT + 2);
        }
    }
    if rows.len() > most {
        text.push('\n');
        let words = format!("... and {} more: --all", rows.len() - most);
        text.push_str(&paragraph(&words, style));
    }
    text
}
