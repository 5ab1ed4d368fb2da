//! Addresses: of new accounts, of adopted ones, and of people.

use std::collections::BTreeMap;

use super::diagnostic::{Code, Diagnostic, Span};
use super::findings::{Findings, Reported};
use super::keys;
use super::section::{At, Section};
use super::suggest;
use crate::model::{AccountName, Email, EmailTemplate};

const PLACEHOLDER: &str = "{account}";

pub fn template(text: &At<&str>, findings: &mut Findings) -> Result<At<EmailTemplate>, Reported> {
    let rest = text.value.replace(PLACEHOLDER, "");
    if rest.contains(['{', '}']) {
        return Err(findings.error(
            Diagnostic::error(
                Code::EmailPlaceholder,
                text.span.clone(),
                "has another { or } than those of {account}",
                "organization.email has a placeholder that is not known".into(),
            )
            .help("the one placeholder is {account}: the account's name, such as backend-2"),
        ));
    }
    match text.value.parse::<EmailTemplate>() {
        Ok(template) => Ok(At::new(template, text.span.clone())),
        Err(why) => Err(findings.error(
            Diagnostic::error(
                Code::EmailTemplate,
                text.span.clone(),
                why.0,
                "organization.email cannot be the address of new accounts".into(),
            )
            .help("write it like \"aws+{account}@acme.example\""),
        )),
    }
}

pub fn email(text: &At<&str>, path: &str, findings: &mut Findings) -> Result<At<Email>, Reported> {
    text.value
        .parse::<Email>()
        .map(|email| At::new(email, text.span.clone()))
        .map_err(|why| {
            findings.error(Diagnostic::error(
                Code::Email,
                text.span.clone(),
                why.0,
                format!(
                    "{path}: {} is not an address",
                    suggest::shortened(text.value)
                ),
            ))
        })
}

/// The address of one new account.
pub fn of_account(
    template: &At<EmailTemplate>,
    account: &AccountName,
    team: &At<&str>,
    findings: &mut Findings,
) -> Result<Email, Reported> {
    template.value.for_account(account).map_err(|why| {
        findings.error(
            Diagnostic::error(
                Code::EmailOfAccount,
                team.span.clone(),
                why.0,
                format!("the address of {account} would not be one that AWS takes"),
            )
            .and(template.span.clone(), "made from this")
            .help("shorten the team's name or the address"),
        )
    })
}

/// Every address that the plan gives an account, to find those that come twice.
#[derive(Default)]
pub struct Addresses {
    seen: BTreeMap<String, Span>,
}

impl Addresses {
    pub fn take(&mut self, email: &Email, span: Span, findings: &mut Findings) {
        match self.seen.get(&email.folded()) {
            None => {
                self.seen.insert(email.folded(), span);
            }
            Some(first) => {
                findings.error(
                    Diagnostic::error(
                        Code::EmailTwice,
                        span,
                        "the same address again",
                        format!("{email} would be the address of two accounts"),
                    )
                    .and(first.clone(), "first used here")
                    .help("AWS gives an address to one account in the world, capitals aside"),
                );
            }
        }
    }
}

/// `notify = [...]` of alarms, which a stack takes as one text with commas in between.
pub fn listeners(
    section: &Section<'_>,
    findings: &mut Findings,
) -> Result<Option<At<Vec<At<Email>>>>, Reported> {
    let Some(emails) = list(section, "notify", findings)? else {
        return Ok(None);
    };
    let path = format!("{}.notify", section.path);
    let count = emails.value.len();
    if count > keys::LISTENERS {
        return Err(findings.error(
            Diagnostic::error(
                Code::Addresses,
                emails.span,
                format!("{count} addresses"),
                format!("{path} has too many addresses"),
            )
            .help(format!(
                "the alarms are sent to {} addresses at most: use a mailing list",
                keys::LISTENERS
            )),
        ));
    }
    let comma = |email: &&At<Email>| email.value.as_str().contains(',');
    match emails.value.iter().find(comma) {
        None => Ok(Some(emails)),
        Some(odd) => Err(findings.error(Diagnostic::error(
            Code::Email,
            odd.span.clone(),
            "a comma ends an address in the stack's list",
            format!("{path}: an alarm cannot be sent to an address with a comma"),
        ))),
    }
}

/// Without their places.
pub fn plain(list: Option<&At<Vec<At<Email>>>>) -> Vec<Email> {
    list.map(|list| list.value.iter().map(|at| at.value.clone()).collect())
        .unwrap_or_default()
}

/// `notify = [...]`
pub fn list(
    section: &Section<'_>,
    key: &str,
    findings: &mut Findings,
) -> Result<Option<At<Vec<At<Email>>>>, Reported> {
    let Some(items) = section.list(key, findings)? else {
        return Ok(None);
    };
    let path = format!("{}.{key}", section.path);
    let emails = items
        .value
        .iter()
        .map(|item| email(&item.text(findings)?, &path, findings))
        .collect();
    let emails = super::section::all(emails)?;
    super::regions::each_once(&emails, &path, |email| email.as_str(), findings)?;
    Ok(Some(At::new(emails, items.span)))
}
