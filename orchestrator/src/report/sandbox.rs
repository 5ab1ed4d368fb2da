//! How to reach a sandbox: lines to paste into a shell. Some clients know the Region by one name, some by
//! the other.

use std::fmt::Write;

use bedrock_sandbox::Principal;

/// `speed`: what bedrock-org has to know to wait no longer than the sandbox takes.
pub fn text(address: &str, speed: f64, principals: &[Principal]) -> String {
    let mut text = format!("an AWS organization in memory listens at http://{address}\n");
    for principal in principals {
        let name = principal.arn.rsplit('/').next().unwrap_or(&principal.arn);
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n# as the {name}\n\
             export AWS_ENDPOINT_URL=http://{address}\n\
             export AWS_ACCESS_KEY_ID={}\n\
             export AWS_SECRET_ACCESS_KEY={}\n\
             export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\n\
             export BEDROCK_ORG_CLOCK={speed}\n",
            principal.access_key_id, principal.secret_access_key
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_principal_has_lines_to_paste() {
        let text = text(
            "127.0.0.1:4566",
            60.0,
            &[Principal::operator(), Principal::reader()],
        );
        assert_eq!(
            text.matches("export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n")
                .count(),
            2
        );
        for name in ["# as the operator\n", "# as the reader\n"] {
            assert!(text.contains(name), "{text}");
        }
    }
}
