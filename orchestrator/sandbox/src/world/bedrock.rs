//! What Bedrock keeps of each account.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;
use crate::clock::Moment;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Bedrock {
    /// Invocation logging as it was put, by account, then Region.
    pub(crate) logging: BTreeMap<String, BTreeMap<String, Value>>,
    /// Use-case forms in base64, by account, then Region; the empty Region stands for all that need no
    /// opting in.
    pub(crate) forms: BTreeMap<String, BTreeMap<String, String>>,
    /// When the agreement about a model is or was ready, by account, then model.
    pub(crate) agreements: BTreeMap<String, BTreeMap<String, Moment>>,
    /// By account, then Region, then the id that was called.
    pub(crate) usage: BTreeMap<String, BTreeMap<String, BTreeMap<String, Usage>>>,
    /// Models that a Region does not have.
    pub(crate) withheld: BTreeMap<String, BTreeSet<String>>,
}

/// Of one model, called by one account in one Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    pub invocations: u64,
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// Calls that were refused because a quota was used up; none of the others counts them.
    pub throttled: u64,
}

/// Where an account has to be opted in before it can be used.
pub(super) const OPT_IN: [&str; 17] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

impl Bedrock {
    /// Where the form of a Region is kept.
    fn form_region(region: &str) -> &str {
        if OPT_IN.contains(&region) { region } else { "" }
    }

    pub(crate) fn put_form(&mut self, account: &str, region: &str, form: String) {
        let forms = self.forms.entry(account.to_owned()).or_default();
        forms.insert(Self::form_region(region).to_owned(), form);
    }

    fn own_form(&self, account: &str, region: &str) -> Option<&String> {
        self.forms.get(account)?.get(region)
    }

    /// An account's own form, or the management account's where no opting in is needed.
    pub(crate) fn form(&self, account: &str, management: &str, region: &str) -> Option<&String> {
        let region = Self::form_region(region);
        let inherited = || {
            let own = self.own_form(management, region);
            own.filter(|_| region.is_empty())
        };
        self.own_form(account, region).or_else(inherited)
    }

    pub(crate) fn agreement(&self, account: &str, model: &str) -> Option<Moment> {
        self.agreements.get(account)?.get(model).copied()
    }

    pub(crate) fn agree(&mut self, account: &str, model: &str, ready: Moment) {
        let agreements = self.agreements.entry(account.to_owned()).or_default();
        agreements.entry(model.to_owned()).or_insert(ready);
    }

    pub(crate) fn count(&mut self, account: &str, region: &str, model: &str, tokens: (u64, u64)) {
        let usage = self.usage_of(account, region, model);
        usage.invocations += 1;
        usage.input_tokens += tokens.0;
        usage.output_tokens += tokens.1;
    }

    pub(crate) fn usage_of(&mut self, account: &str, region: &str, model: &str) -> &mut Usage {
        let regions = self.usage.entry(account.to_owned()).or_default();
        let models = regions.entry(region.to_owned()).or_default();
        models.entry(model.to_owned()).or_default()
    }

    pub(crate) fn has_model(&self, region: &str, model: &str) -> bool {
        let withheld = self.withheld.get(region);
        !withheld.is_some_and(|models| models.contains(model))
    }

    pub(crate) fn forget_account(&mut self, account: &str) {
        self.logging.remove(account);
        self.forms.remove(account);
        self.agreements.remove(account);
        self.usage.remove(account);
    }
}

impl World {
    /// Whether the account has this log group in this Region.
    pub(crate) fn has_log_group(&self, account: &str, region: &str, name: &str) -> bool {
        let groups = self.log_groups.get(account);
        let groups = groups.and_then(|regions| regions.get(region));
        let stack_made = || {
            let kind = "AWS::Logs::LogGroup";
            self.formation.has(account, region, kind, name)
        };
        groups.is_some_and(|groups| groups.contains(name)) || stack_made()
    }
}
