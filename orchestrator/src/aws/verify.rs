//! Asks for an account's credentials as any holder of an ID token can: without AWS credentials.

use std::collections::HashMap;

use aws_credential_types::Credentials;
use aws_types::region::Region as SdkRegion;

use crate::model::{Answer, Asked, AskedBy, IdToken, printable};

use super::call::Repeat;
use super::{Aws, Trouble};

/// Where to ask, and for what.
pub struct Entrance<'a> {
    pub region: &'a str,
    pub identity_pool: &'a str,
    /// The key of the token among the logins.
    pub login: &'a str,
    pub role: &'a str,
}

/// What AWS answers to a token that it knows and does not let in. Everything else proves nothing: a
/// token that has expired would be refused by a pool that is open to all.
const REFUSALS: &[(&str, &[&str])] = &[
    (
        "cognito-identity.GetCredentialsForIdentity",
        &[
            "NotAuthorizedException",
            // No role for this identity, or one that does not trust the pool.
            "InvalidIdentityPoolConfigurationException",
        ],
    ),
    (
        "cognito-identity.GetOpenIdToken",
        // The classic flow is off.
        &["InvalidParameterException", "NotAuthorizedException"],
    ),
    (
        "sts.AssumeRoleWithWebIdentity",
        &[
            "AccessDenied",
            "AccessDeniedException",
            "InvalidIdentityToken",
        ],
    ),
];

impl Aws {
    /// Every way there is, each tried on its own.
    pub async fn ask(&self, entrance: &Entrance<'_>, token: &IdToken) -> Vec<Asked> {
        let visitor = Visitor::new(self, entrance, token);
        let (enhanced, named, classic) = match visitor.identity().await {
            Ok(identity) => (
                visitor.credentials(&identity, None).await,
                visitor.credentials(&identity, Some(entrance.role)).await,
                visitor.classic(&identity).await,
            ),
            Err(trouble) => {
                let unknown = not_known(&trouble);
                (unknown.clone(), unknown.clone(), unknown)
            }
        };
        let own = visitor.assume(token.secret()).await;
        [
            (AskedBy::EnhancedFlow, enhanced),
            (AskedBy::NamedRole, named),
            (AskedBy::ClassicFlow, classic),
            (AskedBy::OwnToken, own),
        ]
        .map(|(by, answer)| Asked { by, answer })
        .into()
    }
}

pub(super) struct Visitor<'a> {
    aws: &'a Aws,
    cognito: aws_sdk_cognitoidentity::Client,
    sts: aws_sdk_sts::Client,
    entrance: &'a Entrance<'a>,
    token: &'a IdToken,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(aws: &'a Aws, entrance: &'a Entrance<'a>, token: &'a IdToken) -> Self {
        let region = SdkRegion::new(entrance.region.to_owned());
        let here = aws.sdk.to_builder().region(region).build();
        Self {
            aws,
            cognito: aws_sdk_cognitoidentity::Client::new(&here),
            sts: aws_sdk_sts::Client::new(&here),
            entrance,
            token,
        }
    }

    fn logins(&self) -> HashMap<String, String> {
        let secret = self.token.secret().to_owned();
        HashMap::from([(self.entrance.login.to_owned(), secret)])
    }

    /// Every holder of a valid token gets an id: it is no credential, and shows that the token counts.
    pub(super) async fn identity(&self) -> Result<String, Trouble> {
        let answer = self
            .aws
            .call("cognito-identity.GetId", Repeat::Safe, || {
                let request = self
                    .cognito
                    .get_id()
                    .identity_pool_id(self.entrance.identity_pool);
                request.set_logins(Some(self.logins())).send()
            })
            .await?;
        Ok(answer.identity_id.unwrap_or_default())
    }

    async fn credentials(&self, identity: &str, role: Option<&str>) -> Answer {
        answered(self.given(identity, role).await.map(drop))
    }

    pub(super) async fn given(
        &self,
        identity: &str,
        role: Option<&str>,
    ) -> Result<Credentials, Trouble> {
        let answer = self
            .aws
            .call(
                "cognito-identity.GetCredentialsForIdentity",
                Repeat::Safe,
                || {
                    let request = self.cognito.get_credentials_for_identity();
                    request
                        .identity_id(identity)
                        .set_logins(Some(self.logins()))
                        .set_custom_role_arn(role.map(str::to_owned))
                        .send()
                },
            )
            .await?;
        let given = answer.credentials.as_ref();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(Credentials::from_keys(
            text(given.and_then(|given| given.access_key_id())),
            text(given.and_then(|given| given.secret_key())),
            given
                .and_then(|given| given.session_token())
                .map(str::to_owned),
        ))
    }

    async fn classic(&self, identity: &str) -> Answer {
        let answer = self
            .aws
            .call("cognito-identity.GetOpenIdToken", Repeat::Safe, || {
                let request = self.cognito.get_open_id_token().identity_id(identity);
                request.set_logins(Some(self.logins())).send()
            })
            .await;
        match answer {
            Ok(answer) => self.assume(&answer.token.unwrap_or_default()).await,
            Err(trouble) => answered(Err(trouble)),
        }
    }

    async fn assume(&self, token: &str) -> Answer {
        let answer = self
            .aws
            .call("sts.AssumeRoleWithWebIdentity", Repeat::Safe, || {
                let request = self.sts.assume_role_with_web_identity();
                request
                    .role_arn(self.entrance.role)
                    .role_session_name("bedrock-org-verify")
                    .web_identity_token(token)
                    .send()
            })
            .await;
        answered(answer.map(drop))
    }
}

fn answered(answer: Result<(), Trouble>) -> Answer {
    let trouble = match answer {
        Ok(()) => return Answer::Given,
        Err(trouble) => trouble,
    };
    let documented = REFUSALS
        .iter()
        .find(|(operation, _)| *operation == trouble.operation)
        .is_some_and(|(_, codes)| codes.contains(&trouble.code.as_str()));
    if documented {
        return Answer::Refused {
            code: trouble.code,
            message: printable(&trouble.message),
        };
    }
    not_known(&trouble)
}

fn not_known(trouble: &Trouble) -> Answer {
    let hint = match trouble.code.as_str() {
        "NotAuthorizedException" | "ExpiredTokenException" => {
            "the token itself was refused, which proves nothing: sign in again and use a fresh ID token"
                .to_owned()
        }
        "ResourceNotFoundException" => {
            "the routing document is older than the stacks: `bedrock-org apply` writes it anew".into()
        }
        _ => trouble.hint(),
    };
    Answer::NotKnown {
        cause: format!("{}: {trouble}", trouble.operation),
        hint,
    }
}
