//! A way into the AWS console for who has credentials: they are traded for a sign-in token, which goes
//! into an address that a browser can open.

use form_urlencoded::Serializer;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::endpoint;
use crate::entry::Credentials;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

/// A sign-in token is a few kilobytes.
const LARGEST: usize = 256 * 1024;

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "SigninToken")]
    token: Secret,
}

/// Whoever has the address is signed in. It serves for a quarter of an hour, and the console's session
/// ends with the credentials.
pub async fn address(http: &Http, credentials: &Credentials, region: &str) -> Result<Secret, Stop> {
    let federation = match endpoint::of("SIGNIN", |name| std::env::var(name).ok())? {
        Some(base) => format!("{}/federation", base.trim_end_matches('/')),
        None => format!("https://{}/federation", sign_in_host(region)),
    };
    let token = sign_in_token(http, &federation, credentials).await?;
    let mut query = Serializer::new(String::new());
    query
        .append_pair("Action", "login")
        .append_pair("Issuer", "bedrock-auth")
        .append_pair("Destination", &destination(region))
        .append_pair("SigninToken", token.reveal());
    let query = Zeroizing::new(query.finish());
    Ok(Secret::new(format!("{federation}?{}", *query)))
}

/// In the body, where proxies and servers do not write it down, as they do addresses.
async fn sign_in_token(
    http: &Http,
    federation: &str,
    credentials: &Credentials,
) -> Result<Secret, Stop> {
    let session = Zeroizing::new(
        json!({
            "sessionId": credentials.access_key_id,
            "sessionKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
        })
        .to_string(),
    );
    let body = Serializer::new(String::new())
        .append_pair("Action", "getSigninToken")
        .append_pair("SessionType", "json")
        .append_pair("Session", &session)
        .finish();
    let request = Request::post(federation)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .body(body.into_bytes())
        .map_err(|_| Stop::failed("could not open the console: AWS's address is none"))?;
    let answer = http.send(request, LARGEST).await?;
    let status = answer.status();
    let body = Zeroizing::new(answer.into_body());
    if status.is_success()
        && let Ok(Answer { token }) = serde_json::from_slice(&body)
    {
        return Ok(token);
    }
    let message = format!(
        "could not open the console: AWS answered {}",
        status.as_u16()
    );
    Err(match status.as_u16() {
        429 | 500.. => Stop::new(Exit::Offline, message).hint("try again in a minute"),
        400..=499 => Stop::new(Exit::Denied, message)
            .hint("`bedrock-auth doctor` tries the same credentials at AWS"),
        _ => {
            Stop::failed(message).hint("a proxy or a sign-in page of the network may stand between")
        }
    })
}

/// GovCloud is a partition of its own.
fn is_gov(region: &str) -> bool {
    region.starts_with("us-gov-")
}

fn sign_in_host(region: &str) -> &'static str {
    if is_gov(region) {
        "signin.amazonaws-us-gov.com"
    } else {
        "signin.aws.amazon.com"
    }
}

fn destination(region: &str) -> String {
    let host = if is_gov(region) {
        "console.amazonaws-us-gov.com".to_owned()
    } else {
        format!("{region}.console.aws.amazon.com")
    };
    format!("https://{host}/bedrock/home?region={region}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_a_console_of_its_own() {
        for (region, host, console) in [
            (
                "eu-central-1",
                "signin.aws.amazon.com",
                "https://eu-central-1.console.aws.amazon.com/bedrock/home?region=eu-central-1",
            ),
            (
                "us-gov-west-1",
                "signin.amazonaws-us-gov.com",
                "https://console.amazonaws-us-gov.com/bedrock/home?region=us-gov-west-1",
            ),
        ] {
            assert_eq!(sign_in_host(region), host);
            assert_eq!(destination(region), console);
        }
    }
}
