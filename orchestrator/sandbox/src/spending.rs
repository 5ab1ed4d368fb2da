//! What models cost, and a scenario in which somebody uses them.

use std::collections::BTreeMap;
use std::time::Duration;

use bedrock_policy::{Document, Request, decide_scps};
use serde::{Deserialize, Serialize};

use crate::authorize::scp_levels;
use crate::clock::Moment;
use crate::setup::Setup;
use crate::world::{AccountState, Event, Spent, World};

/// Somebody who spends the same every hour, as long as the organization lets the account invoke models.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spending {
    /// By its address or its id; nothing is spent before it is there.
    pub account: String,
    /// `anthropic.claude-opus-5-5`
    pub model: String,
    /// An address, where AWS could name the person.
    pub person: Option<String>,
    pub usd_per_day: f64,
    /// Days after the scenario's start.
    pub from: u32,
    pub days: u32,
}

/// A scenario and how far it has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Scenario {
    plan: Vec<Spending>,
    began: Moment,
    hours: u32,
}

const HOUR: Duration = Duration::from_secs(3600);

/// A Region and the profiles that are called there: an hour is spent if the organization admits any.
const PLACES: [(&str, &str); 8] = [
    ("us-east-1", "us"),
    ("us-west-2", "us"),
    ("eu-central-1", "eu"),
    ("eu-west-1", "eu"),
    ("ap-southeast-2", "au"),
    ("ap-northeast-1", "jp"),
    ("us-east-1", "global"),
    ("eu-central-1", "global"),
];

/// Dollars for a million tokens, in and out, which is millionths of a dollar for one. What is neither
/// costs what Sonnet does.
fn price(model: &str) -> (u64, u64) {
    if model.contains("opus") {
        (5, 25)
    } else if model.contains("haiku") {
        (1, 5)
    } else {
        (3, 15)
    }
}

pub(crate) fn cost(model: &str, (sent, answered): (u64, u64)) -> u64 {
    let (input, output) = price(model);
    sent.saturating_mul(input)
        .saturating_add(answered.saturating_mul(output))
}

/// As AWS Marketplace bills it: `anthropic.claude-opus-5-5` is `Claude Opus 5.5 (Amazon Bedrock
/// Edition)`. What is no model's id is a name already.
pub(crate) fn billed_as(model: &str) -> String {
    let Some((_, id)) = model.split_once("anthropic.") else {
        return model.to_owned();
    };
    let is_number = |part: &str| part.len() < 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = |part: &str| part.strip_prefix('v').is_some_and(is_number);
    let is_date = |part: &str| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    let id = id.split(':').next().unwrap_or_default();
    let mut name = String::new();
    let mut after_number = false;
    for part in id
        .split('-')
        .filter(|part| !is_version(part) && !is_date(part))
    {
        let joint = match after_number && is_number(part) {
            true => ".",
            false => " ",
        };
        if !name.is_empty() {
            name.push_str(joint);
        }
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        after_number = is_number(part);
    }
    format!("{name} (Amazon Bedrock Edition)")
}

/// Dollars in millionths; nothing for what is no amount.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float's conversion saturates, and what is below nothing is nothing"
)]
pub(crate) fn micros(usd: f64) -> u64 {
    (usd * 1e6).round() as u64
}

impl Spending {
    /// Of the given hour of the scenario, so that the hours of a day add up to the day.
    fn piece(&self, hour: u32) -> u64 {
        let first = self.from.saturating_mul(24);
        let last = first.saturating_add(self.days.saturating_mul(24));
        if hour < first || hour >= last {
            return 0;
        }
        let until = |hours: u32| micros(self.usd_per_day * f64::from(hours) / 24.0);
        until(hour - first + 1).saturating_sub(until(hour - first))
    }
}

impl Scenario {
    /// When the next hour is over, if there is one to come.
    pub(crate) fn next(&self) -> Option<Moment> {
        let last = |one: &Spending| one.from.saturating_add(one.days).saturating_mul(24);
        let last = self.plan.iter().map(last).max().unwrap_or_default();
        (self.hours < last).then(|| self.began.plus(HOUR * (self.hours + 1)))
    }
}

impl World {
    /// Begins the setup's scenario, unless it runs already.
    pub(crate) fn follow_spending(&mut self, setup: &Setup, now: Moment) {
        if setup.spending.is_empty() || self.money.scenario.plan == setup.spending {
            return;
        }
        let old = self.money.scenario.next();
        self.index
            .due
            .retain(|(at, event)| Some(*at) != old || *event != Event::Spending);
        self.money.scenario = Scenario {
            plan: setup.spending.clone(),
            began: now,
            hours: 0,
        };
        self.expect_spending();
    }

    fn expect_spending(&mut self) {
        if let Some(at) = self.money.scenario.next() {
            self.index.due.insert((at, Event::Spending));
        }
    }

    /// Another hour of the scenario.
    pub(crate) fn finish_spending(&mut self, at: Moment) {
        let hour = self.money.scenario.hours;
        self.money.scenario.hours += 1;
        let day = Moment(at.0.saturating_sub(1)).day();
        let mut known = BTreeMap::new();
        for spending in self.money.scenario.plan.clone() {
            let micros = spending.piece(hour);
            let account = match self.index.emails.get(&spending.account.to_lowercase()) {
                Some(id) => id.clone(),
                None => spending.account.clone(),
            };
            let active = self.accounts.get(&account);
            let active = active.is_some_and(|account| account.state == AccountState::Active);
            if micros > 0 && active && self.may_invoke(&account, &spending.model, &mut known) {
                let spent = Spent {
                    account: &account,
                    day: &day,
                    service: &billed_as(&spending.model),
                    person: spending.person.as_deref().unwrap_or_default(),
                    micros,
                };
                self.spend(&spent, Moment(at.0.saturating_sub(1)));
            }
        }
        self.expect_spending();
    }

    /// Whether the service control policies above the account let it call the model anywhere. `known`
    /// keeps what was parsed: most accounts stand below the same policies.
    fn may_invoke(&self, account: &str, model: &str, known: &mut Levels) -> bool {
        if account == self.management || !self.has_service_control_policies() {
            return true;
        }
        let above: Vec<Vec<String>> = self
            .lineage(account)
            .into_iter()
            .map(|id| {
                self.attachments
                    .get(id)
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect()
            })
            .collect();
        let levels = known
            .entry(above)
            .or_insert_with(|| scp_levels(self, account));
        let bare = model
            .split_once("anthropic.")
            .map_or(model, |(_, bare)| bare);
        PLACES.iter().any(|(region, prefix)| {
            let arn = format!(
                "arn:aws:bedrock:{region}:{account}:inference-profile/{prefix}.anthropic.{bare}"
            );
            let caller = format!("arn:aws:iam::{account}:role/spending");
            let request = Request::new(&caller, "bedrock:InvokeModel", &arn)
                .with("aws:PrincipalAccount", account)
                .with("aws:PrincipalOrgID", &self.organization_id)
                .with("aws:RequestedRegion", region);
            decide_scps(levels, &request).is_ok_and(|verdict| verdict.is_allowed())
        })
    }
}

type Levels = BTreeMap<Vec<Vec<String>>, Vec<Vec<Document>>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_billed_by_name() {
        for (id, name) in [
            ("anthropic.claude-opus-5-5", "Claude Opus 5.5"),
            ("us.anthropic.claude-sonnet-5", "Claude Sonnet 5"),
            (
                "anthropic.claude-haiku-4-5-20251001-v1:0",
                "Claude Haiku 4.5",
            ),
            ("anthropic.claude-opus-4-6-v1", "Claude Opus 4.6"),
            (
                "anthropic.claude-3-5-sonnet-20241022-v2:0",
                "Claude 3.5 Sonnet",
            ),
        ] {
            assert_eq!(billed_as(id), format!("{name} (Amazon Bedrock Edition)"));
        }
        assert_eq!(
            billed_as("AWS Key Management Service"),
            "AWS Key Management Service"
        );
    }

    #[test]
    fn a_million_tokens_cost_what_the_list_says() {
        let million = (1_000_000, 1_000_000);
        assert_eq!(cost("anthropic.claude-opus-5-5", million), 30_000_000);
        assert_eq!(cost("anthropic.claude-sonnet-5-5", million), 18_000_000);
        assert_eq!(cost("anthropic.claude-haiku-5-5", million), 6_000_000);
    }

    #[test]
    fn the_hours_of_a_day_add_up() {
        let spending = Spending {
            usd_per_day: 100.0,
            from: 1,
            days: 2,
            ..Spending::default()
        };
        let day = |day: u32| {
            (24 * day..24 * (day + 1))
                .map(|hour| spending.piece(hour))
                .sum::<u64>()
        };
        assert_eq!([0, 1, 2, 3].map(day), [0, 100_000_000, 100_000_000, 0]);
        assert_eq!(micros(-1.0), 0);
        assert_eq!(micros(f64::NAN), 0);
    }
}
