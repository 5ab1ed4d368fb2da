//! A canary: one account's stacks first, then its team's, then everybody's. A wave that fails, or
//! that is blocked, holds back the next: the order is all there is to it.

use std::collections::BTreeSet;

use crate::model::TeamName;

use super::{Action, Address, Difference};

pub fn arrange(difference: &mut Difference, canary: &TeamName) {
    let team = format!("team.{canary}");
    let blocked = difference.blocked.iter().map(|blocked| &blocked.address);
    let rollouts = difference
        .changes
        .iter()
        .filter(|change| is_rollout(&change.action))
        .map(|change| &change.address)
        .chain(blocked.filter(|address| address.as_str().contains("/stackset.")));
    let mut own: BTreeSet<Address> = rollouts
        .filter(|address| address.is_within(&team))
        .cloned()
        .collect();
    let Some(scout) = own.first().map(account_of) else {
        return hold_all(difference, &team);
    };
    let rest = own.split_off(&after(&scout));
    // `own` begins with the scout's: nothing of the team sorts before it.
    let scouts = own;
    for change in &mut difference.changes {
        if !is_rollout(&change.action) || scouts.contains(&change.address) {
            continue;
        }
        change.needs.extend(scouts.iter().cloned());
        if !rest.contains(&change.address) {
            change.needs.extend(rest.iter().cloned());
        }
    }
}

/// Where the canary's accounts are blocked before anybody looks at their stacks, nobody goes.
fn hold_all(difference: &mut Difference, team: &str) {
    let mut blocked = difference.blocked.iter();
    let is_account =
        |address: &Address| address.is_within(team) && address.as_str().contains("/account.");
    let Some(held) = blocked.find(|blocked| is_account(&blocked.address)) else {
        return;
    };
    let held = held.address.clone();
    for change in &mut difference.changes {
        let moves_the_set = matches!(change.action, Action::UpdateStackSet { .. });
        if moves_the_set || is_rollout(&change.action) {
            change.needs.insert(held.clone());
        }
    }
}

fn is_rollout(action: &Action) -> bool {
    matches!(action, Action::DeployStack { .. })
}

/// `team.x/account.x-1` of `team.x/account.x-1/stackset.auth`.
fn account_of(address: &Address) -> String {
    let mut parts = address.as_str().splitn(3, '/');
    let (team, account) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    format!("{team}/{account}")
}

/// Above every address of that account: `0` follows `/`.
fn after(account: &str) -> Address {
    Address::new(format!("{account}0"))
}
