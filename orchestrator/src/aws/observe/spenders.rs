//! The accounts that a bill can be about, and nothing else of the organization.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;

use crate::aws::{Aws, Directory, Trouble};
use crate::model::{Account, Gap, Subject, Tags, tag};

use super::accounts::Wanted;
use super::{Focus, Progress, or_gap};

pub struct Spenders {
    /// Those that the plan names, and those below its OU; of the latter the tags.
    pub accounts: Vec<Account>,
    pub gaps: BTreeMap<Subject, Gap>,
}

/// Tags take a call for each account, so they are read where they decide alone.
pub async fn spenders(
    aws: &Aws,
    focus: &Focus<'_>,
    progress: Progress<'_>,
) -> Result<Spenders, Trouble> {
    let mut gaps = BTreeMap::new();
    let (root, _) = aws.root().await?;
    let directory = Directory::new(root);
    progress("accounts", 0, 0);
    let listed = aws.all_accounts().await?;
    aws.units(focus.base, &directory, &mut gaps).await;
    let mut accounts = aws.accounts(focus, listed, &directory, &mut gaps).await;

    let wanted = Wanted::of(focus);
    let is_planned = |account: &Account| {
        let email = account.email.as_ref().map_or("", |email| email.as_str());
        let id = account.id.as_ref();
        id.is_some_and(|id| wanted.seat(id, email).is_some())
    };
    let others: Vec<&mut Account> = accounts
        .iter_mut()
        .filter(|account| !is_planned(account))
        .collect();
    let ids = others.iter().filter_map(|account| account.id.as_ref());
    let mut read = aws.tags_of_each(ids.map(ToString::to_string).collect());
    let of = others.len();
    for (done, account) in others.into_iter().enumerate() {
        progress("tags", done + 1, of);
        let tags = read.next().await.unwrap_or(Ok(Tags::new()));
        if let Some(id) = &account.id {
            account.tags = or_gap(tags, Subject::TagsOfAccount(id.clone()), &mut gaps);
        }
        let team = account.tags.get(tag::TEAM);
        account.team = team.and_then(|team| team.parse().ok());
    }
    Ok(Spenders { accounts, gaps })
}
