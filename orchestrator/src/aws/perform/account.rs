//! Creating an account: minutes of AWS's time, no idempotency token, and an answer that may get
//! lost. So a creation is never simply tried again: we look first whether it happened.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus};

use crate::aws::Trouble;
use crate::aws::call::Repeat;
use crate::aws::trouble::Kind;
use crate::execute::Failure;
use crate::model::{AccountId, AccountName, Email, Tags};
use crate::plan::Address;

use super::tags::sdk_tags;
use super::{Done, Performer, Stuck};

/// No creation was seen to end sooner.
const FIRST_LOOK: Duration = Duration::from_secs(30);
/// Five creations at once, each asked after this often, stay well below 2 calls a second.
const LOOK_AGAIN: Duration = Duration::from_secs(8);
/// How often AWS may fail internally before we believe it.
const TRIES: u32 = 3;
/// AWS takes no more creations for now: until one of those under way ends.
const ALL_SLOTS_TAKEN: Duration = Duration::from_secs(20);

/// How one request for an account ended.
enum Request {
    Made(AccountId),
    /// AWS failed, and says so; it may be asked again.
    Stumbled(Trouble),
}

impl Performer<'_> {
    pub(super) async fn create_account(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        tags: &Tags,
    ) -> Done {
        let mut last = None;
        for _ in 0..TRIES {
            let request = match self.ask_for(address, name, email, tags).await? {
                Asked::Request(request) => request,
                Asked::Exists(id) => {
                    return Ok(self.learn(name, &id, Some("it was there already")));
                }
            };
            match self.follow(address, name, email, &request).await? {
                Request::Made(id) => return Ok(self.learn(name, &id, None)),
                Request::Stumbled(trouble) => {
                    // It may have failed after the account came to be.
                    if let Some(id) = self.find(name, email).await? {
                        return Ok(self.learn(name, &id, Some("it was there already")));
                    }
                    self.note(
                        address,
                        format!("AWS failed ({}), asking again", trouble.code),
                    );
                    last = Some(trouble);
                }
            }
        }
        let cause = last.map_or_else(String::new, |trouble| trouble.to_string());
        Err(Stuck::Failed(Failure::new(
            format!("could not create account {name}: AWS failed {TRIES} times: {cause}"),
            "run apply again later; if it stays, ask AWS Support",
        )))
    }

    pub(super) async fn await_account(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        request: &str,
    ) -> Done {
        match self.follow(address, name, email, request).await? {
            Request::Made(id) => {
                // AWS shows a creation's name alone: only now can the address be compared.
                match self.find(name, email).await? {
                    Some(found) if found == id => Ok(self.learn(name, &id, None)),
                    _ => Err(Stuck::Failed(Failure::new(
                        format!(
                            "could not take over account {name}: the account {id} that was being \
                             created under this name has another address than {email}"
                        ),
                        "rename that account, then run apply again",
                    ))),
                }
            }
            Request::Stumbled(trouble) => {
                Err(trouble.failure(&format!("create account {name}")).into())
            }
        }
    }

    fn learn(&self, name: &AccountName, id: &AccountId, note: Option<&str>) -> Option<String> {
        self.directory.learn_young_account(name, id);
        Some(note.map_or_else(|| id.to_string(), |note| format!("{id}, {note}")))
    }

    /// Asks once, and finds out what became of it when the answer is lost.
    async fn ask_for(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        tags: &Tags,
    ) -> Result<Asked, Stuck> {
        let object = format!("create account {name}");
        loop {
            if self.stop.is_cancelled() {
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
                        .role_name(self.access_role)
                        .set_tags(Some(sdk_tags(tags)))
                        .send()
                })
                .await;
            let trouble = match answer {
                Ok(answer) => {
                    let request = answer.create_account_status.and_then(|status| status.id);
                    return request.map(Asked::Request).ok_or_else(|| {
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
                }
                _ if trouble.reason.as_deref() == Some("ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED") => {
                    self.note(address, "AWS is busy with other creations");
                    self.aws.pace.rest(ALL_SLOTS_TAKEN).await;
                }
                _ => return Err(trouble.failure(&object).into()),
            }
        }
    }

    async fn what_became_of(
        &self,
        name: &AccountName,
        email: &Email,
    ) -> Result<Option<Asked>, Stuck> {
        let creations = self.aws.creations().await;
        let creations = creations
            .map_err(|trouble| trouble.failure(&format!("look for the creation of {name}")))?;
        if let Some(creation) = creations
            .into_iter()
            .find(|creation| creation.name == *name)
        {
            return Ok(Some(Asked::Request(creation.request)));
        }
        Ok(self.find(name, email).await?.map(Asked::Exists))
    }

    /// Waits until AWS has decided.
    async fn follow(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        request: &str,
    ) -> Result<Request, Stuck> {
        let object = format!("create account {name}");
        self.note(address, format!("AWS is creating it ({request})"));
        let mut pause = FIRST_LOOK;
        loop {
            tokio::select! {
                () = self.aws.pace.rest(pause) => {}
                () = self.stop.cancelled() => {
                    let note = format!("AWS goes on creating it ({request})");
                    return Err(Stuck::Left(note));
                }
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
                .map_err(|trouble| trouble.failure(&object))?;
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
                    return self.failed(name, email, &object, &status).await;
                }
                _ => {}
            }
        }
    }

    async fn failed(
        &self,
        name: &AccountName,
        email: &Email,
        object: &str,
        status: &CreateAccountStatus,
    ) -> Result<Request, Stuck> {
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
            "INTERNAL_FAILURE" | "CONCURRENT_ACCOUNT_MODIFICATION" => {
                Ok(Request::Stumbled(trouble))
            }
            // Ours from an earlier run, where the list of accounts lagged behind; else a stranger's.
            "EMAIL_ALREADY_EXISTS" => match self.find(name, email).await? {
                Some(id) => Ok(Request::Made(id)),
                None => Err(trouble.failure(object).into()),
            },
            _ => Err(trouble.failure(object).into()),
        }
    }

    /// The account of this organization that has the address.
    async fn find(&self, name: &AccountName, email: &Email) -> Result<Option<AccountId>, Stuck> {
        let accounts = self.aws.all_accounts().await;
        let accounts =
            accounts.map_err(|trouble| trouble.failure(&format!("look for account {name}")))?;
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

/// What came of asking for an account.
enum Asked {
    Request(String),
    Exists(AccountId),
}
