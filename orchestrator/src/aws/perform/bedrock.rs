//! Bedrock's settings inside an account, which no template can make.

mod agreement;
mod logging;
mod use_case;

use crate::aws::member::Member;
use crate::model::{AccountId, AccountName};
use crate::plan::{Action, Change};

use super::{Done, Performer, Stuck, unknown};

impl Performer<'_> {
    pub(super) async fn perform_on_bedrock(&self, change: &Change) -> Done {
        match &change.action {
            Action::SetInvocationLogging {
                account,
                region,
                content,
            } => self.set_logging(account, region, *content).await,
            Action::AcceptModel {
                account,
                region,
                model,
            } => self.accept_model(account, region, model).await,
            Action::SendUseCase {
                account,
                region,
                form,
            } => self.send_use_case(account.as_ref(), region, form).await,
            _ => Ok(None),
        }
    }

    pub(super) async fn inside(
        &self,
        account: &AccountName,
        object: &str,
    ) -> Result<(AccountId, Member<'_>), Stuck> {
        let id = self.directory.account(account);
        let id = id.ok_or_else(|| unknown("account", account))?;
        let member = self.member(&id).await;
        let member = member.map_err(|trouble| trouble.stuck(object))?;
        Ok((id, member))
    }
}
