//! From the text of a plan file to what it asks for, or to everything that is wrong with it.
//!
//! One file for each table of the plan. Each reads what it can and reports what it cannot, so that
//! all mistakes come in one run. Nothing here awaits, reads a clock, a file or the environment.

mod budget;
mod defaults;
pub mod diagnostic;
pub mod draft;
mod emails;
mod findings;
mod groups;
mod headers;
mod identity;
mod inherit;
pub mod json_schema;
pub mod keys;
mod models;
mod monitoring;
mod organization;
mod quota;
mod regions;
mod seats;
mod section;
mod suggest;
mod syntax;
mod tags;
mod team;
mod unclosed;
mod unknown;

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::de::DeTable;

pub use diagnostic::{Code, Diagnostic, Label, Severity, Span};
pub use syntax::LARGEST;

use crate::model::{Intent, Team, TeamName};
use defaults::Defaults;
use findings::{Findings, Reported};
use models::Catalog;
use organization::Ground;
use section::Section;
use team::Reader;

/// A valid plan file, and what is worth a second thought in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub intent: Intent,
    pub warnings: Vec<Diagnostic>,
}

/// What the plan file asks for, or every mistake in it in the order of the file; warnings are
/// among them.
pub fn read(text: &str) -> Result<Read, Vec<Diagnostic>> {
    let readable = syntax::readable(text).map_err(|only| vec![only])?;
    let mut findings = Findings::after(readable.errors, readable.broken);
    let (tables, _) = DeTable::parse_recoverable(&readable.text);
    let root = Section::root(tables.get_ref(), text.len());
    let intent = plan(&root, &mut findings);
    let has_errors = findings.has_errors();
    let diagnostics = findings.into_sorted();
    match intent {
        Ok(intent) if !has_errors => Ok(Read {
            intent,
            warnings: diagnostics,
        }),
        _ => Err(diagnostics),
    }
}

/// The same for a file's bytes, with the text that the diagnostics' places are in.
pub fn read_bytes(bytes: &[u8]) -> (Cow<'_, str>, Result<Read, Vec<Diagnostic>>) {
    let text = String::from_utf8_lossy(bytes);
    let Err(error) = std::str::from_utf8(bytes) else {
        let read = read(&text);
        return (text, read);
    };
    // Up to here both are the same, and here the text has a replacement character.
    let start = error.valid_up_to();
    let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
    let diagnostic = Diagnostic::error(
        Code::NotUtf8,
        start..end,
        "not a character",
        "the plan file is not UTF-8 text".into(),
    )
    .help("save the file as UTF-8");
    (text, Err(vec![diagnostic]))
}

fn plan(root: &Section<'_>, findings: &mut Findings) -> Result<Intent, Reported> {
    unknown::report(root, &keys::PLAN, findings);
    let ground = root
        .need("organization", findings)
        .and_then(|node| node.section(findings))
        .map(|section| organization::read(&section, findings));
    let identity = root
        .need("identity", findings)
        .and_then(|node| node.section(findings))
        .and_then(|section| identity::read(&section, findings));
    let catalog = root
        .need("models", findings)
        .and_then(|node| node.section(findings))
        .map_or_else(Catalog::unreadable, |section| {
            Catalog::read(&section, findings)
        });
    let defaults = match root.section("defaults", findings) {
        Ok(None) => Defaults::none(),
        Ok(Some(section)) => Defaults::read(&section, &catalog, findings),
        Err(reported) => Defaults::unreadable(reported),
    };
    let teams = teams(root, ground.as_ref(), &catalog, &defaults, findings);
    defaults.outcome()?;
    Ok(Intent {
        organization: ground?.finish()?,
        identity: identity?,
        models: catalog.finish()?,
        teams: teams?,
        hub: None,
        use_case: None,
        publish: None,
    })
}

fn teams(
    root: &Section<'_>,
    ground: Result<&Ground, &Reported>,
    catalog: &Catalog,
    defaults: &Defaults,
    findings: &mut Findings,
) -> Result<BTreeMap<TeamName, Team>, Reported> {
    let ground = ground.map_err(|reported| *reported);
    let mut reader = Reader {
        ground,
        catalog,
        defaults,
        taken: seats::Taken::default(),
        groups: Vec::new(),
        regions: ground.map(Ground::named_regions).unwrap_or_default(),
    };
    let section = root.section("team", findings)?;
    let sections = section.iter().flat_map(Section::entries);
    let mut sections: Vec<_> = sections.collect();
    // "First used here" means first in the file.
    sections.sort_by_key(|(key, _)| key.span.start);
    let mut teams = BTreeMap::new();
    let mut outcome = Ok(());
    for (key, node) in &sections {
        let team = node
            .section(findings)
            .and_then(|section| reader.team(key, &section, findings));
        match team {
            Ok((name, team)) => {
                teams.insert(name, team);
            }
            Err(reported) => outcome = Err(reported),
        }
    }
    if sections.is_empty() {
        warn_no_team(root, findings);
    }
    groups::apart(&reader.groups, findings);
    regions::one_partition(&reader.regions, findings);
    if outcome.is_ok() && !teams.is_empty() {
        let used = teams.values().flat_map(|team| &team.models);
        catalog.warn_unused(used, findings);
    }
    outcome.map(|()| teams)
}

fn warn_no_team(root: &Section<'_>, findings: &mut Findings) {
    findings.warn_absent(
        "",
        Diagnostic::warning(
            Code::NoTeam,
            root.span.clone(),
            "no [team.NAME] up to here",
            "the plan has no team".into(),
        )
        .help("add a table such as [team.platform] with its group and developers"),
    );
}
