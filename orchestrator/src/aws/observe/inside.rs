//! What is inside the plan's accounts: the stacks as they really are, and Bedrock's settings.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};

use crate::aws::member::Member;
use crate::aws::stack::RealStack;
use crate::aws::{Aws, Directory, Door, Trouble};
use crate::model::{
    Account, AccountId, AccountName, AccountQuotas, Bedrock, Gap, Intent, Parameter, Region, Set,
    StackState, Standing, Subject, Team, geography,
};
use crate::plan::{budgets, capacity};

use super::Progress;
use super::quotas::{self, Defaults, Interest};
use super::stacks::Listed;

/// Each account answers at its own rate, so many are asked at once.
pub const ACCOUNTS_AT_ONCE: usize = 64;

/// What to look for inside accounts, and how to get there.
pub struct Insides<'a> {
    pub door: Door<'a>,
    pub home: &'a Region,
    pub accounts: BTreeMap<&'a AccountName, Rooms<'a>>,
    /// The monitoring account, and where its stacks are wanted.
    pub hub: Option<(&'a AccountId, BTreeSet<&'a Region>)>,
    /// Whether quotas are read.
    pub quotas: bool,
    /// Whether a budget may stop an account.
    pub stops: bool,
}

/// What is of interest in one account.
#[derive(Debug, Clone)]
pub struct Rooms<'a> {
    regions: &'a [Region],
    models: BTreeSet<&'a str>,
    /// Whether Regions that are opted into need the use-case form.
    form: bool,
    interest: Interest<'a>,
}

impl<'a> Insides<'a> {
    pub fn of(intent: &'a Intent) -> Self {
        let organization = &intent.organization;
        let home = &organization.home_region;
        let teams = intent.teams.values();
        let used = teams.clone().flat_map(|team| &team.regions).chain([home]);
        let wants = capacity::wants(intent);
        Self {
            door: Door::of(organization),
            home,
            accounts: intent
                .teams
                .iter()
                .flat_map(|(name, team)| {
                    let interest = Interest::of(intent, team, wants.get(name));
                    let rooms = Rooms::of(intent, team, interest);
                    team.seats
                        .iter()
                        .map(move |seat| (seat.name(), rooms.clone()))
                })
                .collect(),
            hub: intent
                .hub
                .as_ref()
                .map(|hub| (&hub.account, used.collect())),
            quotas: true,
            stops: budgets::stops(intent),
        }
    }
}

impl<'a> Rooms<'a> {
    fn of(intent: &'a Intent, team: &'a Team, interest: Interest<'a>) -> Self {
        let models = team
            .models
            .iter()
            .filter_map(|alias| intent.models.get(alias));
        Self {
            regions: &team.regions,
            models: models.map(|model| model.id.as_str()).collect(),
            form: intent.use_case.is_some(),
            interest,
        }
    }
}

/// One account's, as it was found.
#[derive(Default)]
struct Found {
    stacks: BTreeMap<(Set, Region), Option<RealStack>>,
    bedrock: BTreeMap<Region, Bedrock>,
}

/// Where to look in one account.
struct Visit<'a> {
    id: AccountId,
    rooms: &'a Rooms<'a>,
    quotas: bool,
    stacks: Vec<(Set, Region, Option<String>)>,
}

impl Aws {
    /// Fills in the accounts' stacks, and what the plan's own accounts have inside. Answers AWS's
    /// default quotas.
    pub(super) async fn insides(
        &self,
        owner: &str,
        insides: &Insides<'_>,
        (directory, listed): (&Directory, &Listed),
        accounts: &mut [Account],
        gaps: &mut BTreeMap<Subject, Gap>,
        progress: Progress<'_>,
    ) -> BTreeMap<Region, AccountQuotas> {
        for account in accounts.iter_mut() {
            let listed = account.id.as_ref().and_then(|id| listed.get(id));
            account.stacks = listed.cloned().unwrap_or_default();
        }
        let visits = visits(insides, directory, accounts);
        let of = visits.len();
        let door = insides.door;
        let rooms = insides.accounts.values();
        let defaults = Defaults::of(rooms.map(|rooms| (rooms.regions, &rooms.interest)));
        let mut read = stream::iter(visits)
            .map(|visit| {
                // Boxed: the SDK's futures are large.
                Box::pin(async {
                    let found = self.visit(owner, door, &defaults, &visit).await;
                    (visit.id, found)
                })
            })
            .buffer_unordered(ACCOUNTS_AT_ONCE);
        let mut done = 0;
        let mut by_id = BTreeMap::new();
        while let Some((id, found)) = read.next().await {
            done += 1;
            progress("accounts' insides", done, of);
            by_id.insert(id, found);
        }
        for account in accounts.iter_mut() {
            let Some((id, (found, quotas))) =
                account.id.clone().and_then(|id| by_id.remove_entry(&id))
            else {
                continue;
            };
            quotas::fill(account, &id, quotas, directory, gaps);
            match found {
                Ok(found) => fill(account, &id, found, directory),
                // An apply waits for its role to open; until then nobody can know more.
                Err(trouble)
                    if directory.is_young(&id) && trouble.operation == "sts.AssumeRole" =>
                {
                    doubt(account);
                }
                Err(trouble) => {
                    gaps.insert(Subject::Inside(id.clone()), gap(&trouble, &id, door));
                }
            }
        }
        drop(read);
        match insides.quotas {
            true => self.quota_defaults(door, &defaults, gaps).await,
            false => BTreeMap::new(),
        }
    }

    /// Quotas are another service, and who may not read them may still read all else.
    async fn visit(
        &self,
        owner: &str,
        door: Door<'_>,
        defaults: &Defaults<'_>,
        visit: &Visit<'_>,
    ) -> (Result<Found, Trouble>, quotas::Read) {
        let member = match self.member(door, &visit.id, false).await {
            Ok(member) => member,
            // The gap inside says it all.
            Err(trouble) => return (Err(trouble), BTreeMap::new()),
        };
        let Rooms {
            regions, interest, ..
        } = visit.rooms;
        let found = look(owner, &member, visit).await;
        let quotas = match visit.quotas {
            true => {
                let there = (&regions[..], interest);
                self.account_quotas(door, defaults, &member, there).await
            }
            false => BTreeMap::new(),
        };
        (found, quotas)
    }
}

async fn look(owner: &str, member: &Member<'_>, visit: &Visit<'_>) -> Result<Found, Trouble> {
    let mut found = Found::default();
    for (set, region, id) in &visit.stacks {
        let stack = member
            .stack_of_set(region, &set.name(owner), id.as_deref())
            .await?;
        found.stacks.insert((*set, region.clone()), stack);
    }
    for region in visit.rooms.regions {
        let monitoring = found.stacks.get(&(Set::Monitoring, region.clone()));
        let outputs = monitoring.and_then(|stack| Some(&stack.as_ref()?.outputs));
        let log_group = outputs.and_then(|outputs| outputs.get("LogGroupName"));
        let log_group = log_group.map(String::as_str);
        let bedrock = settings(member, region, visit.rooms, log_group).await?;
        found.bedrock.insert(region.clone(), bedrock);
    }
    Ok(found)
}

async fn settings(
    member: &Member<'_>,
    region: &Region,
    rooms: &Rooms<'_>,
    log_group: Option<&str>,
) -> Result<Bedrock, Trouble> {
    let mut bedrock = Bedrock {
        logging: member.logging(region, log_group).await?,
        ..Bedrock::default()
    };
    for model in &rooms.models {
        let readiness = member.readiness(region, model).await?;
        bedrock.models.insert((*model).to_owned(), readiness);
    }
    if rooms.form && geography::is_opt_in(region) {
        bedrock.use_case = Some(member.use_case_sent(region).await?);
    }
    Ok(bedrock)
}

/// The plan's accounts that exist and are open.
fn visits<'a>(
    insides: &'a Insides<'_>,
    directory: &Directory,
    accounts: &[Account],
) -> Vec<Visit<'a>> {
    let by_id: BTreeMap<&AccountId, &Account> = accounts
        .iter()
        .filter(|account| account.standing == Standing::Active)
        .filter_map(|account| Some((account.id.as_ref()?, account)))
        .collect();
    let visit = |(name, rooms): (&&AccountName, &'a Rooms<'_>)| {
        let id = directory.account(name)?;
        let account = by_id.get(&id)?;
        let stacks = account
            .stacks
            .iter()
            .flat_map(|(set, regions)| regions.keys().map(|region| (*set, region.clone())));
        let stacks = stacks
            .map(|(set, region)| {
                let known = directory.stacks.get(set, &(id.clone(), region.clone()));
                (set, region, known.and_then(|known| known.id))
            })
            .collect();
        Some(Visit {
            id,
            rooms,
            quotas: insides.quotas,
            stacks,
        })
    };
    insides.accounts.iter().filter_map(visit).collect()
}

/// What the list says of a stack is not all there is to it.
fn doubt(account: &mut Account) {
    for stack in account.stacks.values_mut().flat_map(BTreeMap::values_mut) {
        if stack.state == StackState::Current {
            stack.state = StackState::Outdated {
                reason: "its account is minutes old and cannot be looked into yet".into(),
            };
        }
    }
}

fn fill(account: &mut Account, id: &AccountId, found: Found, directory: &Directory) {
    account.bedrock = found.bedrock;
    for ((set, region), real) in found.stacks {
        let Some(stack) = account
            .stacks
            .get_mut(&set)
            .and_then(|its| its.get_mut(&region))
        else {
            continue;
        };
        match real {
            Some(real) => {
                let instance = (id.clone(), region);
                let mut known = directory.stacks.get(set, &instance).unwrap_or_default();
                known.id = Some(real.id);
                known.parameters = real.parameters.clone();
                known.outputs = Some(real.outputs.clone());
                directory.stacks.learn(set, &instance, known);
                let text = |(key, value)| (key, Parameter::Text(value));
                stack.parameters = real.parameters.into_iter().map(text).collect();
                stack.outputs = real.outputs;
            }
            None => stack.state = missing(&stack.state),
        }
    }
}

/// Listed, and not in the account.
fn missing(state: &StackState) -> StackState {
    match state {
        StackState::Outdated { reason } => StackState::Missing {
            reason: reason.clone(),
        },
        StackState::Current => StackState::Missing {
            reason: "someone has deleted it in the account".into(),
        },
        StackState::Inoperable { .. } | StackState::Busy { .. } | StackState::Missing { .. } => {
            state.clone()
        }
    }
}

fn gap(trouble: &Trouble, account: &AccountId, door: Door<'_>) -> Gap {
    let Door { role, partition } = door;
    let hint = if trouble.operation == "sts.AssumeRole" && trouble.may_be_youth() {
        format!(
            "if the account is minutes old, run again in some minutes; if it was invited, create the \
             role {role} in it, with the policy arn:{partition}:iam::aws:policy/AdministratorAccess, \
             trusting the management account; and the operator needs sts:AssumeRole on \
             arn:{partition}:iam::{account}:role/{role}"
        )
    } else if trouble.is_region_off() {
        trouble.hint()
    } else if trouble.may_be_youth() {
        format!(
            "if the account is minutes old, run again in some minutes; or a service control policy \
             keeps the role {role} from it"
        )
    } else {
        trouble.hint()
    };
    Gap {
        cause: format!("could not look inside: {trouble}"),
        hint,
    }
}
