//! Accounts by people where that fits, else a line for each team.

use std::fmt::Write as _;

use console::measure_text_width;

use crate::plan::access::{Access, Account, Person, Who};
use crate::report::style::{Style, count, plain};

pub(super) fn matrix(access: &Access, style: Style) -> String {
    table(access, style).unwrap_or_else(|| by_team(access, style))
}

/// Everyone in the table: those who only come near are told apart below.
fn shown(access: &Access) -> Vec<(usize, &Person)> {
    let people = access.people.iter().enumerate();
    people
        .filter(|(_, person)| person.who != Who::NearMiss)
        .collect()
}

/// Accounts by people; `None` where it would not fit.
fn table(access: &Access, style: Style) -> Option<String> {
    const GAP: usize = 2;
    const MOST_ROWS: usize = 40;
    let people = shown(access);
    let cell = |account: &Account, person: usize| cell(access, account, person);
    let names = access
        .accounts
        .iter()
        .map(|account| account.name.as_str().len());
    let first = names.chain(["account".len()]).max()?;
    let widths: Vec<usize> = people
        .iter()
        .map(|(index, person)| {
            let cells = access
                .accounts
                .iter()
                .map(|account| cell(account, *index).len());
            cells
                .chain([measure_text_width(&plain(&person.name))])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let width = first + widths.iter().map(|width| width + GAP).sum::<usize>();
    if width > style.width || access.accounts.len() > MOST_ROWS {
        return None;
    }
    let mut text = format!("{:first$}", "account");
    for ((_, person), width) in people.iter().zip(&widths) {
        let name = plain(&person.name);
        let pad = width.saturating_sub(measure_text_width(&name));
        let _ = write!(text, "{:GAP$}{name}{:pad$}", "", "");
    }
    let mut text = style.dim(text.trim_end()) + "\n";
    for account in &access.accounts {
        let mut line = format!("{:first$}", account.name.as_str());
        for ((index, _), width) in people.iter().zip(&widths) {
            let words = cell(account, *index);
            let pad = width.saturating_sub(words.len());
            let painted = match words.as_str() {
                "-" => style.dim(&words),
                leak if leak.starts_with("LEAK") => style.red(leak),
                own if all_of(own) => style.green(own),
                some => style.yellow(some),
            };
            let _ = write!(line, "{:GAP$}{painted}{:pad$}", "", "");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "\n{}\n", style.dim(LEGEND));
    Some(text)
}

const LEGEND: &str = "4 of 4: may make all 4 calls that the plan wants (model, Region); -: refused";

/// Whether `5 of 6` says that nothing is missing.
fn all_of(cell: &str) -> bool {
    cell.split_once(" of ")
        .is_some_and(|(some, all)| some == all)
}

fn cell(access: &Access, account: &Account, person: usize) -> String {
    let attempt = &account.visits[person];
    let is_own = access.is_own(person, account);
    let anyone = account
        .past_the_mapping
        .iter()
        .any(|attempt| attempt.is_in());
    if !is_own {
        return if attempt.is_in() || anyone {
            "LEAK"
        } else {
            "-"
        }
        .into();
    }
    let calls = account.calls_of(attempt);
    let wanted = calls.iter().filter(|call| call.wanted);
    let reached = wanted.clone().filter(|call| call.is_allowed()).count();
    let all = account.wanted_calls;
    format!("{reached} of {all}")
}

/// One line for each team where a table would be too wide.
fn by_team(access: &Access, style: Style) -> String {
    let mut text = String::new();
    for (index, person) in shown(access) {
        let own: Vec<&Account> = access
            .accounts
            .iter()
            .filter(|account| access.is_own(index, account))
            .collect();
        let calls = |only_allowed: bool| -> usize {
            let of = |account: &&Account| {
                if only_allowed {
                    let calls = account.calls_of(&account.visits[index]);
                    calls
                        .iter()
                        .filter(|call| call.wanted && call.is_allowed())
                        .count()
                } else {
                    account.wanted_calls
                }
            };
            own.iter().map(of).sum()
        };
        let elsewhere = access
            .accounts
            .iter()
            .filter(|account| cell(access, account, index) == "LEAK")
            .count();
        let reach = match own.len() {
            0 => "no account of their own".to_owned(),
            accounts => format!(
                "{} of {} calls in {}",
                calls(true),
                calls(false),
                count(accounts, "account")
            ),
        };
        let elsewhere = match elsewhere {
            0 => "refused everywhere else".to_owned(),
            leaks => style.red(&format!("LEAK in {}", count(leaks, "account"))),
        };
        let _ = writeln!(text, "{:24}  {reach}; {elsewhere}", plain(&person.name));
    }
    text.push('\n');
    text
}
