//! What the accounts have used and what the bill shows of it, which is always late.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
        *people.entry(person.to_owned()).or_default() += micros;
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
                        *people.entry(person).or_default() += micros;
                    }
                }
            }
        }
    }
}
