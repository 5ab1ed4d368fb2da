//! Whose credentials these are, and whether they can run an organization.

use crate::model::AccountId;

use super::call::Repeat;
use super::{Aws, Trouble};

/// Someone who may act for the whole organization.
#[derive(Debug, Clone)]
pub struct Operator {
    pub arn: String,
    pub management: Option<AccountId>,
    pub organization: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotOperator {
    #[error(transparent)]
    Trouble(#[from] Trouble),
    #[error(
        "these are credentials of the member account {account}; \
         an organization is run from its management account {management}"
    )]
    Member { account: String, management: String },
}

impl NotOperator {
    pub fn hint(&self) -> String {
        match self {
            Self::Trouble(trouble) => trouble.hint(),
            Self::Member { management, .. } => {
                format!("sign in to account {management}, then run the same command")
            }
        }
    }
}

impl Aws {
    pub async fn operator(&self) -> Result<Operator, NotOperator> {
        let caller = self
            .call("sts.GetCallerIdentity", Repeat::Safe, || {
                self.sts.get_caller_identity().send()
            })
            .await?;
        let answer = self
            .call("organizations.DescribeOrganization", Repeat::Safe, || {
                self.organizations.describe_organization().send()
            })
            .await?;
        let organization = answer.organization();
        let management = organization.and_then(|it| it.master_account_id());
        let account = caller.account.unwrap_or_default();
        match management {
            Some(management) if management != account => Err(NotOperator::Member {
                account,
                management: management.to_owned(),
            }),
            management => {
                let management: Option<AccountId> = management.and_then(|id| id.parse().ok());
                if let Some(id) = &management {
                    self.management.get_or_init(|| id.clone());
                }
                Ok(Operator {
                    arn: caller.arn.unwrap_or_default(),
                    management,
                    organization: organization.and_then(|it| it.id()).map(ToOwned::to_owned),
                })
            }
        }
    }
}
