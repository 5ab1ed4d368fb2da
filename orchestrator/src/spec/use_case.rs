//! `[use_case]`: Anthropic's form.

use std::ops::RangeInclusive;

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::section::{At, Section};
use super::word;
use crate::model::{UseCase, Users};

const USERS: &[(&str, Users)] = &[
    ("internal", Users::Internal),
    ("external", Users::External),
    ("both", Users::Both),
];

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<UseCase, Reported> {
    let company = text(section, "company", keys::FORM_LINE, findings);
    let website = text(section, "website", keys::FORM_LINE, findings)
        .and_then(|text| website(&text, findings));
    let industry = text(section, "industry", keys::FORM_LINE, findings);
    let users = section
        .need_text("users", findings)
        .and_then(|text| word::meaning(&text, "use_case.users", USERS, findings));
    let description = text(section, "description", keys::FORM_TEXT, findings);
    Ok(UseCase {
        company: company?.value.to_owned(),
        website: website?,
        industry: industry?.value.to_owned(),
        users: users?.value,
        description: description?.value.to_owned(),
    })
}

fn text<'a>(
    section: &Section<'a>,
    key: &str,
    length: RangeInclusive<usize>,
    findings: &mut Findings,
) -> Result<At<&'a str>, Reported> {
    let text = section.need_text(key, findings)?;
    let count = text.value.trim().chars().count();
    let several_lines = length == keys::FORM_TEXT;
    let odd = |c: char| c.is_control() && !(several_lines && matches!(c, '\n' | '\r' | '\t'));
    let why = if !length.contains(&count) || text.value.chars().count() > *length.end() {
        format!("{count} characters")
    } else if text.value.contains(odd) {
        "has a character that does not show".to_owned()
    } else {
        return Ok(text);
    };
    Err(findings.error(
        Diagnostic::error(
            Code::FormText,
            text.span,
            why,
            format!("use_case.{key} does not fit into Anthropic's form"),
        )
        .help(format!(
            "write {} to {} characters",
            length.start(),
            length.end()
        )),
    ))
}

fn website(text: &At<&str>, findings: &mut Findings) -> Result<String, Reported> {
    let rest = text.value.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let dotted = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    if dotted && !text.value.contains(char::is_whitespace) && !host.contains('@') {
        return Ok(text.value.to_owned());
    }
    Err(findings.error(
        Diagnostic::error(
            Code::Website,
            text.span.clone(),
            "not an https address",
            "use_case.website is not a website that the form takes".into(),
        )
        .help("write it like https://acme.example"),
    ))
}
