//! `tags = { ... }`: what AWS lets a tag be.

use std::collections::BTreeMap;

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::section::{At, Section};
use super::suggest;
use crate::model::{Tags, tag};

pub type Placed = BTreeMap<String, At<String>>;

/// AWS takes 50; the rest is for the tags of bedrock-org and of other tools.
const MOST: usize = 40;

/// The prefixes that are not the plan's to use.
const RESERVED: &[&str] = &["aws:", tag::PREFIX];

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Placed, Reported> {
    let mut tags = Placed::new();
    let Some(section) = section.section("tags", findings)? else {
        return Ok(tags);
    };
    let mut outcome = Ok(());
    for (key, node) in section.entries() {
        if let Err(reported) = check_key(&key, findings) {
            outcome = Err(reported);
        }
        match node
            .text(findings)
            .and_then(|value| check_value(&value, &node.path, findings))
        {
            Ok(value) => {
                tags.insert(key.value.to_owned(), value);
            }
            Err(reported) => outcome = Err(reported),
        }
    }
    if tags.len() > MOST {
        outcome = Err(findings.error(Diagnostic::error(
            Code::TagCount,
            section.span.clone(),
            format!("{} tags", tags.len()),
            format!("{} has more than {MOST} tags", section.path),
        )));
    }
    outcome.map(|()| tags)
}

/// The organization's tags with the team's own on top.
pub fn merged(
    ground: &Placed,
    own: Placed,
    team: &str,
    span: super::diagnostic::Span,
    findings: &mut Findings,
) -> Result<Placed, Reported> {
    let mut tags = ground.clone();
    tags.extend(own);
    if tags.len() > MOST {
        return Err(findings.error(Diagnostic::error(
            Code::TagCount,
            span,
            format!("{} tags", tags.len()),
            format!("team.{team} has more than {MOST} tags with the organization's"),
        )));
    }
    Ok(tags)
}

pub fn plain(tags: Placed) -> Tags {
    tags.into_iter().map(|(key, at)| (key, at.value)).collect()
}

fn check_key(key: &At<&str>, findings: &mut Findings) -> Result<(), Reported> {
    let shown = suggest::shown_key(key.value);
    let lower = key.value.to_lowercase();
    if let Some(prefix) = RESERVED.iter().find(|prefix| lower.starts_with(**prefix)) {
        return Err(findings.error(Diagnostic::error(
            Code::TagReserved,
            key.span.clone(),
            "choose another prefix",
            format!("tags that begin with {prefix} are reserved, such as {shown}"),
        )));
    }
    let length = key.value.chars().count();
    let why = if !(1..=128).contains(&length) {
        format!("it has {length} characters, and AWS takes 1 to 128")
    } else if let Some(odd) = odd_character(key.value) {
        format!("AWS does not take {odd:?} in it")
    } else {
        return Ok(());
    };
    Err(findings.error(Diagnostic::error(
        Code::TagKey,
        key.span.clone(),
        why,
        format!("{shown} cannot be the key of a tag"),
    )))
}

fn check_value(
    value: &At<&str>,
    path: &str,
    findings: &mut Findings,
) -> Result<At<String>, Reported> {
    let length = value.value.chars().count();
    let why = if length > 256 {
        format!("it has {length} characters, and AWS takes 256")
    } else if let Some(odd) = odd_character(value.value) {
        format!("AWS does not take {odd:?} in it")
    } else {
        return Ok(At::new(value.value.to_owned(), value.span.clone()));
    };
    Err(findings.error(
        Diagnostic::error(
            Code::TagValue,
            value.span.clone(),
            why,
            format!("{path} cannot be the value of a tag"),
        )
        .help("letters, digits, spaces and _ . : / = + - @ are allowed"),
    ))
}

fn odd_character(text: &str) -> Option<char> {
    text.chars()
        .find(|c| !(c.is_alphanumeric() || *c == ' ' || "_.:/=+-@".contains(*c)))
}
