//! Account creations: those under way, and those that ended too lately for the list of accounts.

use std::collections::BTreeSet;

use aws_sdk_organizations::types::{
    Account as SdkAccount, CreateAccountState, CreateAccountStatus,
};

use crate::aws::call::Repeat;
use crate::aws::{Aws, Trouble};
use crate::model::{AccountName, Creation, Seat};

use super::Focus;

impl Aws {
    pub(in crate::aws) async fn creations(&self) -> Result<Vec<Creation>, Trouble> {
        let statuses = self.creations_in(&CreateAccountState::InProgress).await?;
        let creation = |status: &CreateAccountStatus| {
            let name = status.account_name()?.parse().ok()?;
            let request = status.id()?.to_owned();
            Some(Creation { request, name })
        };
        Ok(statuses.iter().filter_map(creation).collect())
    }

    /// Accounts that the plan misses in `listed` although AWS says that it made them: ListAccounts
    /// may lag behind. Asked for only where something is missing.
    pub(super) async fn made_lately(
        &self,
        focus: &Focus<'_>,
        listed: &[SdkAccount],
    ) -> Result<Vec<SdkAccount>, Trouble> {
        let missing = missing(focus, listed);
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let known: BTreeSet<&str> = listed.iter().filter_map(SdkAccount::id).collect();
        let mut found = Vec::new();
        for status in self.creations_in(&CreateAccountState::Succeeded).await? {
            let Some((name, id)) = status.account_name().zip(status.account_id()) else {
                continue;
            };
            if known.contains(id) || !missing.iter().any(|missing| missing.as_str() == name) {
                continue;
            }
            match self.account(id).await {
                Ok(account) => found.extend(account),
                // Made, and gone from the organization since.
                Err(trouble) if trouble.is("AccountNotFoundException") => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(found)
    }

    pub(in crate::aws) async fn account(&self, id: &str) -> Result<Option<SdkAccount>, Trouble> {
        let answer = self
            .call("organizations.DescribeAccount", Repeat::Safe, || {
                self.organizations.describe_account().account_id(id).send()
            })
            .await?;
        Ok(answer.account)
    }

    async fn creations_in(
        &self,
        state: &CreateAccountState,
    ) -> Result<Vec<CreateAccountStatus>, Trouble> {
        self.pages(
            "organizations.ListCreateAccountStatus",
            |token| {
                self.organizations
                    .list_create_account_status()
                    .states(state.clone())
                    .set_next_token(token)
                    .send()
            },
            |page| (page.create_account_statuses, page.next_token),
        )
        .await
    }
}

/// Names of accounts that the plan would create.
fn missing<'a>(focus: &Focus<'a>, listed: &[SdkAccount]) -> BTreeSet<&'a AccountName> {
    let there: BTreeSet<String> = listed
        .iter()
        .filter_map(|account| Some(account.email()?.to_ascii_lowercase()))
        .collect();
    focus
        .seats
        .iter()
        .filter_map(|seat| match seat {
            Seat::ByEmail { name, email } if !there.contains(&email.folded()) => Some(name),
            _ => None,
        })
        .collect()
}
