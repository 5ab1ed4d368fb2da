//! The organization's accounts: those below the plan's OU, and those that the plan names.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_organizations::types::Account as SdkAccount;

use crate::aws::call::Repeat;
use crate::aws::{Aws, Directory, Trouble};
use crate::model::{
    Account, AccountId, AccountName, Gap, OuPath, Place, Seat, Standing, Subject, printable,
};

use super::{Focus, or_gap};

/// AWS nests OUs no deeper than this below the root.
const DEEPEST_UNIT: usize = 5;

impl Aws {
    pub(super) async fn list_accounts(
        &self,
        focus: &Focus<'_>,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Vec<SdkAccount> {
        let mut listed = or_gap(self.all_accounts().await, Subject::Accounts, gaps);
        let lately = self.made_lately(focus, &listed).await;
        listed.extend(or_gap(lately, Subject::Accounts, gaps));
        listed
    }

    pub(in crate::aws) async fn all_accounts(&self) -> Result<Vec<SdkAccount>, Trouble> {
        self.pages(
            "organizations.ListAccounts",
            |token| {
                self.organizations
                    .list_accounts()
                    .set_next_token(token)
                    .send()
            },
            |page| (page.accounts, page.next_token),
        )
        .await
    }

    /// Of all accounts, those that a plan can speak of.
    pub(super) async fn accounts(
        &self,
        focus: &Focus<'_>,
        listed: Vec<SdkAccount>,
        directory: &Directory,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Vec<Account> {
        let wanted = Wanted::of(focus);
        let mut tree = Tree::new(self, focus, directory);
        let mut accounts = Vec::new();
        for account in listed {
            let Some((id, email)) = account.id.as_deref().zip(account.email.as_deref()) else {
                continue;
            };
            let Ok(id) = id.parse::<AccountId>() else {
                continue;
            };
            let seat = wanted.seat(&id, email);
            let place = match account.paths().first() {
                Some(path) => tree.place(path, seat.is_some()).await,
                None => tree.place_without_path(&id, seat.is_some()).await,
            };
            let place = match place {
                Ok(place) => place,
                Err(trouble) => {
                    gaps.insert(Subject::Accounts, trouble.gap());
                    continue;
                }
            };
            let ours = matches!(&place, Place::Unit(path) if path.is_within(focus.base));
            if !ours && seat.is_none() {
                continue;
            }
            if let Some(seat) = seat {
                directory.learn_account(seat.name(), &id);
                if let Some(parent) = account.paths().first().and_then(|path| parent_in(path)) {
                    directory.learn_parent(seat.name(), parent);
                }
            }
            accounts.push(Account {
                name: shown_name(&account),
                id: Some(id),
                adopted: false,
                email: email.parse().ok(),
                place,
                standing: standing(&account),
                team: None,
                tags: BTreeMap::new(),
            });
        }
        accounts.sort_by(|a, b| a.id.cmp(&b.id));
        accounts
    }
}

/// What the plan looks for, by id and by address.
struct Wanted<'a> {
    by_id: BTreeMap<&'a str, &'a Seat>,
    by_email: BTreeMap<String, &'a Seat>,
}

impl<'a> Wanted<'a> {
    fn of(focus: &Focus<'a>) -> Self {
        let mut wanted = Self {
            by_id: BTreeMap::new(),
            by_email: BTreeMap::new(),
        };
        for seat in &focus.seats {
            match seat {
                Seat::ById { id, .. } => {
                    wanted.by_id.insert(id.as_str(), seat);
                }
                Seat::ByEmail { email, .. } | Seat::KnownEmail { email, .. } => {
                    wanted.by_email.insert(email.folded(), seat);
                }
            }
        }
        wanted
    }

    fn seat(&self, id: &AccountId, email: &str) -> Option<&'a Seat> {
        let by_id = self.by_id.get(id.as_str());
        by_id
            .or_else(|| self.by_email.get(&email.to_ascii_lowercase()))
            .copied()
    }
}

/// Turns AWS's ids of OUs into paths.
struct Tree<'a> {
    aws: &'a Aws,
    known: BTreeMap<String, OuPath>,
    members: Option<BTreeMap<AccountId, OuPath>>,
}

impl<'a> Tree<'a> {
    fn new(aws: &'a Aws, focus: &Focus<'_>, directory: &Directory) -> Self {
        let known = directory.units_below(focus.base);
        Self {
            aws,
            known,
            members: None,
        }
    }

    /// `o-1/r-1/ou-1/ou-2/111122223333/`. OUs that are not ours are asked for only where the plan
    /// names the account, to show where it comes from.
    async fn place(&mut self, path: &str, asked_for: bool) -> Result<Place, Trouble> {
        let units: Vec<&str> = path
            .split('/')
            .filter(|part| part.starts_with("ou-"))
            .collect();
        let Some(last) = units.last() else {
            return Ok(Place::Root);
        };
        if let Some(path) = self.known.get(*last) {
            return Ok(Place::Unit(path.clone()));
        }
        if !asked_for {
            return Ok(Place::Root);
        }
        let mut path: Option<OuPath> = None;
        for id in units {
            if let Some(known) = self.known.get(id) {
                path = Some(known.clone());
                continue;
            }
            let answer = self
                .aws
                .call(
                    "organizations.DescribeOrganizationalUnit",
                    Repeat::Safe,
                    || {
                        self.aws
                            .organizations
                            .describe_organizational_unit()
                            .organizational_unit_id(id)
                            .send()
                    },
                )
                .await?;
            let name = answer.organizational_unit.and_then(|unit| unit.name);
            let name = shown_part(&name.unwrap_or_default());
            let full = path.map_or(name.clone(), |parent| format!("{parent}/{name}"));
            let Ok(full) = full.parse::<OuPath>() else {
                return Ok(Place::Root);
            };
            self.known.insert(id.to_owned(), full.clone());
            path = Some(full);
        }
        Ok(path.map_or(Place::Root, Place::Unit))
    }

    /// For an AWS that does not show paths: who is in our OUs, then the way up from the rest.
    async fn place_without_path(
        &mut self,
        id: &AccountId,
        asked_for: bool,
    ) -> Result<Place, Trouble> {
        if self.members.is_none() {
            self.members = Some(self.members_of_known_units().await?);
        }
        if let Some(path) = self.members.as_ref().and_then(|members| members.get(id)) {
            return Ok(Place::Unit(path.clone()));
        }
        if !asked_for {
            return Ok(Place::Root);
        }
        let mut units = Vec::new();
        let mut child = id.to_string();
        while units.len() < DEEPEST_UNIT
            && let Some(parent) = self.aws.parent(&child).await?
            && parent.starts_with("ou-")
        {
            units.push(parent.clone());
            if self.known.contains_key(&parent) {
                break;
            }
            child = parent;
        }
        units.reverse();
        self.place(&units.join("/"), true).await
    }

    async fn members_of_known_units(&self) -> Result<BTreeMap<AccountId, OuPath>, Trouble> {
        let mut members = BTreeMap::new();
        let units: BTreeSet<_> = self.known.iter().collect();
        for (unit, path) in units {
            let accounts = self
                .aws
                .pages(
                    "organizations.ListAccountsForParent",
                    |token| {
                        self.aws
                            .organizations
                            .list_accounts_for_parent()
                            .parent_id(unit)
                            .set_next_token(token)
                            .send()
                    },
                    |page| (page.accounts, page.next_token),
                )
                .await?;
            for account in accounts {
                if let Some(Ok(id)) = account.id.as_deref().map(str::parse) {
                    members.insert(id, path.clone());
                }
            }
        }
        Ok(members)
    }
}

impl Aws {
    /// The id of the root or OU that holds an account or an OU.
    pub(in crate::aws) async fn parent(&self, child: &str) -> Result<Option<String>, Trouble> {
        let answer = self
            .call("organizations.ListParents", Repeat::Safe, || {
                self.organizations.list_parents().child_id(child).send()
            })
            .await?;
        Ok(answer
            .parents
            .unwrap_or_default()
            .into_iter()
            .find_map(|parent| parent.id))
    }
}

/// The root or OU right above the account in `o-1/r-1/ou-1/111122223333/`.
fn parent_in(path: &str) -> Option<&str> {
    path.split('/')
        .rfind(|part| part.starts_with("ou-") || part.starts_with("r-"))
}

/// AWS lets other tools give an account a name that this type would refuse. Such an account must
/// still be seen: overlooked, it would be created again.
fn shown_name(account: &SdkAccount) -> AccountName {
    let printable = |c: char| if (' '..='~').contains(&c) { c } else { '?' };
    let name: String = account
        .name
        .as_deref()
        .unwrap_or_default()
        .chars()
        .map(printable)
        .take(50)
        .collect();
    name.parse().unwrap_or_else(|_| AccountName::unnamed())
}

/// The name of an OU that is not ours, as a part of a path. Other tools may give it any name; a
/// slash in it must not make it look like an OU of the plan.
fn shown_part(name: &str) -> String {
    let name = printable(name).replace('/', "?");
    match name.trim() {
        "" => "?".to_owned(),
        name => name.to_owned(),
    }
}

/// `State` replaced `Status` in September 2026; older answers have `Status` alone.
fn standing(account: &SdkAccount) -> Standing {
    let word = account.state.as_ref().map(|state| state.as_str());
    let older = account.status.as_ref().map(|status| status.as_str());
    match word.or(older) {
        Some("PENDING_ACTIVATION") => Standing::PendingActivation,
        Some("SUSPENDED") => Standing::Suspended,
        Some("PENDING_CLOSURE") => Standing::PendingClosure,
        Some("CLOSED") => Standing::Closed,
        _ => Standing::Active,
    }
}
