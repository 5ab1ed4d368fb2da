//! Whom AWS takes the holder of credentials for.

use aws_credential_types::Credentials as Keys;

use super::Aws;
use super::clients::{self, At};
use super::said::{Lost, Trouble};
use crate::entry::Credentials;
use crate::network::Http;
use crate::stop::{Exit, Stop};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub account: String,
    pub arn: String,
}

/// The one call that no policy can deny.
pub async fn caller(http: &Http, credentials: &Credentials, region: &str) -> Result<Caller, Stop> {
    let keys = Keys::new(
        credentials.access_key_id.clone(),
        credentials.secret_access_key.reveal(),
        Some(credentials.session_token.reveal().to_owned()),
        None,
        "bedrock-auth",
    );
    let aws = Aws::from_environment(http)?;
    let At { client, address } = clients::sts_in(&aws, region, Some(keys));
    let answer = client.get_caller_identity().send().await;
    match answer {
        Ok(answer) => Ok(Caller {
            account: answer.account.unwrap_or_default(),
            arn: answer.arn.unwrap_or_default(),
        }),
        Err(error) => Err(refused(&Trouble::of(&error, &address))),
    }
}

fn refused(trouble: &Trouble) -> Stop {
    let stop = |exit, cause: &str| Stop::new(exit, format!("could not ask AWS who calls: {cause}"));
    let network = "check the network, the VPN, and HTTPS_PROXY and NO_PROXY; then try again";
    match trouble {
        Trouble::Said(said) => {
            let hint = match said.code.as_str() {
                "ExpiredToken" | "RequestExpired" | "SignatureDoesNotMatch" => {
                    "set this machine's clock right, then run `bedrock-auth login`"
                }
                _ => "run `bedrock-auth logout`, then `bedrock-auth login`",
            };
            stop(Exit::Denied, &format!("it answered {}", said.code)).hint(hint)
        }
        Trouble::Unreached(Lost::Timeout) => {
            stop(Exit::Offline, "it did not answer in time").hint(network)
        }
        Trouble::Unreached(Lost::Connection(unreached)) => {
            stop(Exit::Offline, &unreached.to_string()).hint(network)
        }
        Trouble::Unreached(Lost::Garbled) => stop(Exit::Offline, "what answered is not AWS").hint(
            "a proxy or a sign-in page of the network may stand between: open a browser and see",
        ),
    }
}
