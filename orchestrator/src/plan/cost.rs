//! What the infrastructure of a plan costs in a month, models not counted: list prices times what the
//! templates make, so that a resource that is added to a template is counted without being told.

mod counts;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::{AccountName, HardStop, Intent, Org, Region, Set, Team, Usd};

use super::change::{Action, Change, Deploy};
use counts::{Counter, Counts};

const PRICES: &str = include_str!("../../prices.toml");
const DAYS_IN_A_MONTH: f64 = 365.0 / 12.0;
const HOURS_IN_A_MONTH: f64 = DAYS_IN_A_MONTH * 24.0;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Infrastructure {
    /// When the prices were looked up.
    pub prices_as_of: String,
    /// Of everything that the plan file asks for.
    pub usd_per_month: Usd,
    /// Of what this plan's changes make new.
    pub new_usd_per_month: Usd,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    pub what: &'static str,
    /// How many, or how many GB.
    pub count: f64,
    pub usd_per_month: Usd,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prices {
    as_of: String,
    stopping_budget_day: f64,
    dashboard_month: f64,
    alarm_metric_month: f64,
    metric_month: f64,
    log_gb_taken_in: f64,
    log_gb_month: f64,
    key_month: f64,
    assumed: Assumed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumed {
    calls_per_developer: f64,
    hours_per_developer: f64,
    metadata_bytes_per_call: f64,
    full_bytes_per_call: f64,
}

/// An embedded file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("could not work out what the infrastructure costs: {0}")]
pub struct CostError(String);

impl CostError {
    fn new<E: std::error::Error>(why: E) -> Self {
        Self(why.to_string())
    }
}

pub fn of(intent: &Intent, desired: &Org, changes: &[Change]) -> Result<Infrastructure, CostError> {
    let prices: Prices = toml::from_str(PRICES).map_err(CostError::new)?;
    let mut counter = Counter::new(desired, &prices.assumed);
    let made = Made::by(changes);
    let (mut all, mut new) = (Counts::default(), Counts::default());
    for account in &desired.accounts {
        let Some(team) = account
            .team
            .as_ref()
            .and_then(|name| intent.teams.get(name))
        else {
            continue;
        };
        for (set, stacks) in &account.stacks {
            for (region, stack) in stacks {
                let counts = counter.stack(*set, stack, team, region)?;
                all.add(counts);
                if made.stacks.contains(&(*set, &account.name, region)) {
                    new.add(counts);
                }
            }
        }
    }
    for (region, hub) in desired.hub.iter().flat_map(|hub| &hub.stacks) {
        let counts = counter.hub(&hub.template, &hub.stack, region)?;
        all.add(counts);
        if made.hub.contains(region) {
            new.add(counts);
        }
    }
    let stopping = intent.teams.values().filter(|team| stops(team));
    all.stopping_budgets = stopping.map(|team| team.seats.len() as f64).sum();
    new.stopping_budgets = made.stopping_budgets;
    let items = all.items(&prices);
    Ok(Infrastructure {
        prices_as_of: prices.as_of.clone(),
        usd_per_month: items.iter().map(|item| item.usd_per_month).sum(),
        new_usd_per_month: new
            .items(&prices)
            .iter()
            .map(|item| item.usd_per_month)
            .sum(),
        items,
    })
}

fn stops(team: &Team) -> bool {
    let budget = team.budget.as_ref();
    budget.is_some_and(|budget| budget.hard_stop != HardStop::Off)
}

/// What the changes make new.
struct Made<'a> {
    stacks: BTreeSet<(Set, &'a AccountName, &'a Region)>,
    hub: BTreeSet<&'a Region>,
    stopping_budgets: f64,
}

impl<'a> Made<'a> {
    fn by(changes: &'a [Change]) -> Self {
        let mut made = Self {
            stacks: BTreeSet::new(),
            hub: BTreeSet::new(),
            stopping_budgets: 0.0,
        };
        for change in changes {
            match &change.action {
                Action::DeployStack {
                    set,
                    account,
                    region,
                    deploy: Deploy::Create,
                    ..
                } => {
                    made.stacks.insert((*set, account, region));
                }
                Action::DeployHub {
                    region,
                    deploy: Deploy::Create,
                    ..
                } => {
                    made.hub.insert(region);
                }
                other if other.operation() == "budgets.CreateBudgetAction" => {
                    made.stopping_budgets += 1.0;
                }
                _ => {}
            }
        }
        made
    }
}

impl Counts {
    /// What there is none of costs nothing and is not mentioned.
    fn items(&self, prices: &Prices) -> Vec<Item> {
        let Self {
            stopping_budgets,
            dashboards,
            alarm_metrics,
            metrics,
            keys,
            log_gb_taken_in,
            log_gb_kept,
        } = *self;
        let stopping_budget_month = prices.stopping_budget_day * DAYS_IN_A_MONTH;
        let rows = [
            ("budgets that stop", stopping_budgets, stopping_budget_month),
            ("dashboards", dashboards, prices.dashboard_month),
            (
                "metrics in alarms",
                alarm_metrics,
                prices.alarm_metric_month,
            ),
            ("metrics by developer", metrics, prices.metric_month),
            ("keys for logs", keys, prices.key_month),
            (
                "GB of logs taken in",
                log_gb_taken_in,
                prices.log_gb_taken_in,
            ),
            ("GB of logs kept", log_gb_kept, prices.log_gb_month),
        ];
        let item = |(what, count, price): (&'static str, f64, f64)| Item {
            what,
            count: (count * 1000.0).round() / 1000.0,
            usd_per_month: Usd::of(count * price),
        };
        let rows = rows.into_iter().filter(|(_, count, _)| *count > 0.0);
        rows.map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    const EXAMPLE: &str = include_str!("../../../org.toml.example");

    fn intent(more: &str) -> Intent {
        spec::read(&EXAMPLE.replace("[use_case]", &format!("{more}\n[use_case]")))
            .unwrap()
            .intent
    }

    fn cost(intent: &Intent) -> Infrastructure {
        of(intent, &crate::plan::wanted(intent).unwrap(), &[]).unwrap()
    }

    fn count(cost: &Infrastructure, what: &str) -> f64 {
        let items = cost.items.iter().filter(|item| item.what == what);
        items.map(|item| item.count).sum()
    }

    #[test]
    fn every_resource_that_is_billed_is_counted() {
        let cost = cost(&intent(""));
        // Six accounts: five in two Regions, one in one.
        assert_eq!(count(&cost, "dashboards"), 11.0);
        // One metric of the throttles, three of the errors, three of the tokens.
        assert_eq!(count(&cost, "metrics in alarms"), 77.0);
        assert_eq!(count(&cost, "keys for logs"), 11.0);
        // Platform's account and mobile's.
        assert_eq!(count(&cost, "budgets that stop"), 2.0);
        let sum: Usd = cost.items.iter().map(|item| item.usd_per_month).sum();
        assert_eq!(cost.usd_per_month, sum);
        assert_eq!(cost.new_usd_per_month, Usd::ZERO);
    }

    #[test]
    fn the_hub_is_counted_in_each_of_its_regions() {
        let without = cost(&intent(""));
        let with = cost(&intent("[hub]\naccount = \"333344445555\"\n"));
        let more = count(&with, "dashboards") - count(&without, "dashboards");
        assert_eq!(more, 3.0);
    }

    #[test]
    fn full_logs_cost_more_than_those_without_content() {
        let intent = intent("");
        let mut full = intent.clone();
        for team in full.teams.values_mut() {
            team.monitoring.invocation_logs = crate::model::InvocationLogs::Full;
        }
        let gb = |intent: &Intent| count(&cost(intent), "GB of logs taken in");
        assert!(
            gb(&full) > 50.0 * gb(&intent),
            "{} {}",
            gb(&full),
            gb(&intent)
        );
    }
}
