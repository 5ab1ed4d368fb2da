//! Accounts by people where that fits, else a line for each team.

use std::fmt::Write as _;

use console::measure_text_width;

use crate::plan::access::{Access, Account, Attempt, Person, Who};
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
    if !access.is_own(person, account) {
        return if is_open(account, person) {
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

/// Above so many people, those with whom all is well are told in one line.
const MOST_TOLD: usize = 40;

/// One line for each person where a table would be too wide.
fn by_team(access: &Access, style: Style) -> String {
    let people = shown(access);
    let lines: Vec<(String, Reach)> = people
        .iter()
        .map(|(index, person)| (plain(&person.name), Reach::of(access, *index)))
        .collect();
    let tell_all = lines.len() <= MOST_TOLD;
    let told: Vec<&(String, Reach)> = lines
        .iter()
        .filter(|(_, reach)| tell_all || !reach.is_well())
        .collect();
    let first = told
        .iter()
        .map(|(name, _)| measure_text_width(name))
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (name, reach) in &told {
        let pad = first - measure_text_width(name);
        let _ = writeln!(text, "{name}{:pad$}  {}", "", reach.words(style));
    }
    if told.len() < lines.len() {
        let well = lines.len() - told.len();
        let rest = if told.is_empty() { "" } else { " more" };
        let words = format!(
            "{}{rest}: all of their own, refused everywhere else",
            people_words(well)
        );
        let _ = writeln!(text, "{}", style.green(&words));
    }
    text.push('\n');
    text
}

fn people_words(number: usize) -> String {
    if number == 1 {
        "1 person".to_owned()
    } else {
        format!("{number} people")
    }
}

/// What one person reaches, over all accounts.
struct Reach {
    accounts: usize,
    wanted: usize,
    allowed: usize,
    leaks: usize,
}

impl Reach {
    fn of(access: &Access, person: usize) -> Self {
        let mut reach = Self {
            accounts: 0,
            wanted: 0,
            allowed: 0,
            leaks: 0,
        };
        for account in &access.accounts {
            if access.is_own(person, account) {
                let calls = account.calls_of(&account.visits[person]);
                let reached = calls.iter().filter(|call| call.wanted && call.is_allowed());
                reach.accounts += 1;
                reach.wanted += account.wanted_calls;
                reach.allowed += reached.count();
            } else if is_open(account, person) {
                reach.leaks += 1;
            }
        }
        reach
    }

    fn is_well(&self) -> bool {
        self.leaks == 0 && self.allowed == self.wanted
    }

    fn words(&self, style: Style) -> String {
        let own = match self.accounts {
            0 => "no account of their own".to_owned(),
            accounts => {
                let calls = format!("{} of {} calls", self.allowed, self.wanted);
                format!("{calls} in {}", count(accounts, "account"))
            }
        };
        let elsewhere = match self.leaks {
            0 => "refused everywhere else".to_owned(),
            leaks => style.red(&format!("LEAK in {}", count(leaks, "account"))),
        };
        format!("{own}; {elsewhere}")
    }
}

/// Whether somebody who is not of the team gets in all the same.
fn is_open(account: &Account, person: usize) -> bool {
    let past = &account.past_the_mapping;
    account.visits[person].is_in() || past.iter().any(Attempt::is_in)
}
