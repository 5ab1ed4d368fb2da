//! What to ask AWS for, and the words that go with it: AWS weighs who will use it.

use crate::model::{self, AccountName, Alias, Factor, Rate, Region, TeamName};

use super::{Capacity, Known, ModelCapacity, Place, Room, Target, TeamCapacity, no_less_than};

/// A quota that should be higher than it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub team: TeamName,
    pub account: AccountName,
    pub region: Region,
    pub alias: Alias,
    pub rate: Rate,
    pub code: String,
    /// AWS's own.
    pub name: String,
    pub has: Option<u64>,
    pub value: u64,
    pub adjustable: bool,
    /// No request can ask for it.
    pub support: bool,
    pub justification: String,
}

impl Capacity {
    /// Team by team in the plan's order, account by account; nothing of what an account has already, and
    /// nothing where it is not known what it has.
    pub fn wanted(&self) -> Vec<Wanted> {
        let places = self
            .teams
            .iter()
            .flat_map(|team| team.places.iter().map(move |place| (team, place)));
        places
            .filter(|(_, place)| place.known == Known::Read)
            .flat_map(|(team, place)| {
                let models = place.models.iter();
                without_twins(models.flat_map(|model| of_model(team, place, model)))
            })
            .collect()
    }
}

/// Two names of one model have one quota: the larger value is asked for, of equals the first.
fn without_twins(wanted: impl Iterator<Item = Wanted>) -> Vec<Wanted> {
    let mut once: Vec<Wanted> = Vec::new();
    for one in wanted {
        match once.iter_mut().find(|other| other.code == one.code) {
            Some(other) if other.value < one.value => *other = one,
            Some(_) => {}
            None => once.push(one),
        }
    }
    once
}

fn of_model(team: &TeamCapacity, place: &Place, model: &ModelCapacity) -> Vec<Wanted> {
    let rooms = std::iter::once((Rate::TokensPerMinute, &model.tpm));
    let requests = model.rpm.iter().map(|room| (Rate::RequestsPerMinute, room));
    rooms
        .chain(requests)
        .filter_map(|(rate, room)| {
            let quota = room.quota.as_ref()?;
            (room.gap()? > 0).then(|| Wanted {
                team: team.name.clone(),
                account: place.account.clone(),
                region: place.region.clone(),
                alias: model.alias.clone(),
                rate,
                code: quota.code.clone(),
                name: quota.name.clone(),
                has: room.has(),
                value: room.target,
                adjustable: quota.adjustable,
                support: room.is_for_support(),
                justification: justification(team, place, model, rate, room),
            })
        })
        .collect()
}

/// In one paragraph: who, how much each, the peak, which model, where; then what there is.
pub fn justification(
    team: &TeamCapacity,
    place: &Place,
    model: &ModelCapacity,
    rate: Rate,
    room: &Room,
) -> String {
    asking(
        &purpose(team, place, model, rate, room),
        room.has(),
        room.target,
        rate,
    )
}

/// The part of it that does not depend on what the account has.
pub(super) fn purpose(
    team: &TeamCapacity,
    place: &Place,
    model: &ModelCapacity,
    rate: Rate,
    room: &Room,
) -> String {
    let need = team.need;
    let unit = unit(rate);
    let who = match (team.seats, need.developers) {
        (_, 1) => "1 developer uses".to_owned(),
        (1, many) => format!("{many} developers use"),
        (seats, many) => format!(
            "Up to {many} of {} developers, who are spread over {seats} accounts, use",
            team.developers
        ),
    };
    let mut words = format!(
        "{who} Claude Code with {} in account {}, Region {}. ",
        model.id, place.account, place.region
    );
    words.push_str(&match (rate, team.sizing.peak_tpm) {
        (Rate::TokensPerMinute, Some(peak)) => format!(
            "The team's measured peak is {} {unit} for {} developers{}; this account's share is {}.",
            grouped(peak),
            team.developers,
            factor(team.sizing.safety),
            grouped(room.needed)
        ),
        _ => format!(
            "Sizing as published for Claude Code, {} {unit} for each developer in a group of this \
             size{}{}: {} in all.",
            each(team, rate),
            floor(need.developers, rate),
            factor(team.sizing.safety),
            grouped(room.needed)
        ),
    });
    if room.source == Target::Plan && room.target > room.needed {
        words.push_str(" The organization's plan asks for more than that as its own reserve.");
    }
    words
}

/// Who needs it, then what the account has and what is asked for.
pub fn asking(purpose: &str, has: Option<u64>, value: u64, rate: Rate) -> String {
    let (value, unit) = (grouped(value), unit(rate));
    match has {
        Some(has) => {
            let has = grouped(has);
            format!("{purpose} Now {has}, asked for: {value} {unit}.")
        }
        None => format!("{purpose} Asked for: {value} {unit}."),
    }
}

/// What a quota counts.
pub fn unit(rate: Rate) -> &'static str {
    match rate {
        Rate::TokensPerMinute => "tokens per minute",
        Rate::RequestsPerMinute => "requests per minute",
        Rate::TokensPerDay => "tokens per day",
    }
}

fn floor(developers: u64, rate: Rate) -> String {
    match no_less_than(developers, rate) {
        Some(fewer) => format!(", and no less than a group of {fewer} needs"),
        None => String::new(),
    }
}

fn each(team: &TeamCapacity, rate: Rate) -> String {
    let row = team.need.row;
    match rate {
        Rate::RequestsPerMinute => {
            let [from, to] = row.rpm_hundredths;
            let number = |hundredths: u64| Factor::of_thousandths(hundredths as u32 * 10);
            format!("{} to {}", number(from), number(to))
        }
        _ => format!("{} to {}", grouped(row.tpm[0]), grouped(row.tpm[1])),
    }
}

fn factor(safety: Factor) -> String {
    if safety.is_one() {
        String::new()
    } else {
        format!(", times {safety} for safety")
    }
}

/// `1,500,000`
pub fn grouped(number: u64) -> String {
    model::grouped(&number.to_string(), ',')
}
