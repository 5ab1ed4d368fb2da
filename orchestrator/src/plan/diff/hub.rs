//! The monitoring account's stacks.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Hub, Org, Region, Subject, Tags};

use super::{Action, Address, Change, Difference, Realm, plain};
use crate::plan::Deploy;
use crate::plan::stacks;

const WHY: &str = "nothing gathers what the accounts of this Region show";

pub fn address(region: &Region) -> Address {
    Address::new(format!("hub/stack.{region}"))
}

/// Compares the hub, and answers the sinks that exist and stay.
pub fn diff(
    difference: &mut Difference,
    realm: &Realm,
    wanted: Option<&Hub>,
    tags: &Tags,
    live: &Org,
) -> BTreeMap<Region, String> {
    let Some(Hub { account, stacks }) = wanted else {
        return BTreeMap::new();
    };
    if live.management.as_ref() == Some(account) {
        for region in stacks.keys() {
            difference.block(
                address(region),
                "it is the organization's management account",
                "name another account in [hub]: the management account stays free of workloads",
            );
        }
        return BTreeMap::new();
    }
    let existing = live.hub.as_ref().filter(|live| live.account == *account);
    let mut sinks = BTreeMap::new();
    for (region, wanted) in stacks {
        let live_stack = existing.and_then(|live| live.stacks.get(region));
        let parameters = plain::parameters(wanted, live.organization.as_deref());
        let step = plain::step(wanted, &parameters, live_stack, WHY);
        // An update keeps the sink.
        let stays = !matches!(step, Some((Deploy::Create, _)));
        let sink = live_stack.and_then(|live| live.stack.outputs.get("SinkArn"));
        sinks.extend(
            sink.filter(|_| stays)
                .map(|sink| (region.clone(), sink.clone())),
        );
        if let Some((deploy, reason)) = step {
            let name = stacks::hub_name(&realm.owner);
            let change = Change {
                address: address(region),
                before: live_stack.map(|_| name.clone()),
                after: Some(format!("{name} in {account}, {region}")),
                reason,
                needs: BTreeSet::new(),
                action: Action::DeployHub {
                    name,
                    account: account.clone(),
                    region: region.clone(),
                    template: wanted.template.clone(),
                    parameters,
                    tags: tags.clone(),
                    deploy,
                },
            };
            difference.change_unless(live.gaps.get(&Subject::Hub), change);
        }
    }
    sinks
}
