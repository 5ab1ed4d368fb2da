//! Straight to the role, whose trust policy alone decides: it sees the issuer, the client and the subject.

use super::clients::{self, At};
use super::refused::Refused;
use super::said::{Said, Trouble};
use super::{Asking, Exchanged};
use crate::clock::Moment;
use crate::entry::Credentials;
use crate::secret::Secret;

const ALGORITHMS: &[&str] = &["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
const LONGEST_NAME: usize = 64;

pub(super) async fn credentials(
    asking: &Asking<'_>,
    session_name: &str,
) -> Result<Exchanged, Refused> {
    let At { client, address } = clients::sts(asking);
    let answer = client
        .assume_role_with_web_identity()
        .role_arn(&asking.account.role)
        .role_session_name(fitting(session_name))
        .web_identity_token(asking.token.reveal())
        .send()
        .await;
    let given = match answer {
        Ok(answer) => answer.credentials,
        Err(error) => return Err(refused(asking, Trouble::of(&error, &address))),
    };
    let given = given.ok_or_else(|| asking.otherwise(Trouble::Said(Said::nothing())))?;
    Ok(Exchanged {
        credentials: Credentials {
            access_key_id: given.access_key_id,
            secret_access_key: Secret::new(given.secret_access_key),
            session_token: Secret::new(given.session_token),
            expires: Moment(given.expiration.secs()),
        },
        identity_id: None,
    })
}

fn refused(asking: &Asking<'_>, trouble: Trouble) -> Refused {
    let Trouble::Said(said) = &trouble else {
        return asking.otherwise(trouble);
    };
    match said.code.as_str() {
        "AccessDenied" => asking.not_admitted("its role does not let you in"),
        "ExpiredToken" => asking.token_expired(said.time),
        "InvalidIdentityToken" | "IDPRejectedClaim" => asking.token_refused(said, ALGORITHMS),
        _ => asking.otherwise(trouble),
    }
}

/// STS takes letters, digits and some signs, from two to sixty-four.
fn fitting(name: &str) -> String {
    let fits = |letter: &char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(*letter);
    let mut name: String = name
        .chars()
        .map(|letter| if fits(&letter) { letter } else { '-' })
        .take(LONGEST_NAME)
        .collect();
    while name.len() < 2 {
        name.push('-');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn every_person_has_a_name_that_sts_takes() {
        for (name, expected) in [
            ("ann@acme.example", "ann@acme.example"),
            ("Ann Ünal", "Ann--nal"),
            ("", "--"),
            ("a", "a-"),
            ("auth0|5f", "auth0-5f"),
        ] {
            assert_eq!(fitting(name), expected);
        }
        assert_eq!(fitting(&"é".repeat(100)).len(), 64);
    }
}
