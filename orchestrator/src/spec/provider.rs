//! `oidc_provider`: whether a team's accounts know the identity provider already.

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::section::{At, Section};
use super::word;
use crate::model::Seat;

const WORDS: &[(&str, bool)] = &[("create", false), ("existing", true)];

pub fn exists(
    section: &Section<'_>,
    team: &At<&str>,
    seats: Option<&[Seat]>,
    findings: &mut Findings,
) -> Result<bool, Reported> {
    let Some(exists) = word::read(section, "oidc_provider", WORDS, findings)? else {
        return Ok(false);
    };
    let created = |seat: &&Seat| matches!(seat, Seat::ByEmail { .. });
    let new = seats.unwrap_or_default().iter().find(created);
    match new.filter(|_| exists.value) {
        None => Ok(exists.value),
        Some(seat) => Err(findings.error(
            Diagnostic::error(
                Code::OidcProvider,
                exists.span,
                format!("the account {} is created, and knows no provider", seat.name()),
                format!(
                    "{}.oidc_provider can be \"existing\" for adopted accounts alone",
                    section.path
                ),
            )
            .and(team.span.clone(), "not all of its accounts are adopted")
            .help(
                "leave it out, or make a team of the adopted accounts alone: name them in `account`",
            ),
        )),
    }
}
