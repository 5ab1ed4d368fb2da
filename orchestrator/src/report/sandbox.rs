//! How to reach a sandbox: lines to paste into a shell. Some clients know the Region by one name, some by
//! the other.

use std::fmt::Write;

use bedrock_sandbox::Principal;

use super::style::{argument, count};

pub struct Told<'a> {
    pub address: &'a str,
    /// What bedrock-org has to know to wait no longer than the sandbox takes.
    pub speed: f64,
    pub principals: &'a [Principal],
    pub sign_in: Option<&'a SignIn>,
}

/// A plan that is applied, and whose people sign in here.
pub struct SignIn {
    pub plan: String,
    pub accounts: usize,
    /// Where the routing document was written to.
    pub routes: Option<String>,
    /// Address and groups of whom everybody signs in as.
    pub as_whom: Option<(String, Vec<String>)>,
}

pub fn text(told: &Told<'_>) -> String {
    let Told {
        address,
        speed,
        principals,
        sign_in,
    } = told;
    let mut text = format!("an AWS organization in memory listens at http://{address}\n");
    if let Some(sign_in) = sign_in {
        developer(&mut text, address, sign_in);
    }
    for principal in *principals {
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

fn developer(text: &mut String, address: &str, sign_in: &SignIn) {
    let SignIn {
        plan,
        accounts,
        routes,
        as_whom,
    } = sign_in;
    let accounts = count(*accounts, "account");
    let _ = writeln!(
        text,
        "{plan} is applied in it: {accounts}; its identity provider is there too"
    );
    let _ = match as_whom {
        Some((email, groups)) if groups.is_empty() => {
            writeln!(text, "every sign-in is approved as {email}, in no group")
        }
        Some((email, groups)) => {
            let groups = groups.join(", ");
            writeln!(text, "every sign-in is approved as {email}, in {groups}")
        }
        None => writeln!(text, "its sign-in page asks who it is"),
    };
    let _ = write!(
        text,
        "\n# as a developer\nexport AWS_ENDPOINT_URL=http://{address}\n"
    );
    if let Some(routes) = routes {
        let _ = writeln!(text, "export BEDROCK_AUTH_ROUTES={}", argument(routes));
    }
    if as_whom.is_some() {
        text.push_str("export BROWSER='curl -sL -o /dev/null'\n");
    }
    text.push_str("bedrock-auth login\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(sign_in: Option<&SignIn>) -> String {
        text(&Told {
            address: "127.0.0.1:4566",
            speed: 60.0,
            principals: &[Principal::operator(), Principal::reader()],
            sign_in,
        })
    }

    #[test]
    fn every_principal_has_lines_to_paste() {
        let text = said(None);
        assert_eq!(
            text.matches("export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n")
                .count(),
            2
        );
        for name in ["# as the operator\n", "# as the reader\n"] {
            assert!(text.contains(name), "{text}");
        }
    }

    #[test]
    fn a_developer_has_lines_to_paste_too() {
        let text = said(Some(&SignIn {
            plan: "org.toml".into(),
            accounts: 6,
            routes: Some("/home/ada/it's here/routes.json".into()),
            as_whom: Some(("ada@acme.example".into(), vec!["bedrock-data".into()])),
        }));
        let lines = "org.toml is applied in it: 6 accounts; its identity provider is there too\n\
             every sign-in is approved as ada@acme.example, in bedrock-data\n\
             \n# as a developer\n\
             export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n\
             export BEDROCK_AUTH_ROUTES='/home/ada/it'\\''s here/routes.json'\n\
             export BROWSER='curl -sL -o /dev/null'\n\
             bedrock-auth login\n";
        assert!(text.contains(lines), "{text}");
    }
}
