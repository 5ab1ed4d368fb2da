//! Accounts: found by id or by address, else created; then put in their place.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, AccountId, OuPath, Place, Standing, Subject, TeamName, Unit};

use super::bedrock::Settings;
use super::guards::Guards;
use super::rollout::Rollout;
use super::{Action, Address, Change, Difference, Unplanned, quotas, tags};
use crate::plan::change::Tagged;

pub fn diff(
    difference: &mut Difference,
    rollout: &Rollout<'_>,
    wanted: &[Account],
    found: &[Option<usize>],
    units: &BTreeMap<OuPath, Unit>,
) {
    let Rollout { realm, live, .. } = *rollout;
    let mut claims: BTreeMap<usize, usize> = BTreeMap::new();
    for index in found.iter().flatten() {
        *claims.entry(*index).or_default() += 1;
    }
    let guards = Guards { realm, units, live };
    for (account, found) in wanted.iter().zip(found) {
        let address = address(account);
        if let Some(rival) = guards.rival(&account.place) {
            difference.block_rival(address, rival);
            continue;
        }
        let existing = found.map(|index| &live.accounts[index]);
        let obstacles = difference.blocked.len();
        match *found {
            Some(index) if claims.get(&index) > Some(&1) => difference.block(
                address.clone(),
                "the plan names one account twice, by its id and by its address",
                "name it once",
            ),
            Some(index) => {
                adjust(
                    difference,
                    &guards,
                    &address,
                    account,
                    &live.accounts[index],
                );
            }
            None => {
                obtain(difference, &guards, &address, account);
                place(difference, &guards, &address, account, &Place::Root);
            }
        }
        let mut new = difference.blocked[obstacles..].iter();
        if !new.any(|blocked| blocked.address == address) {
            rollout.account(difference, &address, account, existing);
            let settings = Settings {
                at: &address,
                wanted: account,
                existing,
                realm,
                live,
            };
            settings.diff(difference);
            quotas::diff(difference, &address, account, existing, realm, live);
        }
    }
    for (index, account) in live.accounts.iter().enumerate() {
        let ours = realm.owns(&account.tags);
        if ours && !claims.contains_key(&index) && account.standing == Standing::Active {
            difference.unplanned.push(Unplanned {
                address: address(account),
                what: format!("account in {}", account.place),
                deletable: false,
                account: account.id.clone(),
            });
            rollout.stray(difference, &address(account), account);
        }
    }
}

/// The accounts that exist, by what a plan can know of them.
pub struct Known<'a> {
    by_id: BTreeMap<&'a AccountId, usize>,
    by_email: BTreeMap<String, usize>,
}

impl<'a> Known<'a> {
    pub fn of(live: &'a [Account]) -> Self {
        let mut known = Self {
            by_id: BTreeMap::new(),
            by_email: BTreeMap::new(),
        };
        for (index, account) in live.iter().enumerate() {
            if let Some(id) = &account.id {
                known.by_id.entry(id).or_insert(index);
            }
            if let Some(email) = &account.email {
                known.by_email.entry(email.folded()).or_insert(index);
            }
        }
        known
    }

    /// By its id where the plan names one, else by its address.
    pub fn find(&self, wanted: &Account) -> Option<usize> {
        match (&wanted.id, &wanted.email) {
            (Some(id), _) => self.by_id.get(id).copied(),
            (None, Some(email)) => self.by_email.get(&email.folded()).copied(),
            (None, None) => None,
        }
    }
}

pub fn address(account: &Account) -> Address {
    let team = account.team.as_ref().map_or("unknown", TeamName::as_str);
    Address::new(format!("team.{team}/account.{}", account.name))
}

/// An account that is not in the organization, or not yet. None is created that could not be put
/// under its guard rails, because something on the way there could not be read.
fn obtain(difference: &mut Difference, guards: &Guards<'_>, address: &Address, wanted: &Account) {
    let live = guards.live;
    let gap = live.gaps.get(&Subject::Accounts);
    let gap = gap.or_else(|| guards.gap(&wanted.place));
    let email = match &wanted.email {
        Some(email) if !wanted.adopted => email,
        adopted => {
            let id = wanted.id.as_ref().map(ToString::to_string);
            let which = adopted
                .as_ref()
                .map(ToString::to_string)
                .or(id)
                .unwrap_or_default();
            match gap {
                Some(gap) => difference.block(address.clone(), &gap.cause, &gap.hint),
                None => difference.block(
                    address.clone(),
                    format!("account {which} is not in this organization"),
                    "correct it in the plan file, or invite the account into the organization first",
                ),
            }
            return;
        }
    };
    let under_way = live
        .creations
        .iter()
        .find(|creation| creation.name == wanted.name);
    let (action, reason) = match under_way {
        Some(creation) => (
            Action::AwaitAccount {
                account: wanted.name.clone(),
                email: email.clone(),
                request: creation.request.clone(),
            },
            format!("its creation is under way: {}", creation.request),
        ),
        None => (
            Action::CreateAccount {
                account: wanted.name.clone(),
                email: email.clone(),
                tags: wanted.tags.clone(),
            },
            "no account has its address".to_owned(),
        ),
    };
    let change = Change {
        address: address.clone(),
        action,
        before: None,
        after: Some(format!("{} <{email}>", wanted.name)),
        reason,
        needs: BTreeSet::new(),
    };
    difference.change_unless(gap, change);
}

fn adjust(
    difference: &mut Difference,
    guards: &Guards<'_>,
    address: &Address,
    wanted: &Account,
    live: &Account,
) {
    let org = guards.live;
    // `id` and `email` found the account, and are what they are.
    let Account {
        id: _,
        name,
        adopted,
        email: _,
        place: _,
        standing: _,
        team: _,
        tags,
        stacks: _,
        bedrock: _,
        quotas: _,
    } = wanted;
    if live.id.is_some() && live.id == org.management {
        difference.block(
            address.clone(),
            "it is the organization's management account",
            "policies and service-managed stack sets never reach it: give the team another account",
        );
        return;
    }
    if let Some(rival) = guards.realm.rival(&live.tags) {
        difference.block_rival(address.clone(), rival);
        return;
    }
    if let Some((cause, hint)) = unusable(live.standing) {
        difference.block(address.clone(), cause, hint);
        return;
    }
    if !adopted && *name != live.name {
        difference.change(Change {
            address: address.part("name"),
            action: Action::RenameAccount {
                account: name.clone(),
                to: name.clone(),
            },
            before: Some(live.name.to_string()),
            after: Some(name.to_string()),
            reason: "the plan names it otherwise".into(),
            needs: BTreeSet::new(),
        });
    }
    let gap = live
        .id
        .as_ref()
        .and_then(|id| org.gaps.get(&Subject::TagsOfAccount(id.clone())));
    tags::diff(
        difference,
        address,
        Tagged::Account(name.clone()),
        tags,
        &live.tags,
        gap,
    );
    place(difference, guards, address, wanted, &live.place);
}

fn unusable(standing: Standing) -> Option<(&'static str, &'static str)> {
    match standing {
        Standing::Active => None,
        Standing::PendingActivation => Some((
            "AWS is still activating it",
            "wait for its activation and run again",
        )),
        Standing::Suspended => Some((
            "AWS has suspended it",
            "contact AWS Support about this account",
        )),
        Standing::PendingClosure | Standing::Closed => Some((
            "it is closed, and the address of a closed account cannot be used again",
            "give the team's account another address, or reopen it through AWS Support",
        )),
    }
}

/// An account never sits in an OU whose guard rails are not up yet.
fn place(
    difference: &mut Difference,
    guards: &Guards<'_>,
    address: &Address,
    wanted: &Account,
    from: &Place,
) {
    let Place::Unit(unit) = &wanted.place else {
        return;
    };
    if *from == wanted.place {
        return;
    }
    let mut needs = guards.of(unit);
    needs.insert(address.clone());
    let reason = match from {
        Place::Root if wanted.adopted => {
            "it is adopted: from here on the plan's guard rails apply".to_owned()
        }
        Place::Root => "new accounts arrive in the root".to_owned(),
        Place::Unit(_) if wanted.adopted => {
            "it is adopted: the guard rails of its old OU no longer apply, the plan's do".to_owned()
        }
        Place::Unit(_) => "the plan puts it there".to_owned(),
    };
    difference.change(Change {
        address: address.part("place"),
        action: Action::MoveAccount {
            account: wanted.name.clone(),
            to: unit.clone(),
        },
        before: Some(from.to_string()),
        after: Some(unit.to_string()),
        reason,
        needs,
    });
}
