//! Into a member account, with the role that the management account may assume there.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use tokio::time::Instant;

use crate::aws::Trouble;
use crate::aws::call::Repeat;
use crate::aws::trouble::Kind;
use crate::model::AccountId;

use super::Performer;

/// A role in an account minutes old answers that it may not be assumed, then may.
const YOUTH: Duration = Duration::from_secs(15 * 60);
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// What AWS answers for an account that is not ready, and for one that never will be.
const NOT_READY: [&str; 4] = [
    "AccessDenied",
    "OptInRequired",
    "SubscriptionRequiredException",
    "InvalidClientTokenId",
];

impl Performer<'_> {
    /// What clients in that account are made from.
    pub(super) async fn member(&self, account: &AccountId) -> Result<SdkConfig, Trouble> {
        let role = format!(
            "arn:{}:iam::{account}:role/{}",
            self.partition, self.access_role
        );
        let began = Instant::now();
        let young = self.directory.is_young(account);
        let credentials = loop {
            let answer = self
                .aws
                .call("sts.AssumeRole", Repeat::Safe, || {
                    let request = self.aws.sts.assume_role();
                    request
                        .role_arn(&role)
                        .role_session_name("bedrock-org")
                        .send()
                })
                .await;
            match answer {
                Ok(answer) => break answer.credentials,
                Err(trouble)
                    if young
                        && self.aws.pace.since(began) < YOUTH
                        && NOT_READY.contains(&trouble.code.as_str()) =>
                {
                    self.aws.pace.rest(LOOK_AGAIN).await;
                }
                Err(trouble) => return Err(trouble),
            }
        };
        let Some(keys) = credentials else {
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
        Ok(self
            .aws
            .sdk
            .to_builder()
            .credentials_provider(provider)
            .build())
    }
}
