//! An ID token for an account's credentials: the only room that talks to AWS.
//!
//! None of the calls is signed, and AWS's configuration is not read: a profile of it may lead back here.
//! Only where a test or a private endpoint wants AWS's part played by another is looked up, see
//! [`endpoint`].

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

/// What all calls for one account share.
struct Asking<'a> {
    http: SharedHttpClient,
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
    let asking = Asking {
        http: http.aws(),
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
