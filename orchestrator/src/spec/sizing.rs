//! `sizing = { safety, peak_tpm }`, in the defaults and in a team.

use super::findings::{Findings, Reported};
use super::inherit;
use super::keys;
use super::section::{At, Section};
use crate::model::{Factor, Sizing};

#[derive(Debug, Clone, Default)]
pub struct Part {
    safety: Option<At<Factor>>,
    peak_tpm: Option<At<u64>>,
}

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Part, Reported> {
    let Some(section) = section.section("sizing", findings)? else {
        return Ok(Part::default());
    };
    let safety = section
        .get("safety")
        .map(|node| node.factor(keys::SAFETY, findings))
        .transpose();
    let peak_tpm = section.number("peak_tpm", keys::PER_MINUTE, findings);
    Ok(Part {
        safety: safety?,
        peak_tpm: peak_tpm?,
    })
}

/// The team's keys over the default's.
pub fn merged(team: &str, own: &Part, default: &Part, findings: &mut Findings) -> Sizing {
    let mut repeated = inherit::Repeated::new(format!("team.{team}.sizing"), findings);
    repeated.look("safety", &own.safety, &default.safety);
    repeated.look("peak_tpm", &own.peak_tpm, &default.peak_tpm);
    Sizing {
        safety: inherit::either(&own.safety, &default.safety)
            .map_or_else(Factor::default, |at| at.value),
        peak_tpm: inherit::either(&own.peak_tpm, &default.peak_tpm).map(|at| at.value),
    }
}
