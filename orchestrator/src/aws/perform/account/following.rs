//! Following a creation to its end.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus};

use crate::aws::Trouble;
use crate::aws::call::Repeat;
use crate::aws::perform::{Performer, Stuck};
use crate::aws::trouble::Kind;
use crate::model::{AccountId, AccountName, Email};
use crate::plan::Address;

/// No creation was seen to end sooner.
const FIRST_LOOK: Duration = Duration::from_secs(30);
/// Five creations at once, each asked after this often, stay well below 2 calls a second.
const LOOK_AGAIN: Duration = Duration::from_secs(8);

/// How one request for an account ended.
pub(super) enum Request {
    Made(AccountId),
    /// AWS failed, and says so; it may be asked again.
    Stumbled(Trouble),
    /// An account with this address exists already, in this organization or elsewhere.
    Taken(Trouble),
}

impl Performer<'_> {
    /// Waits until AWS has decided.
    pub(super) async fn follow(
        &self,
        address: &Address,
        name: &AccountName,
        request: &str,
    ) -> Result<Request, Stuck> {
        let object = format!("create account {name}");
        self.note(address, format!("AWS is creating it ({request})"));
        let mut pause = FIRST_LOOK;
        loop {
            if !self.aws.rested(pause).await {
                let note = format!("AWS goes on creating it ({request})");
                return Err(Stuck::Left(note));
            }
            pause = LOOK_AGAIN;
            let answer = self
                .aws
                .call(
                    "organizations.DescribeCreateAccountStatus",
                    Repeat::Safe,
                    || {
                        self.aws
                            .organizations
                            .describe_create_account_status()
                            .create_account_request_id(request)
                            .send()
                    },
                )
                .await
                .map_err(|trouble| trouble.stuck(&object))?;
            let Some(status) = answer.create_account_status else {
                continue;
            };
            match status.state {
                Some(CreateAccountState::Succeeded) => {
                    if let Some(Ok(id)) = status.account_id.as_deref().map(str::parse) {
                        return Ok(Request::Made(id));
                    }
                }
                Some(CreateAccountState::Failed) => {
                    return failed(&object, &status);
                }
                _ => {}
            }
        }
    }

    /// Whether that account is the one with the address.
    pub(super) async fn has_address(
        &self,
        id: &AccountId,
        name: &AccountName,
        email: &Email,
    ) -> Result<bool, Stuck> {
        let account = self.aws.account(id.as_str()).await;
        let account =
            account.map_err(|trouble| trouble.stuck(&format!("look for account {name}")))?;
        let its = account.as_ref().and_then(|account| account.email());
        Ok(its.is_some_and(|its| its.eq_ignore_ascii_case(email.as_str())))
    }

    /// The account of this organization that has the address.
    pub(super) async fn find(
        &self,
        name: &AccountName,
        email: &Email,
    ) -> Result<Option<AccountId>, Stuck> {
        let accounts = self.aws.all_accounts().await;
        let accounts =
            accounts.map_err(|trouble| trouble.stuck(&format!("look for account {name}")))?;
        let found = accounts.iter().find(|account| {
            account
                .email()
                .is_some_and(|its| its.eq_ignore_ascii_case(email.as_str()))
        });
        Ok(found
            .and_then(|account| account.id())
            .and_then(|id| id.parse().ok()))
    }
}

fn failed(object: &str, status: &CreateAccountStatus) -> Result<Request, Stuck> {
    let reason = status
        .failure_reason
        .as_ref()
        .map_or("UNKNOWN", |reason| reason.as_str());
    let trouble = Trouble {
        kind: Kind::Refused,
        operation: "organizations.CreateAccount",
        code: reason.to_owned(),
        reason: Some(reason.to_owned()),
        message: format!("AWS ended the creation with {reason}"),
    };
    match reason {
        "INTERNAL_FAILURE" | "CONCURRENT_ACCOUNT_MODIFICATION" => Ok(Request::Stumbled(trouble)),
        "EMAIL_ALREADY_EXISTS" => Ok(Request::Taken(trouble)),
        _ => Err(trouble.stuck(object)),
    }
}
