//! The issuer, and what the providers that companies use ask of it.

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::section::At;
use super::suggest;
use crate::model;

/// Where Entra ID issues tokens in its clouds, by the host of the v2.0 issuer.
const ENTRA: &[&str] = &[
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
];
const ENTRA_V1: &[&str] = &["sts.windows.net", "sts.chinacloudapi.cn"];
/// Entra ID signs people in here and names their own tenant in the token.
const NO_TENANT: &[&str] = &["common", "organizations", "consumers"];
const USER_POOLS_CLAIM: &str = "cognito:groups";

/// Kept as it is written: Auth0 compares the trailing slash.
pub fn read(text: &At<&str>, findings: &mut Findings) -> Result<At<String>, Reported> {
    let Some((why, help)) = mistake(text.value) else {
        return Ok(At::new(text.value.to_owned(), text.span.clone()));
    };
    Err(findings.error(
        Diagnostic::error(
            Code::Issuer,
            text.span.clone(),
            why,
            "identity.issuer cannot be an OpenID provider's issuer".into(),
        )
        .help(help),
    ))
}

/// What is wrong with it, and what to do.
fn mistake(issuer: &str) -> Option<(&'static str, String)> {
    if let Some(plain) = issuer.strip_prefix("http://") {
        let help = format!("write https://{}", suggest::shortened(plain));
        return Some(("not https", help));
    }
    let Some(rest) = issuer.strip_prefix("https://") else {
        let help = "write it like https://acme.okta.com".to_owned();
        return Some(("not an https address", help));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}');
    if issuer.contains(['?', '#']) {
        let help = "leave out everything from ? or # on".to_owned();
        Some(("has a query or a fragment", help))
    } else if issuer.contains(odd) || host.is_empty() || host.contains('@') || issuer.len() > 255 {
        let help = "copy `issuer` from the provider's discovery document".to_owned();
        Some(("not an address that a provider can have", help))
    } else if issuer.contains("/.well-known/") {
        let help = "leave out everything from /.well-known on, but keep what the document prints \
                    as `issuer`";
        let why = "this is the discovery document, not the issuer";
        Some((why, help.to_owned()))
    } else if model::user_pools_region(host).is_some() && model::user_pool(issuer).is_none() {
        let help = "write it like https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI, \
                    without a slash at its end";
        Some(("not the issuer of a Cognito user pool", help.to_owned()))
    } else if ENTRA.contains(&host)
        && NO_TENANT
            .iter()
            .any(|word| path.split('/').next() == Some(word))
    {
        let help = format!("write your tenant's id: https://{host}/TENANT-ID/v2.0");
        Some(("names no tenant, and a token always names one", help))
    } else {
        None
    }
}

/// What is possible, and seldom meant.
pub fn warn(issuer: &At<String>, claim: &At<String>, findings: &mut Findings) {
    if is_entra_v1(&issuer.value) {
        findings.warn(
            Diagnostic::warning(
                Code::EntraIssuer,
                issuer.span.clone(),
                "does not end in /v2.0",
                "identity.issuer is not the v2.0 issuer of Entra ID".into(),
            )
            .help(
                "ID tokens come from https://login.microsoftonline.com/TENANT-ID/v2.0; write it as \
                 the v2.0 discovery document prints it",
            ),
        );
    }
    if model::user_pool(&issuer.value).is_some() && claim.value != USER_POOLS_CLAIM {
        findings.warn(
            Diagnostic::warning(
                Code::UserPoolClaim,
                claim.span.clone(),
                format!("the groups are looked for in \"{}\"", suggest::shortened(&claim.value)),
                format!("a Cognito user pool sends a developer's groups in \"{USER_POOLS_CLAIM}\""),
            )
            .help(format!(
                "write groups_claim = \"{USER_POOLS_CLAIM}\", unless the pool was made to send another"
            )),
        );
    }
}

fn is_entra_v1(issuer: &str) -> bool {
    let rest = issuer.strip_prefix("https://").unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    ENTRA_V1.contains(&host) || (ENTRA.contains(&host) && !path.ends_with("/v2.0"))
}
