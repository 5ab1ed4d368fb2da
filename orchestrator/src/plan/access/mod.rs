//! Who may invoke which model, where: worked out from the documents themselves, deployed or planned.
//!
//! ```text
//! stack's template + parameters --deployed--> pool, role mapping, roles --entry--> who gets in, and as what
//!                                                                                       |
//! service control policies --lineage-----------------------------> call <----- models, Regions
//!                                                                     '--finding--> leaks, gaps, weak spots
//! ```
//!
//! Nothing of it is taken from the plan's own idea of what the documents should say: the plan says
//! only what each team should reach, and the finding is where the two differ.

mod call;
mod deployed;
mod entry;
mod finding;
mod lineage;
mod person;
mod probe;
mod stack;

use std::collections::BTreeMap;

use bedrock_policy::{EvaluationError, PolicyError};
use bedrock_template::TemplateError;

use crate::model::{AccountId, AccountName, Gap, Intent, Org, Subject, TeamName};

use lineage::Lineages;
use stack::AuthSet;

pub use call::{Call, Decided};
pub use entry::{Attempt, Session, Way};
pub use finding::{Finding, Kind, in_plan_words};
pub use person::{Person, Who};

/// The matrix, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub people: Vec<Person>,
    pub accounts: Vec<Account>,
    /// Accounts of the plan in which nothing lets anyone in yet.
    pub without_stack: Vec<AccountName>,
    pub findings: Vec<Finding>,
    /// What could not be read, and so is not known.
    pub unknown: Vec<Gap>,
}

/// One account as everybody meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub name: AccountName,
    pub id: AccountId,
    pub team: Option<TeamName>,
    /// The team's group at the identity provider.
    pub group: Option<String>,
    /// By person, in the matrix's order: through the pool, as the client asks.
    pub visits: Vec<Attempt>,
    /// Ways past the role mapping: they ask for no group, so they stand open to all or to none.
    pub past_the_mapping: Vec<Attempt>,
    /// By role, for each role that anybody gets: what it may invoke.
    pub calls: BTreeMap<String, Vec<Call>>,
    /// How many calls the plan wants to succeed here.
    pub wanted_calls: usize,
}

impl Access {
    /// Whether a person, by their place in `people`, is of the account's team.
    pub fn is_own(&self, person: usize, account: &Account) -> bool {
        let group = account.group.as_ref();
        group.is_some_and(|group| self.people[person].groups.contains(group))
    }

    /// How many questions were put to the documents.
    pub fn decisions(&self) -> usize {
        let of = |account: &Account| {
            let calls: usize = account.calls.values().map(Vec::len).sum();
            account.visits.len() + account.past_the_mapping.len() + calls
        };
        self.accounts.iter().map(of).sum()
    }
}

impl Account {
    /// What somebody may invoke who got in so; of several roles the first, as a client takes it.
    pub fn calls_of(&self, attempt: &Attempt) -> &[Call] {
        let role = attempt.sessions.first().map(|session| &session.role);
        let calls = role.and_then(|role| self.calls.get(role));
        calls.map_or(&[], Vec::as_slice)
    }
}

/// Why there is no matrix: what cannot be judged is never taken for refused.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("could not work out who gets into the accounts: {0}")]
    Set(TemplateError),
    #[error("could not work out who gets into {account}: {cause}")]
    Template { account: AccountName, cause: String },
    #[error("could not work out who gets into {account}: {document}: {cause}")]
    Document {
        account: AccountName,
        document: String,
        cause: PolicyError,
    },
    #[error("could not work out who gets into {account}: {document}: {cause}")]
    Unjudged {
        account: AccountName,
        document: String,
        cause: EvaluationError,
    },
    #[error("could not work out what the policy {policy} stops: {cause}")]
    Policy { policy: String, cause: PolicyError },
}

impl AccessError {
    pub fn hint(&self) -> String {
        match self {
            Self::Set(_)
            | Self::Template { .. }
            | Self::Document { .. }
            | Self::Unjudged { .. } => {
                "the stack is not as bedrock-org writes it: `bedrock-org plan` shows what differs"
            }
            Self::Policy { .. } => {
                "the policy is not as bedrock-org writes it: `bedrock-org plan` shows what differs"
            }
        }
        .into()
    }
}

/// The matrix of `org`, wanted or observed. `asked`: the groups of one more person, if any.
pub fn access(intent: &Intent, org: &Org, asked: &[String]) -> Result<Access, AccessError> {
    let people = person::people(intent, asked);
    let mut lineages = Lineages::of(org)?;
    let mut accounts = Vec::new();
    let mut without_stack = Vec::new();
    let mut unknown = unknown(org);
    let set = AuthSet::of(intent, org)?;
    for (index, account) in org.accounts.iter().enumerate() {
        let id = account.id.clone().map(Subject::Inside);
        if id.is_some_and(|inside| org.gaps.contains_key(&inside)) {
            continue;
        }
        if let Some(gap) = stack::doubt(account) {
            unknown.push(gap);
            continue;
        }
        let stack = set.as_ref().map(|set| set.stack(account, index));
        match stack.transpose()?.flatten() {
            Some(stack) => {
                let above = lineages.above(&account.place)?;
                accounts.push(stack.visited(intent, account, &people, above)?);
            }
            None if account.team.is_some() => without_stack.push(account.name.clone()),
            None => {}
        }
    }
    let findings = finding::findings(&people, &accounts);
    Ok(Access {
        people,
        accounts,
        without_stack,
        findings,
        unknown,
    })
}

/// The gaps behind which somebody might get in.
fn unknown(org: &Org) -> Vec<Gap> {
    let matters = |subject: &Subject| match subject {
        Subject::Accounts
        | Subject::Units(_)
        | Subject::Policies
        | Subject::Policy(_)
        | Subject::StackSets
        | Subject::Inside(_) => true,
        Subject::TrustedAccess
        | Subject::TagsOfUnit(_)
        | Subject::TagsOfAccount(_)
        | Subject::TagsOfPolicy(_)
        | Subject::Hub
        | Subject::UseCase
        | Subject::Quotas(..)
        | Subject::Budgets
        | Subject::Budget(_)
        | Subject::Stop => false,
    };
    let gaps = org.gaps.iter().filter(|(subject, _)| matters(subject));
    gaps.map(|(_, gap)| gap.clone()).collect()
}
