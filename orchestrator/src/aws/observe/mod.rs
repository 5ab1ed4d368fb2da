//! Reads the organization as it is. What cannot be read becomes a gap, never an absence.

mod accounts;
mod budgets;
mod creations;
mod hub;
mod inside;
mod places;
mod plain;
mod policies;
pub(super) mod quotas;
mod spenders;
mod stacks;
mod switches;
mod tags;
mod units;

use std::collections::BTreeMap;

use aws_sdk_organizations::types::PolicyTypeStatus;

use crate::model::{
    Account, AccountQuotas, BudgetName, Gap, Hub, Intent, Org, OrgBudget, OuPath, PlainStack,
    Region, Seat, Set, StackSet, Subject,
};
use crate::plan::Observation;
use crate::plan::budgets::stop_name;
use crate::plan::stacks::hub_name;

use super::{Aws, Directory, Operator, Trouble};

pub use inside::{ACCOUNTS_AT_ONCE, Insides};
pub use spenders::{Spenders, spenders};

/// How many reads wait for their answers at once; the published rates decide how fast they go out.
const READS_AT_ONCE: usize = 16;

/// What to look at, and what to look for.
pub struct Focus<'a> {
    /// `organization.name`: whose policies.
    pub owner: &'a str,
    /// Below which OU.
    pub base: &'a OuPath,
    /// Accounts that matter wherever they are.
    pub seats: Vec<&'a Seat>,
    pub trusted_access: bool,
    /// Which of the plan's accounts AWS has, and nothing of OUs, policies and tags.
    pub names_alone: bool,
    /// Nothing of what is inside accounts: `None`.
    pub insides: Option<Insides<'a>>,
}

impl<'a> Focus<'a> {
    pub fn of(intent: &'a Intent) -> Self {
        let organization = &intent.organization;
        Self {
            owner: &organization.name,
            base: &organization.ou,
            seats: intent.teams.values().flat_map(|team| &team.seats).collect(),
            trusted_access: organization.manage_trusted_access,
            names_alone: false,
            insides: Some(Insides::of(intent)),
        }
    }

    pub fn without_quotas(self) -> Self {
        let insides = self.insides.map(|insides| Insides {
            quotas: false,
            ..insides
        });
        Self { insides, ..self }
    }
}

/// An observation, and AWS's ids for what it names.
pub struct Seen {
    pub observation: Observation,
    pub directory: Directory,
}

/// How far reading has come: what is read, how many are done, of how many.
pub type Progress<'a> = &'a dyn Fn(&'static str, usize, usize);

/// Only what keeps everything else from making sense is an error here.
pub async fn observe(
    aws: &Aws,
    operator: &Operator,
    focus: &Focus<'_>,
    progress: Progress<'_>,
) -> Result<Seen, Trouble> {
    let mut gaps = BTreeMap::new();
    let (root, policies_enabled) = aws.root().await?;
    let directory = Directory::new(root);

    progress("accounts", 0, 0);
    let listed = aws.list_accounts(focus, &mut gaps).await;
    let creations = or_gap(aws.creations().await, Subject::Accounts, &mut gaps);
    let (mut units, mut policies) = Default::default();
    if !focus.names_alone {
        progress("OUs", 0, 0);
        units = aws.units(focus.base, &directory, &mut gaps).await;
        progress("policies", 0, 0);
        let of = focus.owner;
        policies = aws.policies(of, &directory, &mut units, &mut gaps).await;
    }
    let accounts_in_use = listed.len();
    let mut accounts = aws.accounts(focus, listed, &directory, &mut gaps).await;
    if !focus.names_alone {
        let things = (&mut units, &mut policies, &mut accounts[..]);
        aws.tags(&directory, things, &mut gaps, progress).await;
    }
    let trusted_access = aws.trusted_access(focus, &mut gaps).await;
    let account_quota = aws.account_quota().await;
    let around = match &focus.insides {
        None => Around::default(),
        Some(insides) => {
            let access = trusted_access != Some(false);
            let seen = (&directory, progress);
            let around = aws.around(focus.owner, insides, access, seen, &mut accounts, &mut gaps);
            // Both ask for long, and neither asks what the other does.
            let budgets = aws.budgets(focus.owner, &policies, progress);
            let (mut around, (budgets, missing)) = tokio::join!(around, Box::pin(budgets));
            gaps.extend(missing);
            around.budgets = budgets;
            around
        }
    };

    let org = Org {
        policies_enabled,
        trusted_access,
        units,
        accounts,
        policies,
        stack_sets: around.stack_sets,
        hub: around.hub,
        budgets: around.budgets,
        stop: around.stop,
        use_case: around.use_case,
        quota_defaults: around.quota_defaults,
        management: operator.management.clone(),
        organization: operator.organization.clone(),
        creations,
        gaps,
    };
    Ok(Seen {
        observation: Observation {
            org,
            accounts_in_use,
            account_quota,
        },
        directory,
    })
}

/// What CloudFormation and Bedrock show for all accounts.
#[derive(Default)]
struct Around {
    stack_sets: BTreeMap<Set, StackSet>,
    hub: Option<Hub>,
    budgets: BTreeMap<BudgetName, OrgBudget>,
    stop: Option<PlainStack>,
    use_case: Option<bool>,
    quota_defaults: BTreeMap<Region, AccountQuotas>,
}

impl Aws {
    /// The stack sets, the accounts' insides, the hub. Without trusted access there are no sets.
    async fn around(
        &self,
        owner: &str,
        insides: &Insides<'_>,
        access: bool,
        (directory, progress): (&Directory, Progress<'_>),
        accounts: &mut [Account],
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Around {
        progress("stack sets", 0, 0);
        let (stack_sets, listed) = match access {
            true => self.stack_sets(owner, directory, gaps).await,
            false => Default::default(),
        };
        let quota_defaults = self
            .insides(
                owner,
                insides,
                (directory, &listed),
                accounts,
                gaps,
                progress,
            )
            .await;
        Around {
            stack_sets,
            hub: self.hub(&hub_name(owner), insides, directory, gaps).await,
            budgets: BTreeMap::new(),
            stop: match insides.stops {
                true => {
                    let stop = self.own_stack(&stop_name(owner), insides).await;
                    or_gap(stop, Subject::Stop, gaps)
                }
                false => None,
            },
            use_case: self.use_case(insides, gaps).await,
            quota_defaults,
        }
    }

    /// The root's id, and whether service control policies are on.
    pub(in crate::aws) async fn root(&self) -> Result<(String, bool), Trouble> {
        let roots = self
            .pages(
                "organizations.ListRoots",
                |token| self.organizations.list_roots().set_next_token(token).send(),
                |page| (page.roots, page.next_token),
            )
            .await?;
        let root = roots.into_iter().next();
        let enabled = root.as_ref().is_some_and(|root| {
            root.policy_types().iter().any(|summary| {
                summary
                    .r#type()
                    .is_some_and(|kind| kind.as_str() == "SERVICE_CONTROL_POLICY")
                    && summary.status() == Some(&PolicyTypeStatus::Enabled)
            })
        });
        Ok((root.and_then(|root| root.id).unwrap_or_default(), enabled))
    }
}

/// Notes a gap where reading failed, and goes on with nothing.
fn or_gap<T: Default>(
    read: Result<T, Trouble>,
    subject: Subject,
    gaps: &mut BTreeMap<Subject, Gap>,
) -> T {
    read.unwrap_or_else(|trouble| {
        gaps.insert(subject, trouble.gap());
        T::default()
    })
}
