//! Through an identity pool, whose rules look at the groups.
//!
//! Cognito has one code for a token that does not count and for a person who is not let in. GetId tells
//! them apart: whoever's token counts gets an id.

use std::collections::HashMap;

use aws_sdk_cognitoidentity::Client;
use http::Uri;

use super::clients::{self, At};
use super::refused::{Kind, Refused};
use super::said::{Said, Trouble};
use super::{Asking, Exchanged};
use crate::clock::Moment;
use crate::entry::Credentials;
use crate::secret::Secret;
use crate::stop::Exit;

/// What a pool's OpenID provider may sign with.
const ALGORITHMS: &[&str] = &["RS256", "RS384", "RS512"];

struct Pool<'a> {
    asking: &'a Asking<'a>,
    client: Client,
    address: Uri,
    id: &'a str,
    login: &'a str,
}

pub(super) async fn credentials(
    asking: &Asking<'_>,
    pool: &str,
    login: &str,
    known: Option<&str>,
) -> Result<Exchanged, Refused> {
    let At { client, address } = clients::cognito(asking);
    let pool = Pool {
        asking,
        client,
        address,
        id: pool,
        login,
    };
    let Some(known) = known else {
        let identity = pool.identity().await?;
        return pool
            .exchanged(&identity)
            .await
            .map_err(|trouble| pool.refused(trouble));
    };
    let trouble = match pool.exchanged(known).await {
        Ok(exchanged) => return Ok(exchanged),
        Err(trouble) => trouble,
    };
    // The pool was made anew, or the token does not count.
    if !trouble.is("ResourceNotFound") && !trouble.is("NotAuthorized") {
        return Err(pool.refused(trouble));
    }
    let identity = pool.identity().await?;
    if identity == known {
        return Err(pool.refused(trouble));
    }
    pool.exchanged(&identity)
        .await
        .map_err(|trouble| pool.refused(trouble))
}

impl Pool<'_> {
    fn logins(&self) -> HashMap<String, String> {
        let token = self.asking.token.reveal().to_owned();
        HashMap::from([(self.login.to_owned(), token)])
    }

    async fn identity(&self) -> Result<String, Refused> {
        let request = self.client.get_id().identity_pool_id(self.id);
        let answer = request.set_logins(Some(self.logins())).send().await;
        let id = match answer {
            Ok(answer) => answer.identity_id,
            Err(error) => {
                return Err(match Trouble::of(&error, &self.address) {
                    Trouble::Said(said) if said.code == "NotAuthorized" => {
                        self.asking.token_refused(&said, ALGORITHMS)
                    }
                    Trouble::Said(said) if said.code == "ResourceNotFound" => self.gone(),
                    trouble => self.asking.otherwise(trouble),
                });
            }
        };
        id.ok_or_else(|| self.nothing())
    }

    /// The role is the pool's to choose, by its rules. Ours have one, so none is asked for.
    async fn exchanged(&self, identity: &str) -> Result<Exchanged, Trouble> {
        let request = self.client.get_credentials_for_identity();
        let request = request
            .identity_id(identity)
            .set_logins(Some(self.logins()));
        let answer = request
            .send()
            .await
            .map_err(|error| Trouble::of(&error, &self.address))?;
        let identity_id = answer.identity_id.unwrap_or_else(|| identity.to_owned());
        let credentials = answer.credentials.and_then(|given| {
            Some(Credentials {
                access_key_id: given.access_key_id?,
                secret_access_key: Secret::new(given.secret_key?),
                session_token: Secret::new(given.session_token?),
                expires: Moment(given.expiration?.secs()),
            })
        });
        match credentials {
            Some(credentials) => Ok(Exchanged {
                credentials,
                identity_id: Some(identity_id),
            }),
            None => Err(Trouble::Said(Said::nothing())),
        }
    }

    fn refused(&self, trouble: Trouble) -> Refused {
        match &trouble {
            Trouble::Said(said) => match said.code.as_str() {
                "NotAuthorized" => self
                    .asking
                    .not_admitted("your groups are not admitted to its identity pool"),
                "InvalidIdentityPoolConfiguration" => self.asking.not_admitted(
                    "its identity pool has no role for you, or the role does not trust the pool",
                ),
                "ResourceNotFound" => self.gone(),
                _ => self.asking.otherwise(trouble),
            },
            Trouble::Unreached(_) => self.asking.otherwise(trouble),
        }
    }

    fn gone(&self) -> Refused {
        self.asking.refused(
            Kind::Other,
            Exit::Failed,
            "its identity pool is not there",
            "the routing document is older than the accounts: get today's from whoever runs bedrock-org",
        )
    }

    fn nothing(&self) -> Refused {
        self.asking.otherwise(Trouble::Said(Said::nothing()))
    }
}
