//! An AWS organization, wanted or observed: one type for both, so that a plan is the difference of
//! two values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    AccountId, AccountName, AccountQuotas, Bedrock, BudgetName, Email, Hub, OrgBudget, OuPath,
    PlainStack, PolicyName, Region, Set, Stack, StackSet, Tags, TeamName,
};

/// The part of an organization that a plan file can speak of.
///
/// On paper, what is empty may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Org {
    /// Whether service control policies can be attached at all.
    pub policies_enabled: bool,
    /// Whether CloudFormation may roll stacks out across the organization.
    /// `None`: another team's business.
    pub trusted_access: Option<bool>,
    pub units: BTreeMap<OuPath, Unit>,
    pub accounts: Vec<Account>,
    pub policies: BTreeMap<PolicyName, Policy>,
    pub stack_sets: BTreeMap<Set, StackSet>,
    /// `None`: the plan has none, and nobody looked.
    pub hub: Option<Hub>,
    /// This plan's budgets in the management account.
    pub budgets: BTreeMap<BudgetName, OrgBudget>,
    /// The management account's own stack: the role with which a budget stops an account.
    /// `None`: the plan stops nobody, and nobody looked, or it is not there.
    pub stop: Option<PlainStack>,
    /// Whether Anthropic's use-case form was sent from the management account. `None`: nobody asks.
    pub use_case: Option<bool>,
    /// What AWS gives to any account, and so to one that does not exist yet; only an observed
    /// organization knows it.
    pub quota_defaults: BTreeMap<Region, AccountQuotas>,
    /// The account that pays and that no plan may touch; only an observed organization knows it.
    pub management: Option<AccountId>,
    /// The organization's id; only an observed organization knows it.
    pub organization: Option<String>,
    /// Account creations that are still under way; a wanted organization has none.
    pub creations: Vec<Creation>,
    /// What could not be read. A gap is never an absence.
    #[serde(with = "gaps")]
    pub gaps: BTreeMap<Subject, Gap>,
}

/// An organizational unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unit {
    /// Unknown while it is only wanted.
    pub id: Option<String>,
    /// The service control policies of this plan that are attached to it.
    pub policies: BTreeSet<PolicyName>,
    pub tags: Tags,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Unknown while it is only wanted.
    pub id: Option<AccountId>,
    /// In a wanted organization the plan's own name for it.
    pub name: AccountName,
    /// It exists already and keeps the name that it has; the plan never creates it.
    #[serde(default)]
    pub adopted: bool,
    /// Unknown while an adopted account is only wanted.
    pub email: Option<Email>,
    pub place: Place,
    #[serde(default)]
    pub standing: Standing,
    /// Whose account it is: from the plan, or from the tag.
    pub team: Option<TeamName>,
    #[serde(default)]
    pub tags: Tags,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stacks: BTreeMap<Set, BTreeMap<Region, Stack>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bedrock: BTreeMap<Region, Bedrock>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub quotas: BTreeMap<Region, AccountQuotas>,
}

/// Where in the tree an account hangs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Root,
    Unit(OuPath),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.pad("the root"),
            Self::Unit(path) => f.pad(path.as_str()),
        }
    }
}

/// AWS's `Account.State`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Active,
    PendingActivation,
    Suspended,
    PendingClosure,
    Closed,
}

/// A service control policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Unknown while it is only wanted.
    pub id: Option<String>,
    pub description: String,
    /// Canonical JSON, so that equal meaning is equal text.
    pub document: String,
    pub tags: Tags,
    /// What an observed policy guards by itself, outside the OUs: a budget has stopped it.
    pub accounts: BTreeSet<AccountId>,
}

/// AWS knows a creation by the account's name alone: it does not show the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creation {
    pub request: String,
    pub name: AccountName,
}

/// What a gap is about, and what a change may depend on having read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The list of accounts, or of creations under way: without it nothing may be created.
    Accounts,
    /// The OUs below a path (`None`: below the root).
    Units(Option<OuPath>),
    /// The list of service control policies, or whether they are enabled.
    Policies,
    /// One policy's text and targets.
    Policy(PolicyName),
    TrustedAccess,
    TagsOfUnit(OuPath),
    TagsOfAccount(AccountId),
    TagsOfPolicy(PolicyName),
    /// The stack sets, or the list of their stacks.
    StackSets,
    /// What is inside an account: its stacks, and Bedrock's settings.
    Inside(AccountId),
    /// An account's quotas in a Region, or what it has asked for there. The management account's: AWS's
    /// defaults.
    Quotas(AccountId, Region),
    Hub,
    UseCase,
    /// The list of budgets, their alerts or their actions.
    Budgets,
    /// Who hears the alerts of one budget.
    Budget(BudgetName),
    /// The stack with the role that stops accounts.
    Stop,
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub cause: String,
    /// What the reader can do, often the IAM action that is missing.
    pub hint: String,
}

/// JSON's keys are text, and what a gap is about is more than that: so gaps are a list on paper.
mod gaps {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Gap, Subject};

    pub fn serialize<S: Serializer>(
        gaps: &BTreeMap<Subject, Gap>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        gaps.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Subject, Gap>, D::Error> {
        let pairs = Vec::<(Subject, Gap)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}
