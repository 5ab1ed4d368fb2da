//! Asking for an account, and finding out what became of it when the answer gets lost.

use std::time::Duration;

use crate::aws::call::Repeat;
use crate::aws::perform::tags::sdk_tags;
use crate::aws::perform::{Performer, Stuck};
use crate::aws::trouble::Kind;
use crate::execute::Failure;
use crate::model::{AccountId, AccountName, Email, Tags};
use crate::plan::Address;

use super::TRIES;

const NO_SLOT: &str = "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED";
/// AWS takes no more creations for now: until one of those under way ends.
const ALL_SLOTS_TAKEN: Duration = Duration::from_secs(20);
/// Creations end within minutes: who finds no place for this long is not going to.
const LONGEST_QUEUE: Duration = Duration::from_secs(3600);
const AFTER_A_LOSS: Duration = Duration::from_secs(10);

/// What came of asking for an account.
pub(super) enum Asked {
    /// AWS answered: this request.
    Ours(String),
    /// A request for an account of this name; whether it is ours shows when it ends.
    Named(String),
    Exists(AccountId),
}

impl Performer<'_> {
    /// Asks once, and finds out what became of it when the answer is lost.
    pub(super) async fn ask_for(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        tags: &Tags,
    ) -> Result<Asked, Stuck> {
        let object = format!("create account {name}");
        let mut queue = self.aws.patience(LONGEST_QUEUE);
        let mut lost = 0;
        loop {
            if self.aws.is_stopping() {
                return Err(Stuck::Left("not asked for yet".into()));
            }
            let answer = self
                .aws
                .call("organizations.CreateAccount", Repeat::Never, || {
                    self.aws
                        .organizations
                        .create_account()
                        .account_name(name.as_str())
                        .email(email.as_str())
                        .role_name(&self.organization.access_role)
                        .set_tags(Some(sdk_tags(tags)))
                        .send()
                })
                .await;
            let trouble = match answer {
                Ok(answer) => {
                    let request = answer.create_account_status.and_then(|status| status.id);
                    return request.map(Asked::Ours).ok_or_else(|| {
                        Stuck::Failed(Failure::new(
                            format!("could not {object}: AWS answered without a request id"),
                            "run apply again: it looks for the account first",
                        ))
                    });
                }
                Err(trouble) => trouble,
            };
            match trouble.kind {
                Kind::Lost | Kind::Fault => {
                    self.note(address, "the answer was lost: looking whether AWS acted");
                    if let Some(asked) = self.what_became_of(name, email).await? {
                        return Ok(asked);
                    }
                    lost += 1;
                    if lost == TRIES {
                        return Err(trouble.stuck(&object));
                    }
                    // Its pause may be cut short: then nothing new is asked for.
                    self.aws.rested(AFTER_A_LOSS).await;
                }
                _ if trouble.reason.as_deref() == Some(NO_SLOT) && !queue.is_over() => {
                    self.note(address, "AWS is busy with other creations");
                    queue.rest(ALL_SLOTS_TAKEN).await;
                }
                _ => return Err(trouble.stuck(&object)),
            }
        }
    }

    async fn what_became_of(
        &self,
        name: &AccountName,
        email: &Email,
    ) -> Result<Option<Asked>, Stuck> {
        if let Some(request) = self.under_way(name).await? {
            return Ok(Some(Asked::Named(request)));
        }
        Ok(self.find(name, email).await?.map(Asked::Exists))
    }

    /// A creation under this name: AWS shows no more of it.
    pub(super) async fn under_way(&self, name: &AccountName) -> Result<Option<String>, Stuck> {
        let creations = self.aws.creations().await;
        let creations = creations
            .map_err(|trouble| trouble.stuck(&format!("look for the creation of {name}")))?;
        Ok(creations
            .into_iter()
            .find(|creation| creation.name == *name)
            .map(|creation| creation.request))
    }
}
