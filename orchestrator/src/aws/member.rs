//! Into a member account, with the role that the management account may assume there: one session
//! for each account and run, shared by all that goes on inside.

use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_organizations::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_types::SdkConfig;
use aws_types::region::Region as SdkRegion;
use tokio::time::Instant;

use crate::execute::Pace;
use crate::model::{AccountId, Organization, Region};

use super::call::{Caller, Repeat};
use super::trouble::Kind;
use super::{Aws, Trouble};

/// A role in an account minutes old answers that it may not be assumed, then may; and services
/// there are opened one after another.
pub(super) const YOUTH: Duration = Duration::from_secs(15 * 60);
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// A session that the management account's own session asks for lasts an hour at the most.
const FRESH: Duration = Duration::from_secs(50 * 60);
/// What AWS answers for an account that is not ready, and for one that never will be.
const NOT_READY: [&str; 6] = [
    "AccessDenied",
    "AccessDeniedException",
    "OptInRequired",
    "SubscriptionRequiredException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
];

/// How a member account is entered.
#[derive(Debug, Clone, Copy)]
pub struct Door<'a> {
    /// The role that the management account assumes there.
    pub role: &'a str,
    /// The partition part of its ARN.
    pub partition: &'a str,
}

impl<'a> Door<'a> {
    pub fn of(organization: &'a Organization) -> Self {
        Self {
            role: &organization.access_role,
            partition: organization.home_region.partition(),
        }
    }
}

/// Sessions of this run by account; the inner lock lets many wait for the same one.
#[derive(Default)]
pub struct Sessions {
    by_account: Mutex<BTreeMap<AccountId, Arc<tokio::sync::Mutex<Option<Session>>>>>,
}

#[derive(Clone)]
struct Session {
    sdk: SdkConfig,
    granted: Instant,
    /// AWS counts this account's calls apart from all others.
    pace: Arc<Pace>,
}

/// Someone who acts inside one account.
pub struct Member<'a> {
    aws: &'a Aws,
    session: Session,
    /// Made in this run: what it refuses now it may admit in a minute.
    young: bool,
}

impl Aws {
    /// `young`: whether to wait for a role that is not there yet.
    pub(super) async fn member(
        &self,
        door: Door<'_>,
        account: &AccountId,
        young: bool,
    ) -> Result<Member<'_>, Trouble> {
        let slot = {
            let sessions = self.sessions.by_account.lock();
            let mut sessions = sessions.unwrap_or_else(PoisonError::into_inner);
            Arc::clone(sessions.entry(account.clone()).or_default())
        };
        let mut slot = slot.lock().await;
        let session = match &*slot {
            Some(session) if self.pace.since(session.granted) < FRESH => session.clone(),
            earlier => {
                let pace = earlier.as_ref().map(|earlier| Arc::clone(&earlier.pace));
                let pace = pace.unwrap_or_else(|| Arc::new(self.pace.apart()));
                let sdk = self.enter(door, account, young).await?;
                let granted = Instant::now();
                slot.insert(Session { sdk, granted, pace }).clone()
            }
        };
        Ok(Member {
            aws: self,
            session,
            young,
        })
    }

    async fn enter(
        &self,
        door: Door<'_>,
        account: &AccountId,
        young: bool,
    ) -> Result<SdkConfig, Trouble> {
        if self.management.get() == Some(account) {
            return Ok(self.sdk.clone());
        }
        let role = format!("arn:{}:iam::{account}:role/{}", door.partition, door.role);
        let answer = self
            .once_grown_up(young, || {
                self.call("sts.AssumeRole", Repeat::Safe, || {
                    let request = self.sts.assume_role().role_arn(&role);
                    request.role_session_name("bedrock-org").send()
                })
            })
            .await?;
        let Some(keys) = answer.credentials else {
            return Err(Trouble {
                kind: Kind::Refused,
                operation: "sts.AssumeRole",
                code: "NoCredentials".into(),
                reason: None,
                message: "AWS answered without credentials".into(),
            });
        };
        let credentials = Credentials::from_keys(
            keys.access_key_id,
            keys.secret_access_key,
            Some(keys.session_token),
        );
        let provider = SharedCredentialsProvider::new(credentials);
        Ok(self.sdk.to_builder().credentials_provider(provider).build())
    }

    /// Tries again while a young account is not ready.
    async fn once_grown_up<T, Fut>(
        &self,
        young: bool,
        attempt: impl Fn() -> Fut,
    ) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, Trouble>>,
    {
        let mut patience = self.patience(YOUTH);
        loop {
            match attempt().await {
                Err(trouble)
                    if young
                        && !patience.is_over()
                        && NOT_READY.contains(&trouble.code.as_str()) =>
                {
                    if !patience.rest(LOOK_AGAIN).await {
                        return Err(Trouble::stopped(trouble.operation, &trouble.message));
                    }
                }
                ended => return ended,
            }
        }
    }
}

impl Trouble {
    /// Whether an account that was made a moment ago would answer this.
    pub(super) fn may_be_youth(&self) -> bool {
        NOT_READY.contains(&self.code.as_str())
    }
}

impl Member<'_> {
    pub fn account(&self) -> aws_sdk_account::Client {
        aws_sdk_account::Client::new(&self.session.sdk)
    }

    pub fn cloudformation(&self, region: &Region) -> aws_sdk_cloudformation::Client {
        aws_sdk_cloudformation::Client::new(&self.in_region(region))
    }

    pub fn bedrock(&self, region: &Region) -> aws_sdk_bedrock::Client {
        aws_sdk_bedrock::Client::new(&self.in_region(region))
    }

    pub fn quotas(&self, region: &Region) -> aws_sdk_servicequotas::Client {
        aws_sdk_servicequotas::Client::new(&self.in_region(region))
    }

    fn in_region(&self, region: &Region) -> SdkConfig {
        let region = SdkRegion::new(region.to_string());
        self.session.sdk.to_builder().region(region).build()
    }

    pub fn caller(&self) -> Caller<'_> {
        Caller {
            aws: self.aws,
            pace: &self.session.pace,
        }
    }

    /// A call that may be made twice.
    pub async fn call<T, E, Fut>(
        &self,
        operation: &'static str,
        send: impl Fn() -> Fut,
    ) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.grown_up(|| self.caller().call(operation, Repeat::Safe, &send))
            .await
    }

    /// Tries again while this account is young and not ready.
    pub async fn grown_up<T, Fut>(&self, attempt: impl Fn() -> Fut) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, Trouble>>,
    {
        self.aws.once_grown_up(self.young, attempt).await
    }
}
