//! One folder of `cases/plan`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_org::model::{Account, AccountId, AccountName, BudgetAccount, Intent, Org, TeamName};
use bedrock_org::plan::budgets::stop_policy;
use bedrock_org::plan::desired::desired;
use bedrock_org::plan::guardrail::guardrails;
use bedrock_org::plan::{self, Observation, Plan, Refusal};
use bedrock_org::report::Style;
use bedrock_org::spec;
use serde::Deserialize;

pub struct Case {
    pub folder: PathBuf,
    intent: Intent,
    live: Org,
    request: Request,
}

/// `request.json`: what was asked for, and what surrounds the organization.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Request {
    target: Option<TeamName>,
    delete: BTreeSet<String>,
    width: usize,
    /// Without it, the accounts of `live.json`.
    accounts_in_use: Option<usize>,
    account_quota: Option<u32>,
    canary: Option<TeamName>,
    /// `live.json` says what stacks there are; else they are as the plan wants them.
    stacks_as_written: bool,
    /// `live.json` says what budgets there are, and the stack that stops accounts; else they are as
    /// the plan wants them.
    budgets_as_written: bool,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            target: None,
            delete: BTreeSet::new(),
            width: Style::PLAIN.width,
            accounts_in_use: None,
            account_quota: Some(100),
            canary: None,
            stacks_as_written: false,
            budgets_as_written: false,
        }
    }
}

impl Case {
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan");
        let mut folders: Vec<PathBuf> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        folders.into_iter().map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let what = folder.display();
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
        };
        let intent = spec::read(&text("org.toml"))
            .unwrap_or_else(|mistakes| panic!("{what}: {mistakes:?}"))
            .intent;
        let live: Org =
            serde_json::from_str(&text("live.json")).unwrap_or_else(|why| panic!("{what}: {why}"));
        let request = if folder.join("request.json").exists() {
            serde_json::from_str(&text("request.json"))
                .unwrap_or_else(|why| panic!("{what}: {why}"))
        } else {
            Request::default()
        };
        let mut live = complete(live, &intent);
        if request.stacks_as_written {
            complete_stacks(&mut live, &intent);
        } else {
            equip(&mut live, &intent);
        }
        if !request.budgets_as_written {
            endow(&mut live, &intent);
        }
        complete_stop(&mut live, &intent);
        Self {
            live,
            intent,
            request,
            folder,
        }
    }

    pub fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    pub fn style(&self) -> Style {
        Style {
            width: self.request.width,
            ..Style::PLAIN
        }
    }

    pub fn plan(&self) -> Result<Plan, Refusal> {
        let Request {
            target,
            delete,
            width: _,
            accounts_in_use,
            account_quota,
            canary,
            stacks_as_written: _,
            budgets_as_written: _,
        } = &self.request;
        let observed = Observation {
            org: self.live.clone(),
            accounts_in_use: accounts_in_use.unwrap_or(self.live.accounts.len()),
            account_quota: *account_quota,
        };
        let request = plan::Request {
            target: target.clone(),
            delete: delete.clone(),
            canary: canary.clone(),
        };
        plan::make(&self.intent, &observed, &request)
    }
}

/// Gives policies that `live.json` only names the text that the plan file asks for.
fn complete(mut live: Org, intent: &Intent) -> Org {
    let planned = guardrails(intent).unwrap().policies;
    for (name, policy) in &mut live.policies {
        if let Some(planned) = planned.get(name) {
            if policy.document.is_empty() {
                policy.document.clone_from(&planned.document);
            }
            if policy.description.is_empty() {
                policy.description.clone_from(&planned.description);
            }
        }
    }
    live
}

/// Gives the accounts that the plan file names what it wants inside them.
fn equip(live: &mut Org, intent: &Intent) {
    let wanted = wanted(intent);
    live.stack_sets = wanted.stack_sets;
    live.hub = wanted.hub;
    live.use_case = intent.use_case.as_ref().map(|_| true);
    for account in &mut live.accounts {
        if let Some(same) = same(&wanted.accounts, account) {
            account.stacks.clone_from(&same.stacks);
            know(account);
            account.bedrock.clone_from(&same.bedrock);
        }
    }
}

/// Gives the accounts that are there the budgets that the plan file wants.
fn endow(live: &mut Org, intent: &Intent) {
    let wanted = wanted(intent);
    let ids: BTreeMap<&AccountName, AccountId> = wanted
        .accounts
        .iter()
        .filter_map(|one| {
            let id = live.accounts.iter().find(|it| is(one, it))?.id.clone()?;
            Some((&one.name, id))
        })
        .collect();
    let known = |accounts: &BTreeSet<BudgetAccount>| -> Option<BTreeSet<BudgetAccount>> {
        let id = |account: &BudgetAccount| match account {
            BudgetAccount::Name(name) => Some(BudgetAccount::Id(ids.get(name)?.clone())),
            BudgetAccount::Id(_) => Some(account.clone()),
        };
        accounts.iter().map(id).collect()
    };
    for (name, mut budget) in wanted.budgets {
        let Some(accounts) = known(&budget.accounts) else {
            continue;
        };
        if let Some(stop) = &mut budget.stop {
            stop.id = Some("11111111-2222-3333-4444-555555555555".into());
            stop.targets.clone_from(&accounts);
        }
        budget.accounts = accounts;
        live.budgets.insert(name, budget);
    }
    live.stop = wanted.stop;
}

/// Says of the stack that stops accounts what the plan file asks for.
fn complete_stop(live: &mut Org, intent: &Intent) {
    let policy = stop_policy(&intent.organization.name).expect("a name");
    let id = live.policies.get(&policy).and_then(|it| it.id.clone());
    if let (Some(written), Some(wanted)) = (&mut live.stop, wanted(intent).stop) {
        if written.template.is_empty() {
            written.template.clone_from(&wanted.template);
        }
        let parameters = &mut written.stack.parameters;
        add(parameters, &wanted.stack.parameters);
        parameters.extend(id.map(|id| ("PolicyId".to_owned(), id.into())));
        let organization = live.organization.clone();
        parameters.extend(organization.map(|id| ("OrganizationId".to_owned(), id.into())));
    }
}

/// Says of stacks that `live.json` only names what the plan file asks for.
fn complete_stacks(live: &mut Org, intent: &Intent) {
    let wanted = wanted(intent);
    for (set, written) in &mut live.stack_sets {
        let wanted = &wanted.stack_sets[set];
        if written.template.is_empty() {
            written.template.clone_from(&wanted.template);
        }
        add(&mut written.parameters, &wanted.parameters);
        add(&mut written.tags, &wanted.tags);
    }
    for (region, written) in live.hub.iter_mut().flat_map(|hub| &mut hub.stacks) {
        let wanted = &wanted.hub.as_ref().expect("a hub").stacks[region];
        if written.template.is_empty() {
            written.template.clone_from(&wanted.template);
        }
        add(&mut written.stack.parameters, &wanted.stack.parameters);
    }
    for account in &mut live.accounts {
        let Some(same) = same(&wanted.accounts, account) else {
            continue;
        };
        for (set, stacks) in &mut account.stacks {
            for (region, stack) in stacks {
                if let Some(wanted) = same.stacks[set].get(region) {
                    add(&mut stack.parameters, &wanted.parameters);
                }
            }
        }
        know(account);
    }
}

/// Puts the account's own id into its stacks.
fn know(account: &mut Account) {
    let Some(id) = &account.id else { return };
    let stacks = account.stacks.values_mut().flat_map(BTreeMap::values_mut);
    for value in stacks.flat_map(|stack| stack.parameters.values_mut()) {
        *value = value.in_account(id);
    }
}

fn add<T: Clone>(written: &mut BTreeMap<String, T>, wanted: &BTreeMap<String, T>) {
    for (key, value) in wanted {
        written.entry(key.clone()).or_insert_with(|| value.clone());
    }
}

fn wanted(intent: &Intent) -> Org {
    desired(intent, &guardrails(intent).unwrap()).unwrap()
}

fn same<'a>(wanted: &'a [Account], account: &Account) -> Option<&'a Account> {
    wanted.iter().find(|one| is(one, account))
}

/// Whether AWS's account is the one that the plan means.
fn is(wanted: &Account, account: &Account) -> bool {
    let folded = |account: &Account| account.email.as_ref().map(|email| email.folded());
    match &wanted.id {
        Some(_) => wanted.id == account.id,
        None => folded(wanted) == folded(account),
    }
}
