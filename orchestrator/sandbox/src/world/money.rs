//! What the accounts have used and what the bill shows of it, which is always late.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Alert, Budget, Event, World};
use crate::clock::Moment;
use crate::spending::Scenario;

/// Millionths of a US dollar.
pub(crate) type Micros = u64;

/// By account, then day (`2026-11-21`), then the name on the bill, then the person; the empty person
/// is nobody whom AWS could name.
pub(crate) type Ledger =
    BTreeMap<String, BTreeMap<String, BTreeMap<String, BTreeMap<String, Micros>>>>;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Money {
    /// Used, and on no bill yet.
    pub(crate) unbilled: Ledger,
    /// What Cost Explorer and budgets see.
    pub(crate) billed: Ledger,
    /// By owner, then name.
    pub(crate) budgets: BTreeMap<String, BTreeMap<String, Budget>>,
    /// Oldest first.
    pub(crate) alerts: Vec<Alert>,
    pub(crate) scenario: Scenario,
    /// When the next bill comes; never while nobody has spent anything.
    pub(crate) due: Option<Moment>,
}

/// Billing data comes this often.
const BILLS: Duration = Duration::from_secs(8 * 3600);

impl World {
    /// Puts something on the next bill.
    pub(crate) fn spend(&mut self, spent: &Spent<'_>, now: Moment) {
        let Spent {
            account,
            day,
            service,
            person,
            micros,
        } = *spent;
        if micros > 0 {
            self.money.spend(account, day, service, person, micros);
            self.expect_bill(now);
        }
    }

    /// A bill comes if it can tell anything.
    pub(crate) fn expect_bill(&mut self, now: Moment) {
        let money = &mut self.money;
        if money.due.is_none() && !(money.unbilled.is_empty() && money.billed.is_empty()) {
            let due = now.next_multiple(BILLS);
            money.due = Some(due);
            self.index.due.insert((due, Event::Bill));
        }
    }
}

/// Something that was used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spent<'a> {
    pub(crate) account: &'a str,
    pub(crate) day: &'a str,
    /// The name on the bill.
    pub(crate) service: &'a str,
    pub(crate) person: &'a str,
    pub(crate) micros: Micros,
}

impl Money {
    pub(crate) fn spend(
        &mut self,
        account: &str,
        day: &str,
        service: &str,
        person: &str,
        micros: Micros,
    ) {
        let days = self.unbilled.entry(account.to_owned()).or_default();
        let services = days.entry(day.to_owned()).or_default();
        let people = services.entry(service.to_owned()).or_default();
        let sum = people.entry(person.to_owned()).or_default();
        *sum = sum.saturating_add(micros);
    }

    /// Of a budget's or an action's ARN.
    pub(crate) fn tags_of(&self, arn: &str) -> Option<&BTreeMap<String, String>> {
        let (account, name) = arn
            .strip_prefix("arn:aws:budgets::")?
            .split_once(":budget/")?;
        let budgets = self.budgets.get(account)?;
        match name.split_once("/action/") {
            None => Some(&budgets.get(name)?.tags),
            Some((name, id)) => Some(&budgets.get(name)?.actions.get(id)?.tags),
        }
    }

    pub(crate) fn tags_of_mut(&mut self, arn: &str) -> Option<&mut BTreeMap<String, String>> {
        let (account, name) = arn
            .strip_prefix("arn:aws:budgets::")?
            .split_once(":budget/")?;
        let budgets = self.budgets.get_mut(account)?;
        match name.split_once("/action/") {
            None => Some(&mut budgets.get_mut(name)?.tags),
            Some((name, id)) => Some(&mut budgets.get_mut(name)?.actions.get_mut(id)?.tags),
        }
    }

    /// Puts on the bill what was used until now.
    pub(crate) fn bill(&mut self) {
        for (account, days) in std::mem::take(&mut self.unbilled) {
            for (day, services) in days {
                for (service, people) in services {
                    for (person, micros) in people {
                        let days = self.billed.entry(account.clone()).or_default();
                        let services = days.entry(day.clone()).or_default();
                        let people = services.entry(service.clone()).or_default();
                        let sum = people.entry(person).or_default();
                        *sum = sum.saturating_add(micros);
                    }
                }
            }
        }
    }
}
