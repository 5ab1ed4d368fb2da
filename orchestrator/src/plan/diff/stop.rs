//! The management account's own stack: the role with which a budget stops an account.

use std::collections::BTreeSet;

use crate::model::{Org, PlainStack, Subject, Tags};

use super::{Action, Address, Change, Difference, Realm, plain};
use crate::plan::{Deploy, budgets};

const WHY: &str = "AWS Budgets has no role yet that may stop an account";

pub fn address() -> Address {
    Address::new("organization/stack.stop")
}

pub fn diff(
    difference: &mut Difference,
    realm: &Realm,
    wanted: Option<&PlainStack>,
    tags: &Tags,
    live: &Org,
) {
    let (Some(wanted), Ok(policy)) = (wanted, budgets::stop_policy(&realm.owner)) else {
        return;
    };
    let mut parameters = plain::parameters(wanted, live.organization.as_deref());
    let policy_id = live.policies.get(&policy).and_then(|it| it.id.clone());
    let id_is_known = policy_id.is_some();
    parameters.extend(policy_id.map(|id| ("PolicyId".to_owned(), id)));
    let step = plain::step(wanted, &parameters, live.stop.as_ref(), WHY);
    let anew = || (Deploy::Update, "its policy is made anew".to_owned());
    let Some((deploy, reason)) = step.or_else(|| (!id_is_known).then(anew)) else {
        return;
    };
    let name = budgets::stop_name(&realm.owner);
    let change = Change {
        address: address(),
        before: live.stop.as_ref().map(|_| name.clone()),
        after: Some(format!("{name} in the management account, {}", realm.home)),
        reason,
        needs: BTreeSet::from([realm.policy(&policy)]),
        action: Action::DeployStop {
            name,
            region: realm.home.clone(),
            template: wanted.template.clone(),
            parameters,
            policy,
            tags: tags.clone(),
            deploy,
        },
    };
    difference.change_unless(live.gaps.get(&Subject::Stop), change);
}
