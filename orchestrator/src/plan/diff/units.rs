//! Organizational units and the policies attached to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Org, OuPath, Place, PolicyName, Subject, Unit};

use super::{Action, Change, Difference, Realm, Unplanned, policies_address, tags};
use crate::plan::change::Tagged;

pub fn diff(
    difference: &mut Difference,
    realm: &Realm,
    wanted: &BTreeMap<OuPath, Unit>,
    live: &Org,
) {
    for (path, unit) in wanted {
        let Unit {
            id: _,
            policies,
            tags,
        } = unit;
        let existing = live.units.get(path);
        match existing {
            None => create(difference, realm, path, unit, live),
            // Above the plan's OU stand other people's: used, never marked as ours, never guarded.
            Some(_) if !path.is_within(&realm.base) => continue,
            Some(existing) => {
                if let Some(rival) = realm.rival(&existing.tags) {
                    difference.block_rival(realm.unit(path), rival);
                    continue;
                }
                let gap = live.gaps.get(&Subject::TagsOfUnit(path.clone()));
                let address = realm.unit(path);
                let subject = Tagged::Unit(path.clone());
                tags::diff(difference, &address, subject, tags, &existing.tags, gap);
            }
        }
        let attached = existing
            .map(|unit| unit.policies.clone())
            .unwrap_or_default();
        attach(difference, realm, path, policies, &attached, live);
        for policy in attached.difference(policies) {
            let named = wanted.values().any(|unit| unit.policies.contains(policy));
            let existing = live.policies.get(policy);
            let ours = named || existing.is_some_and(|existing| realm.owns(&existing.tags));
            let gap = live.gaps.get(&Subject::TagsOfPolicy(policy.clone()));
            if ours || gap.is_some() {
                let change = detach(realm, path, policy, policies, &attached);
                difference.change_unless(gap.filter(|_| !ours), change);
            }
        }
    }
    for (path, unit) in &live.units {
        if realm.owns(&unit.tags) && !wanted.contains_key(path) {
            unplanned(difference, realm, path, unit, live);
        }
    }
}

fn create(difference: &mut Difference, realm: &Realm, path: &OuPath, unit: &Unit, live: &Org) {
    let change = Change {
        address: realm.unit(path),
        action: Action::CreateUnit {
            unit: path.clone(),
            tags: unit.tags.clone(),
        },
        before: None,
        after: Some(path.to_string()),
        reason: "this OU does not exist yet".into(),
        needs: path
            .parent()
            .iter()
            .map(|parent| realm.unit(parent))
            .collect(),
    };
    difference.change_unless(live.gaps.get(&Subject::Units(path.parent())), change);
}

fn attach(
    difference: &mut Difference,
    realm: &Realm,
    path: &OuPath,
    wanted: &BTreeSet<PolicyName>,
    attached: &BTreeSet<PolicyName>,
    live: &Org,
) {
    for policy in wanted.difference(attached) {
        let change = Change {
            address: realm.attachment(path, policy),
            action: Action::AttachPolicy {
                policy: policy.clone(),
                unit: path.clone(),
            },
            before: None,
            after: Some(format!("attached to {path}")),
            reason: "accounts come under their guard rails before they arrive".into(),
            needs: BTreeSet::from([policies_address(), realm.policy(policy), realm.unit(path)]),
        };
        let gap = live.gaps.get(&Subject::Policy(policy.clone()));
        difference.change_unless(gap, change);
    }
}

/// Attach before detach: between the two an account has both guard rails, never none.
fn detach(
    realm: &Realm,
    path: &OuPath,
    policy: &PolicyName,
    wanted: &BTreeSet<PolicyName>,
    attached: &BTreeSet<PolicyName>,
) -> Change {
    let arriving = wanted
        .difference(attached)
        .map(|policy| realm.attachment(path, policy));
    let written = wanted.iter().map(|policy| realm.policy(policy));
    Change {
        address: realm.attachment(path, policy),
        action: Action::DetachPolicy {
            policy: policy.clone(),
            unit: path.clone(),
        },
        before: Some(format!("attached to {path}")),
        after: None,
        reason: "the plan puts other guard rails in its place".into(),
        needs: arriving.chain(written).collect(),
    }
}

fn unplanned(difference: &mut Difference, realm: &Realm, path: &OuPath, unit: &Unit, live: &Org) {
    let address = realm.unit(path);
    let place = Place::Unit(path.clone());
    let held = live
        .accounts
        .iter()
        .filter(|account| account.place == place)
        .count();
    let accounts = match held {
        1 => "1 account".to_owned(),
        held => format!("{held} accounts"),
    };
    let gap = live.gaps.get(&Subject::Accounts);
    if !realm.delete.contains(address.as_str()) {
        difference.unplanned.push(Unplanned {
            address,
            what: match held {
                _ if gap.is_some() => "OU; its accounts could not be read".into(),
                0 => "OU, empty".into(),
                _ => format!("OU with {accounts}"),
            },
            deletable: held == 0 && gap.is_none(),
            account: None,
        });
        return;
    }
    if held > 0 {
        difference.block(
            address,
            format!("{path} still holds {accounts}"),
            "move or close them first; bedrock-org deletes an OU only when it is empty",
        );
        return;
    }
    let guarded = match unit.policies.len() {
        0 => path.to_string(),
        1 => format!("{path}, with 1 policy attached"),
        number => format!("{path}, with {number} policies attached"),
    };
    // Its policies go with it. Detached before, they would be gone even where AWS finds the OU not
    // empty and refuses.
    let change = Change {
        address,
        action: Action::DeleteUnit { unit: path.clone() },
        before: Some(guarded),
        after: None,
        reason: "the plan names it no more, and its deletion was asked for".into(),
        needs: BTreeSet::new(),
    };
    difference.change_unless(gap, change);
}
