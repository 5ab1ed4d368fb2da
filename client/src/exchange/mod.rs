//! An ID token for an account's credentials: the only room that talks to AWS.
//!
//! No exchange is signed, and AWS's configuration is not read: a profile of it may lead back here.
//! Only the variables for another endpoint are: a private one, or the sandbox's.

pub mod caller;
mod claims;
mod clients;
mod cognito;
mod endpoint;
pub mod federation;
mod refused;
mod said;
mod sts;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use bedrock_routing::{Account, Exchange};

pub use refused::{Kind, Refused};

use crate::clock::Moment;
use crate::entry::Credentials;
use crate::network::Http;
use crate::secret::Secret;

/// What AWS gave.
#[derive(Clone)]
pub struct Exchanged {
    pub credentials: Credentials,
    /// Cognito's name for this person in this pool, for the next time: it saves one call of two.
    pub identity_id: Option<String>,
}

/// AWS, as it is reached from here.
#[derive(Clone)]
pub struct Aws {
    http: SharedHttpClient,
    cognito: Option<String>,
    sts: Option<String>,
}

/// What all calls for one account share.
struct Asking<'a> {
    aws: &'a Aws,
    account: &'a Account,
    token: &'a Secret,
    now: Moment,
}

/// Two calls at most, one where the identity's id is known.
pub async fn credentials(
    http: &Http,
    account: &Account,
    id_token: &Secret,
    identity_id: Option<&str>,
    session_name: &str,
    now: Moment,
) -> Result<Exchanged, Refused> {
    let aws = Aws::from_environment(http)?;
    aws.credentials(account, id_token, identity_id, session_name, now)
        .await
}

impl Aws {
    /// Where `AWS_ENDPOINT_URL_COGNITO_IDENTITY`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL` say;
    /// else where AWS is.
    pub fn from_environment(http: &Http) -> Result<Self, Refused> {
        let set = |service| endpoint::of(service, |name| std::env::var(name).ok());
        Ok(Self {
            http: http.aws(),
            cognito: set("COGNITO_IDENTITY")?,
            sts: set("STS")?,
        })
    }

    /// All of it there.
    pub fn at(http: &Http, address: &str) -> Self {
        Self {
            http: http.aws(),
            cognito: Some(address.to_owned()),
            sts: Some(address.to_owned()),
        }
    }

    /// As [`credentials`].
    pub async fn credentials(
        &self,
        account: &Account,
        id_token: &Secret,
        identity_id: Option<&str>,
        session_name: &str,
        now: Moment,
    ) -> Result<Exchanged, Refused> {
        let asking = Asking {
            aws: self,
            account,
            token: id_token,
            now,
        };
        match &account.exchange {
            Exchange::Cognito {
                identity_pool,
                login,
            } => cognito::credentials(&asking, identity_pool, login, identity_id).await,
            Exchange::Sts => sts::credentials(&asking, session_name).await,
        }
    }
}
