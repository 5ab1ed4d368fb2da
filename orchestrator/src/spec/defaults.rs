//! `[defaults]`: what a team gets unless it says otherwise.

use super::budget;
use super::findings::{Findings, Reported};
use super::models::Catalog;
use super::monitoring;
use super::section::{At, Section};
use super::sizing;
use crate::model::Alias;

pub struct Defaults {
    pub models: Result<Option<At<Vec<At<Alias>>>>, Reported>,
    pub budget: Result<Option<budget::Part>, Reported>,
    pub monitoring: Result<monitoring::Part, Reported>,
    pub sizing: Result<sizing::Part, Reported>,
}

impl Defaults {
    pub fn none() -> Self {
        Self {
            models: Ok(None),
            budget: Ok(None),
            monitoring: Ok(monitoring::Part::default()),
            sizing: Ok(sizing::Part::default()),
        }
    }

    pub fn unreadable(reported: Reported) -> Self {
        Self {
            models: Err(reported),
            budget: Err(reported),
            monitoring: Err(reported),
            sizing: Err(reported),
        }
    }

    pub fn read(section: &Section<'_>, catalog: &Catalog, findings: &mut Findings) -> Self {
        Self {
            models: models(section, catalog, findings),
            budget: budget::read(section, findings),
            monitoring: monitoring::read(section, findings),
            sizing: sizing::read(section, findings),
        }
    }

    pub fn outcome(&self) -> Result<(), Reported> {
        self.models.as_ref().map_err(|reported| *reported)?;
        self.budget.as_ref().map_err(|reported| *reported)?;
        self.monitoring.as_ref().map_err(|reported| *reported)?;
        self.sizing.as_ref().map_err(|reported| *reported)?;
        Ok(())
    }
}

/// The models of the default or of a team.
pub fn models(
    section: &Section<'_>,
    catalog: &Catalog,
    findings: &mut Findings,
) -> Result<Option<At<Vec<At<Alias>>>>, Reported> {
    section
        .get("models")
        .map(|node| catalog.list(&node, findings))
        .transpose()
}
