//! `quota = { MODEL = { tpm, rpm } }`

use std::collections::BTreeMap;

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::models::Catalog;
use super::section::{At, Section};
use crate::model::{Alias, Quota};

/// What the team asks for; `used` are the models that it may call, if they could be read.
pub fn read(
    team: &Section<'_>,
    catalog: &Catalog,
    used: Option<&[At<Alias>]>,
    findings: &mut Findings,
) -> Result<BTreeMap<Alias, Quota>, Reported> {
    let mut quotas = BTreeMap::new();
    let Some(section) = team.section("quota", findings)? else {
        return Ok(quotas);
    };
    let mut outcome = Ok(());
    for (name, node) in section.entries() {
        let quota = node
            .section(findings)
            .and_then(|section| quota(&section, findings));
        let alias = catalog
            .named(&name, findings)
            .and_then(|alias| used_by(team, alias, used, findings));
        match (alias, quota) {
            (Ok(alias), Ok(quota)) => {
                quotas.insert(alias.value, quota);
            }
            (Err(reported), _) | (_, Err(reported)) => outcome = Err(reported),
        }
    }
    outcome.map(|()| quotas)
}

fn used_by(
    team: &Section<'_>,
    alias: At<Alias>,
    used: Option<&[At<Alias>]>,
    findings: &mut Findings,
) -> Result<At<Alias>, Reported> {
    if used.is_none_or(|used| used.contains(&alias)) {
        return Ok(alias);
    }
    Err(findings.absent(
        &team.path,
        Diagnostic::error(
            Code::QuotaUnusedModel,
            alias.span,
            "not among the team's models",
            format!(
                "{} asks for a quota of a model that it does not use",
                team.path
            ),
        )
        .help(format!(
            "add \"{}\" to the team's `models`, or leave the quota out",
            alias.value
        )),
    ))
}

fn quota(section: &Section<'_>, findings: &mut Findings) -> Result<Quota, Reported> {
    let tpm = section.number("tpm", keys::ASKED_OF_QUOTA, findings);
    let rpm = section.number("rpm", keys::ASKED_OF_QUOTA, findings);
    let (tpm, rpm) = (tpm?, rpm?);
    if tpm.is_none() && rpm.is_none() {
        return Err(findings.absent(
            &section.path,
            Diagnostic::error(
                Code::QuotaEmpty,
                section.span.clone(),
                "neither `tpm` nor `rpm`",
                format!("{} asks for nothing", section.path),
            )
            .help("say how many tokens per minute: { tpm = 4_000_000 }"),
        ));
    }
    Ok(Quota {
        tpm: tpm.map(|at| at.value),
        rpm: rpm.map(|at| at.value),
    })
}
