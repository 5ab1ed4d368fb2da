//! The organization's accounts: those below the plan's OU, and those that the plan names.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::{Account as SdkAccount, AccountJoinedMethod};

use crate::aws::{Aws, Directory, Trouble};
use crate::model::{Account, AccountId, AccountName, Gap, Place, Seat, Standing, Subject};

use super::places::Tree;
use super::{Focus, or_gap};

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
            // Who was invited has no role of AWS's making to wait for.
            let created = account.joined_method() == Some(&AccountJoinedMethod::Created);
            if created
                && account
                    .joined_timestamp()
                    .is_some_and(|joined| self.is_recent(joined))
            {
                directory.learn_youth(&id);
            }
            let seat = wanted.seat(&id, email);
            let asked_for = seat.is_some();
            let place = match account.paths().first() {
                _ if focus.names_alone => Ok(Place::Root),
                Some(path) => tree.place(path, asked_for).await,
                None => tree.place_without_path(&id, asked_for).await,
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
                stacks: BTreeMap::new(),
                bedrock: BTreeMap::new(),
                quotas: BTreeMap::new(),
            });
        }
        accounts.sort_by(|a, b| a.id.cmp(&b.id));
        accounts
    }
}

/// What the plan looks for, by id and by address.
pub(super) struct Wanted<'a> {
    by_id: BTreeMap<&'a str, &'a Seat>,
    by_email: BTreeMap<String, &'a Seat>,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(focus: &Focus<'a>) -> Self {
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

    pub(super) fn seat(&self, id: &AccountId, email: &str) -> Option<&'a Seat> {
        let by_id = self.by_id.get(id.as_str());
        by_id
            .or_else(|| self.by_email.get(&email.to_ascii_lowercase()))
            .copied()
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
