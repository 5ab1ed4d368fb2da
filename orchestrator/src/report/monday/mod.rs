//! A rehearsed Monday: who was throttled, and whether that is over after the planner's advice.

mod json;
mod text;

use std::time::Duration;

use crate::model::{Alias, Region};
use crate::plan::capacity::TeamCapacity;

pub use json::json;
pub use text::text;

use super::capacity::short;
use super::style::count;

pub const NOT_YET: &str = "\nMonday does not come: the plan was not carried out in full.\n";

pub struct Monday {
    /// Of the team, as the planner sees it before anything is changed.
    pub capacity: TeamCapacity,
    /// What all developers call, and where.
    pub model: Alias,
    pub region: Region,
    /// Tokens per minute of the whole team, as the planner reckons.
    pub need: u64,
    /// What the quota of one account for all would have to be.
    pub peak: u64,
    /// How many calls the developers want to make.
    pub calls: usize,
    pub watched: Duration,
    pub before: Morning,
    pub ways: Vec<Way>,
}

/// The planner's advice, followed one way.
pub struct Way {
    pub change: Change,
    pub took: Duration,
    /// What AWS has not done yet, or will not do.
    pub waiting: Vec<String>,
    pub after: Morning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A minute, for each account.
    Tokens(u64),
    Accounts(u64),
}

pub struct Morning {
    pub accounts: Vec<Account>,
}

pub struct Account {
    pub name: String,
    pub people: Vec<Person>,
    /// Tokens per minute at the peak of its developers.
    pub wants: u64,
    /// `None`: AWS has no quota of this name.
    pub has: Option<u64>,
}

/// What became of one developer's calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub begun: u64,
    /// Too late: the morning was over before its turn came.
    pub never_begun: u64,
    /// Calls that were refused at least once.
    pub throttled: u64,
    /// How often in all.
    pub refusals: u64,
    /// Calls that never got an answer.
    pub given_up: u64,
    pub longest_wait: Duration,
}

impl Monday {
    /// The mornings side by side: as the plan is, then after each change.
    fn mornings(&self) -> impl Iterator<Item = (Option<&Way>, &Morning)> {
        let after = self.ways.iter().map(|way| (Some(way), &way.after));
        std::iter::once((None, &self.before)).chain(after)
    }

    /// What should not be: somebody is throttled although the planner's advice was followed, or although
    /// the planner finds nothing to advise.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.before.throttled() > 0 && self.ways.is_empty() {
            let too_much = self.before.too_much(self);
            faults.push(format!(
                "developers are throttled although the planner finds it enough: {too_much}"
            ));
        }
        for way in self.ways.iter().filter(|way| way.after.throttled() > 0) {
            let with = way.change.words();
            let too_much = way.after.too_much(self);
            let aws = match way.waiting.is_empty() {
                true => "",
                false => "; AWS has not done what was asked of it",
            };
            faults.push(format!(
                "developers are throttled even with {with}: {too_much}{aws}"
            ));
        }
        faults
    }
}

impl Change {
    pub(super) fn words(self) -> String {
        match self {
            Self::Tokens(tpm) => format!("{} tokens per minute", short(tpm)),
            Self::Accounts(accounts) => {
                count(usize::try_from(accounts).unwrap_or(usize::MAX), "account")
            }
        }
    }
}

impl Morning {
    pub fn throttled(&self) -> u64 {
        self.sum(|person| person.throttled)
    }

    fn people(&self) -> impl Iterator<Item = &Person> {
        self.accounts.iter().flat_map(|account| &account.people)
    }

    fn sum(&self, of: impl Fn(&Person) -> u64) -> u64 {
        self.people().map(of).sum()
    }

    fn held_up(&self) -> usize {
        self.people().filter(|person| person.throttled > 0).count()
    }

    fn longest_wait(&self) -> Duration {
        let waits = self.people().map(|person| person.longest_wait);
        waits.max().unwrap_or_default()
    }

    /// Of the calls that were begun, in thousandths.
    fn share(&self) -> u64 {
        self.throttled() * 1000 / self.sum(|person| person.begun).max(1)
    }

    /// Where there is less than is wanted, and what to do about it.
    fn too_much(&self, monday: &Monday) -> String {
        let short_of = |account: &&Account| account.has.is_some_and(|has| has < account.wants);
        let worst = self.accounts.iter().filter(short_of);
        let Some(worst) = worst.max_by_key(|account| account.wants) else {
            return "its quota looks large enough, so calls come in bursts that it is not for"
                .into();
        };
        let Account {
            name,
            people,
            wants,
            has,
        } = worst;
        format!(
            "{name} has {} tokens per minute and its {} {} {}{}",
            short(has.unwrap_or(0)),
            count(people.len(), "developer"),
            wanting(people.len()),
            rounded(*wants),
            self.unforeseen(monday, worst)
        )
    }

    /// Where an account's developers want more than the planner reckons with for each account: chance
    /// spreads them, and the fewer share an account the less their peaks even out.
    fn unforeseen(&self, monday: &Monday, worst: &Account) -> String {
        let accounts = self.accounts.len() as u64;
        let mut choices = monday.capacity.advice.choices.iter();
        let Some(reckoned) = choices.find(|choice| choice.accounts == accounts) else {
            return String::new();
        };
        if worst.wants <= reckoned.tpm {
            return String::new();
        }
        let safety = monday.capacity.sizing.safety.times(worst.wants);
        // To a tenth, upwards.
        let tenths = (safety * 10).div_ceil(reckoned.tpm.max(1));
        format!(
            ", more than the {} for {} that the planner reckons with; sizing = {{ safety = {}.{} }} \
             leaves room for that",
            short(reckoned.tpm),
            count(
                usize::try_from(reckoned.developers).unwrap_or(usize::MAX),
                "developer"
            ),
            tenths / 10,
            tenths % 10
        )
    }
}

/// What was measured is told to a hundredth of its unit.
fn rounded(tokens: u64) -> String {
    let unit = match tokens {
        1_000_000.. => 10_000,
        _ => 1_000,
    };
    short(tokens.div_ceil(unit) * unit)
}

impl Account {
    /// How many more developers like these there is room for.
    fn room_for(&self) -> Option<u64> {
        let people = self.people.len() as u64;
        let whole = self.has?.checked_mul(people)?.checked_div(self.wants)?;
        Some(whole.saturating_sub(people))
    }
}

fn wanting(developers: usize) -> &'static str {
    match developers {
        1 => "wants",
        _ => "want",
    }
}
