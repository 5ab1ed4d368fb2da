//! From the text of a plan file to what it asks for, or to everything that is wrong with it.
//!
//! One file for each table of the plan. Each reads what it can and reports what it cannot, so that
//! all mistakes come in one run. Nothing here awaits, reads a clock, a file or the environment.

mod buckets;
mod budget;
mod defaults;
pub mod diagnostic;
pub mod draft;
mod emails;
mod findings;
mod groups;
mod headers;
mod hub;
mod identity;
mod inherit;
mod issuer;
pub mod json_schema;
pub mod keys;
mod model_list;
mod models;
mod monitoring;
mod organization;
mod provider;
mod quota;
mod regions;
mod routing;
mod seats;
mod section;
mod sizing;
mod suggest;
mod syntax;
mod tags;
mod team;
mod unclosed;
mod unknown;
mod use_case;
mod word;

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::de::DeTable;

pub use diagnostic::{Code, Diagnostic, Label, Severity, Span};
pub use syntax::LARGEST;

use crate::model::{GroupMatch, Intent, Team, TeamName};
use defaults::Defaults;
use findings::{Findings, Reported};
use hub::Hub;
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
        .map(|section| identity::read(&section, findings));
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
    let hub = optional(root, "hub", hub::read, findings);
    let publish = optional(root, "routing", routing::read, findings);
    let use_case = optional(root, "use_case", use_case::read, findings);
    let around = Around {
        ground: ground.as_ref().map_err(|reported| *reported),
        group_match: match &identity {
            Ok(provider) => provider.group_match,
            // As it is when the key is left out.
            Err(_) => Ok(GroupMatch::default()),
        },
        catalog: &catalog,
        defaults: &defaults,
        hub: hub.as_ref().ok().and_then(Option::as_ref),
    };
    let teams = teams(root, &around, findings);
    defaults.outcome()?;
    Ok(Intent {
        organization: ground?.finish()?,
        identity: identity?.finish()?,
        models: catalog.finish()?,
        teams: teams?,
        hub: hub?.map(Hub::finish),
        use_case: use_case?,
        publish: publish?,
    })
}

fn optional<T>(
    root: &Section<'_>,
    key: &str,
    read: impl Fn(&Section<'_>, &mut Findings) -> Result<T, Reported>,
    findings: &mut Findings,
) -> Result<Option<T>, Reported> {
    let section = root.section(key, findings)?;
    section.map(|section| read(&section, findings)).transpose()
}

/// What all teams are read against.
struct Around<'r> {
    ground: Result<&'r Ground, Reported>,
    group_match: Result<GroupMatch, Reported>,
    catalog: &'r Catalog,
    defaults: &'r Defaults,
    hub: Option<&'r Hub>,
}

fn teams(
    root: &Section<'_>,
    around: &Around<'_>,
    findings: &mut Findings,
) -> Result<BTreeMap<TeamName, Team>, Reported> {
    let mut reader = Reader {
        ground: around.ground,
        catalog: around.catalog,
        defaults: around.defaults,
        taken: seats::Taken::default(),
        groups: Vec::new(),
        regions: around.ground.map(Ground::named_regions).unwrap_or_default(),
    };
    let section = root.section("team", findings)?;
    let sections = section.iter().flat_map(Section::entries);
    let mut sections: Vec<_> = sections.collect();
    // "First used here" means first in the file.
    sections.sort_by_key(|(key, _)| key.span.start);
    let mut teams = BTreeMap::new();
    let mut outcome = Ok(());
    for (place, (key, node)) in sections.iter().enumerate() {
        let team = node
            .section(findings)
            .and_then(|section| reader.team(place, key, &section, findings));
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
    groups::apart(&reader.groups, around.group_match, findings);
    if let Some(hub) = around.hub {
        hub.apart(&reader.taken, findings);
    }
    regions::one_partition(&reader.regions, findings);
    if outcome.is_ok() && !teams.is_empty() {
        let used = teams.values().flat_map(|team| &team.models);
        around.catalog.warn_unused(used, findings);
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
