//! Service control policies: made, updated in place, and kept when the plan names them no more.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Org, OuPath, Policy, PolicyName, Subject, Unit};

use super::wording;
use super::{Action, Change, Difference, Realm, Unplanned, policies_address, tags};
use crate::plan::change::Tagged;

pub fn diff(
    difference: &mut Difference,
    realm: &Realm,
    wanted: &BTreeMap<PolicyName, Policy>,
    units: &BTreeMap<OuPath, Unit>,
    live: &Org,
) {
    for (name, policy) in wanted {
        match live.policies.get(name) {
            None => create(difference, realm, name, policy, live),
            Some(existing) => update(difference, realm, name, policy, existing, live),
        }
    }
    for (name, policy) in &live.policies {
        if realm.owns(&policy.tags) && !wanted.contains_key(name) {
            unplanned(difference, realm, (name, policy), units, live);
        }
    }
}

fn create(
    difference: &mut Difference,
    realm: &Realm,
    name: &PolicyName,
    wanted: &Policy,
    live: &Org,
) {
    let Policy {
        id: _,
        description,
        document,
        tags,
        accounts: _,
    } = wanted;
    let change = Change {
        address: realm.policy(name),
        action: Action::CreatePolicy {
            policy: name.clone(),
            description: description.clone(),
            document: document.clone(),
            tags: tags.clone(),
        },
        before: None,
        after: Some(description.clone()),
        reason: "no such guard rail exists yet".into(),
        needs: BTreeSet::from([policies_address()]),
    };
    difference.change_unless(live.gaps.get(&Subject::Policies), change);
}

fn update(
    difference: &mut Difference,
    realm: &Realm,
    name: &PolicyName,
    wanted: &Policy,
    existing: &Policy,
    live: &Org,
) {
    let Policy {
        id: _,
        description,
        document,
        tags,
        accounts: _,
    } = wanted;
    let address = realm.policy(name);
    let gap = live.gaps.get(&Subject::Policy(name.clone()));
    let rewritten = *document != existing.document;
    if gap.is_some() || rewritten || *description != existing.description {
        let (before, after) = wording::difference(existing, wanted);
        let change = Change {
            address: address.clone(),
            action: Action::UpdatePolicy {
                policy: name.clone(),
                description: description.clone(),
                document: document.clone(),
            },
            before: Some(before),
            after: Some(after),
            reason: if rewritten {
                "its text differs from the plan"
            } else {
                "its description differs"
            }
            .into(),
            needs: BTreeSet::new(),
        };
        difference.change_unless(gap, change);
    }
    let gap = live.gaps.get(&Subject::TagsOfPolicy(name.clone()));
    tags::diff(
        difference,
        &address,
        Tagged::Policy(name.clone()),
        tags,
        &existing.tags,
        gap,
    );
}

/// Deleting means detaching everywhere first. Where the plan has the OU, its own diff detaches;
/// where it has not, the OU must go as well: no account loses its guard
/// rails because a policy was deleted.
fn unplanned(
    difference: &mut Difference,
    realm: &Realm,
    (name, policy): (&PolicyName, &Policy),
    units: &BTreeMap<OuPath, Unit>,
    live: &Org,
) {
    let address = realm.policy(name);
    let stopped = &policy.accounts;
    let holders: Vec<&OuPath> = live
        .units
        .iter()
        .filter(|(_, unit)| unit.policies.contains(name))
        .map(|(path, _)| path)
        .collect();
    let strangers = holders.iter().filter(|path| !units.contains_key(**path));
    let stays: Vec<&OuPath> = strangers
        .copied()
        .filter(|path| !realm.delete.contains(realm.unit(path).as_str()))
        .collect();
    let gap = live.gaps.get(&Subject::Policy(name.clone()));
    if !realm.delete.contains(address.as_str()) {
        let holds = match holders.len() {
            _ if gap.is_some() => "policy; what it guards could not be read".to_owned(),
            0 if stopped.len() == 1 => "policy, attached to 1 account".to_owned(),
            0 if !stopped.is_empty() => format!("policy, attached to {} accounts", stopped.len()),
            1 => "policy, attached to 1 OU".to_owned(),
            number => format!("policy, attached to {number} OUs"),
        };
        difference.unplanned.push(Unplanned {
            address,
            what: holds,
            deletable: stays.is_empty() && stopped.is_empty() && gap.is_none(),
            account: None,
        });
        return;
    }
    if let Some(path) = stays.first() {
        difference.block(
            address,
            format!("it still guards {path}, which is not in the plan"),
            format!("delete that OU as well: --delete {}", realm.unit(path)),
        );
        return;
    }
    if let Some(account) = stopped.first() {
        difference.block(
            address,
            format!("it still stops the account {account}"),
            "lift that first: bedrock-org budget lift; or detach the policy from the account in the Organizations console",
        );
        return;
    }
    let change = Change {
        needs: holders
            .iter()
            .map(|path| match units.contains_key(*path) {
                true => realm.attachment(path, name),
                false => realm.unit(path),
            })
            .collect(),
        address,
        action: Action::DeletePolicy {
            policy: name.clone(),
        },
        before: live
            .policies
            .get(name)
            .map(|policy| policy.description.clone()),
        after: None,
        reason: "the plan names it no more, and its deletion was asked for".into(),
    };
    difference.change_unless(gap, change);
}
