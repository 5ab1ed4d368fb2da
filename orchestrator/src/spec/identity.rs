//! `[identity]`

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::regions;
use super::section::{At, Section, all};
use super::suggest;
use crate::model::{GroupMatch, Identity};

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Identity, Reported> {
    let issuer = section
        .need_text("issuer", findings)
        .and_then(|text| issuer(&text, findings));
    let client_id = section
        .need_text("client_id", findings)
        .and_then(|text| client_id(&text, findings));
    let groups_claim = groups_claim(section, findings);
    let redirect_ports = redirect_ports(section, findings);
    Ok(Identity {
        issuer: issuer?,
        client_id: client_id?,
        groups_claim: groups_claim?,
        group_match: GroupMatch::Contains,
        redirect_ports: redirect_ports?,
    })
}

/// Kept as it is written: Auth0 compares the trailing slash.
fn issuer(text: &At<&str>, findings: &mut Findings) -> Result<String, Reported> {
    let rest = text.value.strip_prefix("https://");
    let host = rest.and_then(|rest| rest.split('/').next());
    let (why, help) = if let Some(plain) = text.value.strip_prefix("http://") {
        (
            "not https",
            format!("write https://{}", suggest::shortened(plain)),
        )
    } else if rest.is_none() {
        (
            "not an https address",
            "write it like https://acme.okta.com".to_owned(),
        )
    } else if text.value.contains(['?', '#']) {
        (
            "has a query or a fragment",
            "leave out everything from ? or # on".to_owned(),
        )
    } else if text
        .value
        .contains(|c: char| c.is_whitespace() || c.is_control())
        || host.is_none_or(|host| host.is_empty() || host.contains('@'))
        || text.value.len() > 255
    {
        (
            "not an address that a provider can have",
            "copy `issuer` from the provider's discovery document".to_owned(),
        )
    } else if text.value.contains("/.well-known/") {
        (
            "this is the discovery document, not the issuer",
            "leave out everything from /.well-known on, but keep what the document prints as \
             `issuer`"
                .to_owned(),
        )
    } else {
        return Ok(text.value.to_owned());
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

fn client_id(text: &At<&str>, findings: &mut Findings) -> Result<String, Reported> {
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if (1..=255).contains(&text.value.len()) && !text.value.contains(odd) {
        return Ok(text.value.to_owned());
    }
    Err(findings.error(
        Diagnostic::error(
            Code::ClientId,
            text.span.clone(),
            "1 to 255 characters without spaces",
            "identity.client_id cannot be a client id".into(),
        )
        .help("copy the client id of bedrock-auth's application from the provider"),
    ))
}

fn groups_claim(section: &Section<'_>, findings: &mut Findings) -> Result<String, Reported> {
    let Some(text) = section.text("groups_claim", findings)? else {
        return Ok(keys::DEFAULT_GROUPS_CLAIM.to_owned());
    };
    let length = text.value.chars().count();
    if (1..=keys::LONGEST_CLAIM).contains(&length) {
        return Ok(text.value.to_owned());
    }
    Err(findings.error(Diagnostic::error(
        Code::ClaimLength,
        text.span,
        format!("{length} characters"),
        format!(
            "identity.groups_claim must have 1 to {} characters, which is what Cognito takes",
            keys::LONGEST_CLAIM
        ),
    )))
}

fn redirect_ports(section: &Section<'_>, findings: &mut Findings) -> Result<Vec<u16>, Reported> {
    let Some(node) = section.get("redirect_ports") else {
        return Ok(keys::DEFAULT_PORTS.to_vec());
    };
    let items = node.list(findings)?;
    if items.value.is_empty() {
        return Err(regions::empty(&node, findings));
    }
    let ports = items
        .value
        .iter()
        .map(|item| item.number(keys::PORTS, findings))
        .collect();
    let ports = numbers(all(ports)?);
    let shown: Vec<At<String>> = ports
        .iter()
        .map(|port| At::new(port.value.to_string(), port.span.clone()))
        .collect();
    regions::each_once(&shown, &node.path, String::as_str, findings)?;
    Ok(ports.into_iter().map(|port| port.value).collect())
}

/// Narrowed; the range was checked when they were read.
pub fn numbers(wide: Vec<At<u64>>) -> Vec<At<u16>> {
    wide.into_iter()
        .filter_map(|at| Some(At::new(u16::try_from(at.value).ok()?, at.span)))
        .collect()
}
