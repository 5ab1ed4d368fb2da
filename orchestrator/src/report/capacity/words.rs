//! The sentences around the table.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Alias, Rate};
use crate::plan::capacity::{
    Advice, Capacity, Choice, Known, Requests, Room, Source, TOKENS_PER_DAY, TeamCapacity, grouped,
    no_less_than,
};
use crate::report::style::count;

use super::rows::SUPPORT;

pub(super) const ASSUMED: &str = "Each model in each Region is sized as if all developers of an \
    account used it: a developer picks one, and nobody knows which. Figures are the upper end of \
    what is published for Claude Code; a group never needs less than a smaller one.";

pub(super) fn title(capacity: &Capacity, file: &str) -> String {
    let from = match capacity.observed {
        true => "and what AWS says that the accounts have",
        false => "alone: nothing was read from AWS",
    };
    format!("Capacity, by {file} {from}")
}

/// The whole plan.
pub(super) fn summary(capacity: &Capacity) -> String {
    let cost = capacity.cost();
    let [from, to] = cost.month;
    let mut words = format!(
        "{} of {} in {}. Their models cost about ${} to ${} a month by what is published.",
        count(
            usize::try_from(capacity.developers()).unwrap_or(usize::MAX),
            "developer"
        ),
        count(capacity.teams.len(), "team"),
        count(capacity.accounts(), "account"),
        grouped(from),
        grouped(to),
    );
    if !capacity.observed {
        return words;
    }
    let short = capacity.rooms().filter(|room| room.is_short()).count();
    let quotas = |number: usize| match number {
        1 => "1 quota is".to_owned(),
        many => format!("{many} quotas are"),
    };
    words.push_str(&match short {
        0 => " No quota is known to be smaller than what is needed.".to_owned(),
        some => format!(" {} smaller than what is needed.", quotas(some)),
    });
    let wanted = capacity.wanted();
    let support = wanted.iter().filter(|one| one.support).count();
    let asked = wanted.len() - support;
    if support > 0 {
        words.push_str(&format!(" {} for AWS Support to raise.", quotas(support)));
    }
    if asked > 0 {
        let words_of = match asked {
            1 => "1 request".to_owned(),
            many => format!("{many} requests"),
        };
        words.push_str(&format!(
            " bedrock-org apply asks AWS for what is wanted ({words_of}), bedrock-org quota status says how \
             that stands."
        ));
    }
    words
}

pub(super) fn headline(team: &TeamCapacity) -> String {
    let developers = count(team.developers as usize, "developer");
    format!(
        "{}: {developers} in {}",
        team.name,
        count(team.seats, "account")
    )
}

pub(super) fn need(team: &TeamCapacity) -> String {
    let need = team.need;
    let each = match team.seats {
        1 => "The account needs",
        _ => "Each account needs",
    };
    let of = match (team.seats, need.developers) {
        (_, 1) => "its developer".to_owned(),
        (1, many) => format!("its {many} developers"),
        (_, many) => format!("up to {many} of the {}, spread by lot", team.developers),
    };
    let tokens = short(need.tpm);
    let safety = match team.sizing.safety {
        one if one.is_one() => String::new(),
        safety => format!(", times {safety} for safety"),
    };
    let why = match team.sizing.peak_tpm {
        Some(peak) => format!(
            "the team's measured peak is {} for {}{safety}",
            short(peak),
            count(team.developers as usize, "developer")
        ),
        None => {
            let row = need.row;
            let size = match row.to {
                Some(to) => format!("{} to {to}", row.from),
                None => format!("more than {}", row.from),
            };
            let floor = match no_less_than(need.developers, Rate::TokensPerMinute) {
                Some(fewer) => format!(", and no less than {fewer} need"),
                None => String::new(),
            };
            format!(
                "published for groups of {size}: {} to {} each{floor}{safety}",
                short(row.tpm[0]),
                short(row.tpm[1])
            )
        }
    };
    format!("{each} {tokens} tokens per minute for {of} ({why}).")
}

pub(super) fn cost(team: &TeamCapacity) -> String {
    let [from, to] = team.cost.month;
    format!(
        "Models cost about ${} to ${} a month by what is published, ${} on a day when all work.",
        grouped(from),
        grouped(to),
        grouped(team.cost.active_day)
    )
}

/// What the table cannot say.
pub(super) fn notes(team: &TeamCapacity) -> Vec<String> {
    let mut notes = Vec::new();
    let absent = team.places.iter().filter(|it| it.known == Known::Absent);
    let mut absent: Vec<&str> = absent.map(|place| place.account.as_str()).collect();
    absent.dedup();
    if !absent.is_empty() {
        notes.push(format!(
            "Not there yet: {}. A new account may start with less than the default.",
            absent.join(", ")
        ));
    }
    if team.rooms().any(Room::is_for_support) {
        notes.push(format!(
            "{SUPPORT}: no request can ask for it. Open a case at AWS Support; --markdown has the words for it."
        ));
    }
    notes.extend(days(team));
    notes
}

/// A day's tokens, where they are too few, and those of all models anyhow.
fn days(team: &TeamCapacity) -> Vec<String> {
    let mut accounts: BTreeMap<(&Option<Alias>, u64, u64), BTreeSet<&str>> = BTreeMap::new();
    for place in &team.places {
        for day in &place.days {
            let same = accounts.entry((&day.alias, day.limit, day.needed));
            same.or_default().insert(place.account.as_str());
        }
    }
    let told = |((alias, limit, needed), names): (_, BTreeSet<&str>)| {
        let alias: &Option<Alias> = alias;
        let is_short = limit < needed;
        let of = match alias {
            Some(_) if !is_short => return None,
            Some(alias) => format!("of {alias}"),
            None => "of all models together".to_owned(),
        };
        let who = match names.len() {
            all if all == team.seats && all > 1 => "Each account".to_owned(),
            1 => names.into_iter().collect(),
            many => format!("{many} accounts"),
        };
        let has = if who.ends_with('s') { "have" } else { "has" };
        Some(format!(
            "{who} {has} {} tokens a day {of}, which no request raises: {} for {} at {} each.",
            short(limit),
            if is_short { "too few" } else { "enough" },
            sharing(team.need.developers, team.seats),
            short(TOKENS_PER_DAY)
        ))
    };
    accounts.into_iter().filter_map(told).collect()
}

/// How many accounts, or how many tokens.
pub(in crate::report) fn advice(team: &TeamCapacity) -> String {
    let Advice {
        has,
        requests,
        tokens_per_day,
        accounts,
        choices,
    } = &team.advice;
    let seats = team.seats as u64;
    let Some(has) = has else {
        return unknown(choices, seats);
    };
    let requests = requests.as_ref().filter(|has| has.rpm < team.need.rpm);
    let tokens = has.tpm < team.need.tpm || requests.is_none();
    let planned = each_minute(
        tokens.then_some(team.need.tpm),
        requests.map(|_| team.need.rpm),
    );
    let mut there = format!("{} tokens per minute of {}", short(has.tpm), has.alias);
    if let Some(Requests { alias, rpm }) = requests {
        there.push_str(&format!(" and {} requests of {alias}", short(*rpm)));
    }
    let by = match has.source {
        Source::Applied => "An account has",
        Source::Default => "By AWS's default an account has",
        Source::Plan => "The plan asks for",
    };
    let day_is_short = tokens_per_day.is_some_and(|limit| limit < team.need.tokens_per_day);
    match accounts {
        Some(enough) if *enough == seats => {
            format!(
                "{} will do. {by} {there}, where it is scarcest.",
                these(seats)
            )
        }
        Some(fewer) if *fewer < seats => {
            let fewer = count(*fewer as usize, "account");
            format!(
                "{} will do, and so would {fewer}. {by} {there}, where it is scarcest.",
                these(seats)
            )
        }
        Some(more) => {
            let choice = choices.iter().find(|choice| choice.accounts == *more);
            let split = choice.map(|choice| split(choice, requests.is_some()));
            let split = split.unwrap_or_default();
            if day_is_short {
                return format!("{split}: a day's tokens are too few for fewer accounts.");
            }
            format!(
                "{by} {there}, where it is scarcest. Either {planned} for {}, or {split}.",
                each(seats)
            )
        }
        None if day_is_short && has.tpm >= team.need.tpm => {
            format!(
                "Not even {} accounts have enough tokens a day: spread the developers over more, or ask \
                 AWS in a support case.",
                choices.len()
            )
        }
        None => format!(
            "{by} {there}, where it is scarcest: too few even for {} accounts. Ask AWS for \
             {planned} for {}.",
            choices.len(),
            each(seats)
        ),
    }
}

/// Nothing is known of what the accounts have.
fn unknown(choices: &[Choice], seats: u64) -> String {
    let of = |accounts: u64| choices.iter().find(|choice| choice.accounts == accounts);
    let words = |choice: &Choice| {
        let each = if choice.accounts == 1 { "" } else { " each" };
        let together = match choice.accounts {
            1 => String::new(),
            _ => format!(", {} together", short(choice.together())),
        };
        let accounts = count(choice.accounts as usize, "account");
        format!(
            "{accounts}: {} tokens per minute{each}{together}",
            short(choice.tpm)
        )
    };
    let other = if seats == 1 { 2 } else { 1 };
    let both: Vec<String> = [of(seats), of(other)]
        .into_iter()
        .flatten()
        .map(words)
        .collect();
    format!("{}. Accounts do not share what they have.", both.join("; "))
}

fn split(choice: &Choice, requests: bool) -> String {
    let unit = if requests { " tokens" } else { "" };
    format!(
        "{}, each with {} for {} ({}{unit} together: accounts do not share)",
        count(choice.accounts as usize, "account"),
        each_minute(Some(choice.tpm), requests.then_some(choice.rpm)),
        sharing(choice.developers, choice.accounts as usize),
        short(choice.together())
    )
}

fn each_minute(tokens: Option<u64>, requests: Option<u64>) -> String {
    let tokens = tokens.map(|tokens| format!("{} tokens", short(tokens)));
    let requests = requests.map(|requests| format!("{} requests", short(requests)));
    let both: Vec<String> = tokens.into_iter().chain(requests).collect();
    format!("{} per minute", both.join(" and "))
}

/// Who share an account.
fn sharing(developers: u64, accounts: usize) -> String {
    let developers = count(developers as usize, "developer");
    match accounts {
        1 => developers,
        _ => format!("up to {developers}"),
    }
}

fn these(seats: u64) -> String {
    match seats {
        1 => "One account".to_owned(),
        many => format!("{many} accounts"),
    }
}

fn each(seats: u64) -> &'static str {
    if seats == 1 {
        "the account"
    } else {
        "each account"
    }
}

/// `1.575M`, `150k`, `28`: to a thousandth of its unit, rounded up.
pub(in crate::report) fn short(number: u64) -> String {
    let (unit, letter) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (1_000, 'k'),
        1_000_000..1_000_000_000 => (1_000_000, 'M'),
        _ => (1_000_000_000, 'G'),
    };
    let thousandths = number.div_ceil(unit / 1000);
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}{letter}")
}
