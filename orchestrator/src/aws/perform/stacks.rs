//! Changes of stacks: which of them goes where.

use crate::model::{AccountName, Region, Set};
use crate::plan::{Action, Change};

use super::stack_set::Site;
use super::{Done, Performer, Stuck, unknown};

impl Performer<'_> {
    pub(super) async fn perform_on_stacks(&self, change: &Change) -> Done {
        match &change.action {
            Action::CreateStackSet {
                set,
                name,
                template,
                parameters,
                tags,
            } => {
                self.create_stack_set(*set, name, template, parameters, tags)
                    .await
            }
            Action::UpdateStackSet {
                set,
                name,
                template,
                parameters,
                tags,
                first,
            } => {
                let first = match first {
                    Some((account, region)) => Some(self.site(*set, name, account, region)?),
                    None => None,
                };
                self.update_stack_set(*set, name, template, parameters, tags, first.as_ref())
                    .await
            }
            Action::DeployStack {
                set,
                name,
                account,
                region,
                parameters,
                deploy,
            } => {
                let site = self.site(*set, name, account, region)?;
                self.deploy_stack(&change.address, &site, parameters, deploy)
                    .await
            }
            Action::DeleteStack {
                set,
                name,
                account,
                id,
                region,
            } => {
                let site = Site {
                    set: *set,
                    name,
                    account,
                    instance: (id.clone(), region.clone()),
                };
                self.delete_stack(&site).await
            }
            Action::DeployHub { .. } => self.deploy_hub(change).await,
            _ => Ok(None),
        }
    }

    fn site<'s>(
        &self,
        set: Set,
        name: &'s str,
        account: &'s AccountName,
        region: &Region,
    ) -> Result<Site<'s>, Stuck> {
        let id = self
            .directory
            .account(account)
            .ok_or_else(|| unknown("account", account))?;
        Ok(Site {
            set,
            name,
            account,
            instance: (id, region.clone()),
        })
    }
}
