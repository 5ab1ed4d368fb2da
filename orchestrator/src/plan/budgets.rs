//! The budgets that a plan file asks for, and the stack with which they stop an account.
//!
//! What a team's budget allows, each of its accounts may spend, and each is stopped by itself. A
//! team of several accounts has one budget more, which only tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    AccountName, Alert, Budget, BudgetAccount, BudgetName, BudgetScope, BudgetStop, HardStop,
    Intent, InvalidName, Listener, OrgBudget, PlainStack, PolicyName, Stack, StopStanding, Team,
    TeamName, Usd,
};

/// Of the month's money: from here on the account is stopped.
const STOP_AT: u16 = 100;
/// What follows the organization in its policy's name.
pub const STOP_POLICY: &str = "stop";
const STOP: &str = include_str!("../../../stacksets/stop.yaml");

pub fn of_plan(intent: &Intent) -> Result<BTreeMap<BudgetName, OrgBudget>, InvalidName> {
    let owner = &intent.organization.name;
    let mut all = BTreeMap::new();
    for (name, team) in &intent.teams {
        let Some(budget) = &team.budget else { continue };
        for scope in scopes(name, team) {
            let wanted = match &scope {
                BudgetScope::Account(account) => of_account(owner, budget, account)?,
                BudgetScope::Team(_) => of_team(budget, team),
            };
            all.insert(BudgetName::of(owner, &scope)?, wanted);
        }
    }
    Ok(all)
}

/// What a team with a budget has budgets for.
pub fn scopes<'a>(name: &'a TeamName, team: &'a Team) -> impl Iterator<Item = BudgetScope> + 'a {
    let accounts = team.seats.iter();
    let whole = (team.seats.len() > 1).then(|| BudgetScope::Team(name.clone()));
    accounts
        .map(|seat| BudgetScope::Account(seat.name().clone()))
        .chain(whole)
}

fn of_account(
    owner: &str,
    budget: &Budget,
    account: &AccountName,
) -> Result<OrgBudget, InvalidName> {
    let accounts = BTreeSet::from([BudgetAccount::Name(account.clone())]);
    let stop = || -> Result<BudgetStop, InvalidName> {
        Ok(BudgetStop {
            id: None,
            at: Alert::actual(STOP_AT),
            automatic: budget.hard_stop == HardStop::Automatic,
            policy: stop_policy(owner)?,
            role: stop_name(owner),
            targets: accounts.clone(),
            listeners: listeners(budget),
            standing: StopStanding::Ready,
        })
    };
    let stops = budget.hard_stop != HardStop::Off;
    Ok(OrgBudget {
        stop: stops.then(stop).transpose()?,
        limit: dollars(budget.monthly_usd),
        accounts,
        alerts: alerts(budget),
        ..OrgBudget::default()
    })
}

fn of_team(budget: &Budget, team: &Team) -> OrgBudget {
    let accounts = team.seats.iter();
    let together = budget.monthly_usd.saturating_mul(team.seats.len() as u64);
    OrgBudget {
        limit: dollars(together),
        accounts: accounts
            .map(|seat| BudgetAccount::Name(seat.name().clone()))
            .collect(),
        alerts: alerts(budget),
        ..OrgBudget::default()
    }
}

fn alerts(budget: &Budget) -> BTreeMap<Alert, BTreeSet<Listener>> {
    let actual = budget.alert_at.iter().map(|at| Alert::actual(*at));
    let forecast = budget.forecast_at.iter().map(|at| Alert::forecast(*at));
    actual
        .chain(forecast)
        .map(|alert| (alert, listeners(budget)))
        .collect()
}

fn listeners(budget: &Budget) -> BTreeSet<Listener> {
    let emails = budget.notify.iter().map(|email| email.as_str());
    let topics = budget.notify_topics.iter().map(String::as_str);
    emails.chain(topics).map(Listener::new).collect()
}

fn dollars(amount: u64) -> Usd {
    Usd::dollars(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// Whether a month's money can stop any account.
pub fn stops(intent: &Intent) -> bool {
    let budgets = intent
        .teams
        .values()
        .filter_map(|team| team.budget.as_ref());
    budgets
        .into_iter()
        .any(|budget| budget.hard_stop != HardStop::Off)
}

/// The policy that an action attaches, named as all guard rails are.
pub fn stop_policy(owner: &str) -> Result<PolicyName, InvalidName> {
    format!("bedrock-org/{owner}/{STOP_POLICY}").parse()
}

/// Its stack, and its role, in the management account.
pub fn stop_name(owner: &str) -> String {
    format!("bedrock-stop-{owner}")
}

pub fn stop(intent: &Intent) -> Option<PlainStack> {
    let owner = &intent.organization.name;
    stops(intent).then(|| PlainStack {
        template: STOP.to_owned(),
        stack: Stack {
            parameters: [("Plan".to_owned(), owner.as_str().into())].into(),
            ..Stack::default()
        },
    })
}
