//! The stack that lets people into one account, and what everybody makes of it.

use std::collections::BTreeMap;

use bedrock_template::{Place, Template};

use crate::model::{
    self, AccountId, Gap, Intent, InvalidName, Org, Parameter, Region, Set, StackState,
};

use super::deployed::Deployed;
use super::lineage::Lineage;
use super::{AccessError, Account, Person, call, entry, probe};

/// The set of auth stacks, its template read once for all accounts.
pub(super) struct AuthSet<'o> {
    template: Template,
    parameters: &'o BTreeMap<String, String>,
    home: &'o Region,
}

/// The auth stack of one account.
pub(super) struct AuthStack {
    id: AccountId,
    place: Place,
    deployed: Deployed,
}

impl<'o> AuthSet<'o> {
    /// `None` while there is no such set.
    pub(super) fn of(intent: &'o Intent, org: &'o Org) -> Result<Option<Self>, AccessError> {
        let Some(set) = org.stack_sets.get(&Set::Auth) else {
            return Ok(None);
        };
        Ok(Some(Self {
            template: Template::parse(&set.template).map_err(AccessError::Set)?,
            parameters: &set.parameters,
            home: &intent.organization.home_region,
        }))
    }

    /// The stack in this account, if it has one. `index` tells accounts apart that have no id yet.
    pub(super) fn stack(
        &self,
        account: &model::Account,
        index: usize,
    ) -> Result<Option<AuthStack>, AccessError> {
        let stacks = account.stacks.get(&Set::Auth);
        let Some(stack) = stacks.and_then(|regions| regions.get(self.home)) else {
            return Ok(None);
        };
        if let StackState::Missing { .. } = stack.state {
            return Ok(None);
        }
        let id = account.id.clone().map_or_else(|| placeholder(index), Ok);
        let id = id.map_err(|why| AccessError::Template {
            account: account.name.clone(),
            cause: why.to_string(),
        })?;
        let place = Place {
            account: id.to_string(),
            region: self.home.to_string(),
            partition: self.home.partition().to_owned(),
            stack_name: "bedrock-auth".into(),
            stack_id: "bedrock-auth".into(),
        };
        let mut values = self.parameters.clone();
        for (name, value) in &stack.parameters {
            if let Parameter::Text(text) = value.in_account(&id) {
                values.insert(name.clone(), text);
            }
        }
        let (template, outputs) = (&self.template, &stack.outputs);
        let deployed = Deployed::of(&account.name, template, &place, &values, outputs)?;
        Ok(Some(AuthStack {
            id,
            place,
            deployed,
        }))
    }
}

/// Why the set's template and what is known of the stack do not tell what is really there.
pub(super) fn doubt(account: &model::Account) -> Option<Gap> {
    let stacks = account.stacks.get(&Set::Auth)?.values();
    let doubtful = |stack: &&model::Stack| match stack.state {
        StackState::Missing { .. } => false,
        StackState::Current => stack.parameters.is_empty(),
        StackState::Outdated { .. } | StackState::Busy { .. } | StackState::Inoperable { .. } => {
            true
        }
    };
    let name = &account.name;
    stacks.clone().any(|stack| doubtful(&stack)).then(|| Gap {
        cause: format!("the auth stack of {name} is not known to be as its set has it"),
        hint:
            "apply until the plan has no changes; of an account that the plan no longer names, delete \
               the stack"
                .into(),
    })
}

impl AuthStack {
    pub(super) fn visited(
        &self,
        intent: &Intent,
        account: &model::Account,
        people: &[Person],
        above: &Lineage,
    ) -> Result<Account, AccessError> {
        let identity = &intent.identity;
        let team = account.team.as_ref();
        let unjudged = |document: &str, cause| AccessError::Unjudged {
            account: account.name.clone(),
            document: document.to_owned(),
            cause,
        };
        let trust = |cause| unjudged("a trust policy", cause);
        let visits = people
            .iter()
            .map(|person| entry::by_role_mapping(&self.deployed, identity, &person.claims))
            .collect::<Result<Vec<_>, _>>()
            .map_err(trust)?;
        let past_the_mapping = entry::past_the_mapping(&self.deployed, identity).map_err(trust)?;
        let probes = probe::probes(intent, team, &self.place);
        let mut calls = BTreeMap::new();
        for session in visits
            .iter()
            .chain(&past_the_mapping)
            .flat_map(|it| &it.sessions)
        {
            let role = self
                .deployed
                .roles
                .iter()
                .find(|role| role.arn == session.role);
            let (Some(role), false) = (role, calls.contains_key(&session.role)) else {
                continue;
            };
            let judged = probes
                .iter()
                .map(|probe| call::judge(probe, session, role, above))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|cause| unjudged(&role.name, cause))?;
            calls.insert(session.role.clone(), judged);
        }
        Ok(Account {
            name: account.name.clone(),
            id: self.id.clone(),
            group: team
                .and_then(|team| intent.teams.get(team))
                .map(|team| team.group.clone()),
            team: team.cloned(),
            visits,
            past_the_mapping,
            calls,
            wanted_calls: probes.iter().filter(|probe| probe.wanted).count(),
        })
    }
}

/// An account that does not exist yet has no id, and one is as good as another.
fn placeholder(index: usize) -> Result<AccountId, InvalidName> {
    format!("{:012}", index + 1).parse()
}
