//! `[identity]`

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::issuer;
use super::keys;
use super::regions;
use super::section::{At, Section, all};
use super::word;
use crate::model::{GroupMatch, Identity, is_hidden};

/// What was read of it; each part on its own, so that one mistake hides no other.
pub struct Provider {
    issuer: Result<String, Reported>,
    client_id: Result<String, Reported>,
    groups_claim: Result<String, Reported>,
    pub group_match: Result<GroupMatch, Reported>,
    redirect_ports: Result<Vec<u16>, Reported>,
}

const GROUP_MATCHES: &[(&str, GroupMatch)] = &[
    ("contains", GroupMatch::Contains),
    ("equals", GroupMatch::Equals),
];

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Provider {
    let issuer = section
        .need_text("issuer", findings)
        .and_then(|text| issuer::read(&text, findings));
    let client_id = section
        .need_text("client_id", findings)
        .and_then(|text| client_id(&text, findings));
    let groups_claim = groups_claim(section, findings);
    if let (Ok(issuer), Ok(claim)) = (&issuer, &groups_claim) {
        // A claim that is left out is looked for where the issuer is.
        let default = At::new(keys::DEFAULT_GROUPS_CLAIM.to_owned(), issuer.span.clone());
        issuer::warn(issuer, claim.as_ref().unwrap_or(&default), findings);
    }
    Provider {
        issuer: issuer.map(|issuer| issuer.value),
        client_id,
        groups_claim: groups_claim.map(|claim| {
            claim.map_or_else(|| keys::DEFAULT_GROUPS_CLAIM.to_owned(), |at| at.value)
        }),
        group_match: word::read(section, "groups_match", GROUP_MATCHES, findings)
            .map(|at| at.map_or(GroupMatch::Contains, |at| at.value)),
        redirect_ports: redirect_ports(section, findings),
    }
}

impl Provider {
    pub fn finish(self) -> Result<Identity, Reported> {
        Ok(Identity {
            issuer: self.issuer?,
            client_id: self.client_id?,
            groups_claim: self.groups_claim?,
            group_match: self.group_match?,
            redirect_ports: self.redirect_ports?,
        })
    }
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

fn groups_claim(
    section: &Section<'_>,
    findings: &mut Findings,
) -> Result<Option<At<String>>, Reported> {
    let Some(text) = section.text("groups_claim", findings)? else {
        return Ok(None);
    };
    let length = text.value.chars().count();
    if !(1..=keys::LONGEST_CLAIM).contains(&length) {
        return Err(findings.error(Diagnostic::error(
            Code::ClaimLength,
            text.span,
            format!("{length} characters"),
            format!(
                "identity.groups_claim must have 1 to {} characters, which is what Cognito takes",
                keys::LONGEST_CLAIM
            ),
        )));
    }
    // Cognito's pattern has letters, marks, symbols, numbers and punctuation.
    if text
        .value
        .contains(|c: char| c.is_whitespace() || is_hidden(c))
    {
        return Err(findings.error(
            Diagnostic::error(
                Code::ClaimCharacters,
                text.span,
                "has a space or a character that does not show",
                "identity.groups_claim cannot be a claim that Cognito looks at".into(),
            )
            .help("copy the claim's name from an ID token of the provider"),
        ));
    }
    Ok(Some(At::new(text.value.to_owned(), text.span)))
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
