//! Where an account hangs, and what it is called.

use crate::aws::call::Repeat;
use crate::model::{AccountName, OuPath};

use super::{Done, Performer, unknown};

/// A move that finds its account elsewhere looks again this often.
const LOOKS: u32 = 3;

/// In the OU that it shall move to, that is.
const THERE: &str = "DuplicateAccountException";

/// AWS's ways to say that the account is not where it was looked for.
const ELSEWHERE: [&str; 2] = ["SourceParentNotFoundException", "AccountNotFoundException"];

impl Performer<'_> {
    pub(super) async fn move_account(&self, name: &AccountName, to: &OuPath) -> Done {
        let object = format!("move account {name} to {to}");
        let account = self
            .directory
            .account(name)
            .ok_or_else(|| unknown("account", name))?;
        let target = self.directory.unit(to).ok_or_else(|| unknown("OU", to))?;
        // New accounts arrive in the root; when this one is elsewhere, AWS says so and we look.
        let mut source = self
            .directory
            .parent(name)
            .unwrap_or_else(|| self.directory.root.clone());
        let mut looks = 0;
        loop {
            let answer = self
                .aws
                .call("organizations.MoveAccount", Repeat::Safe, || {
                    self.aws
                        .organizations
                        .move_account()
                        .account_id(account.as_str())
                        .source_parent_id(&source)
                        .destination_parent_id(&target)
                        .send()
                })
                .await;
            let Err(trouble) = answer else {
                return Ok(None);
            };
            // It is there, whatever AWS shows: an answer was lost, or another apply was faster.
            if trouble.is(THERE) {
                return Ok(None);
            }
            if looks == LOOKS || !ELSEWHERE.contains(&trouble.code.as_str()) {
                return Err(trouble.stuck(&object));
            }
            looks += 1;
            let parent = self.aws.parent(account.as_str()).await;
            let parent = parent.map_err(|trouble| trouble.stuck(&object))?;
            match parent {
                Some(parent) if parent == target => return Ok(None),
                Some(parent) => source = parent,
                None => return Err(trouble.stuck(&object)),
            }
        }
    }

    /// With the member's own credentials: from the management account AWS would also ask for
    /// trusted access of Account Management, one more switch for the whole organization.
    pub(super) async fn rename_account(&self, name: &AccountName, to: &AccountName) -> Done {
        let object = format!("rename account {name}");
        let account = self
            .directory
            .account(name)
            .ok_or_else(|| unknown("account", name))?;
        let member = self
            .member(&account)
            .await
            .map_err(|trouble| trouble.stuck(&object))?;
        let client = member.account();
        member
            .call("account.PutAccountName", || {
                client.put_account_name().account_name(to.as_str()).send()
            })
            .await
            .map_err(|trouble| trouble.stuck(&object))?;
        Ok(None)
    }
}
