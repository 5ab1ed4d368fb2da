//! `[team.NAME]`

use super::budget;
use super::defaults::{self, Defaults};
use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::groups;
use super::inherit;
use super::keys;
use super::model_list;
use super::models::Catalog;
use super::monitoring;
use super::organization::Ground;
use super::provider;
use super::quota;
use super::regions::{self, Reach};
use super::seats::{self, Taken};
use super::section::{At, Section};
use super::sizing;
use super::suggest;
use super::tags;
use crate::model::{Alias, Budget, InvalidName, Region, Seat, Team, TeamName};

/// What all teams are read against, and what they have taken so far.
pub struct Reader<'r> {
    pub ground: Result<&'r Ground, Reported>,
    pub catalog: &'r Catalog,
    pub defaults: &'r Defaults,
    pub taken: Taken,
    pub groups: Vec<(&'r str, At<String>)>,
    /// Every Region that a team names.
    pub regions: Vec<At<Region>>,
}

impl<'r> Reader<'r> {
    pub fn team(
        &mut self,
        place: usize,
        key: &At<&'r str>,
        section: &Section<'_>,
        findings: &mut Findings,
    ) -> Result<(TeamName, Team), Reported> {
        let name = name(key, findings);
        let group = groups::read(section, findings);
        if let Ok(group) = &group {
            self.groups.push((key.value, group.clone()));
        }
        let developers = developers(section, key, findings);
        let template = self
            .ground
            .and_then(|ground| ground.email.as_ref().map_err(|why| *why));
        let seats = seats::read(
            section,
            key,
            name.as_ref().map_err(|why| *why),
            template,
            &mut self.taken,
            findings,
        );
        let adopted = seats.as_deref().ok();
        let provider_exists = provider::exists(section, key, adopted, findings);
        let own_regions = section
            .get("regions")
            .map(|node| regions::list(&node, findings))
            .transpose();
        if let (Ok(Some(own)), Ok(ground)) = (&own_regions, self.ground_regions()) {
            warn_same_regions(section, own, ground, findings);
        }
        let models = self.models(section, key, findings);
        self.check_models(key, &own_regions, &models, findings);
        let used = models.as_ref().ok().map(Vec::as_slice);
        let quota = quota::read(section, self.catalog, used, findings);
        let mut budget = self.budget(section, key.value, findings);
        let owner = self
            .ground
            .ok()
            .and_then(|ground| ground.name.as_ref().ok());
        if let (Some(owner), Ok(Some(_)), Ok(name), Ok(seats)) = (owner, &budget, &name, &seats)
            && let Err(reported) = budget::names::check(owner, key, name, seats, findings)
        {
            budget = Err(reported);
        }
        let monitoring = monitoring::read(section, findings);
        let sizing = sizing::read(section, findings);
        let tags = tags::read(section, findings);

        if let Ok(Some(regions)) = &own_regions {
            self.regions.extend(regions.iter().cloned());
        }
        let ground_tags = self
            .ground
            .and_then(|ground| ground.tags.as_ref().map_err(|why| *why))?;
        let ground_regions = self.ground_regions()?;
        let tags = tags::merged(
            ground_tags,
            tags?,
            key.value,
            section.span.clone(),
            findings,
        )?;
        let monitoring = monitoring::merged(
            key.value,
            developers_each(&developers, &seats),
            &monitoring?,
            self.defaults.monitoring.as_ref().map_err(|why| *why)?,
            findings,
        );
        let default = self.defaults.sizing.as_ref().map_err(|why| *why)?;
        let sizing = sizing::merged(key.value, &sizing?, default, findings);
        let regions = own_regions?.unwrap_or_else(|| ground_regions.clone());
        let team = Team {
            place,
            group: group?.value,
            developers: developers?,
            seats: seats?,
            provider_exists: provider_exists?,
            regions: regions.into_iter().map(|at| at.value).collect(),
            models: models?.into_iter().map(|at| at.value).collect(),
            budget: budget?,
            quota: quota?,
            sizing,
            monitoring,
            tags: tags::plain(tags),
        };
        Ok((name?, team))
    }

    fn ground_regions(&self) -> Result<&'r Vec<At<Region>>, Reported> {
        let ground = self.ground?;
        ground.regions.as_ref().map_err(|why| *why)
    }

    /// The team's own models, or the default's.
    fn models(
        &self,
        section: &Section<'_>,
        key: &At<&str>,
        findings: &mut Findings,
    ) -> Result<Vec<At<Alias>>, Reported> {
        let own = defaults::models(section, self.catalog, findings)?;
        let default = self.defaults.models.as_ref().map_err(|why| *why);
        if let Ok(default) = default {
            inherit::Repeated::new(section.path.clone(), findings).look("models", &own, default);
        }
        if let Some(own) = own {
            return Ok(own.value);
        }
        match default? {
            Some(default) => Ok(default.value.clone()),
            None => Err(findings.absent(
                &section.path,
                Diagnostic::error(
                    Code::MissingKey,
                    key.span.clone(),
                    "no `models` in this team",
                    format!("{} has no models, and there is no default", section.path),
                )
                .help("add models = [...] here or in [defaults]"),
            )),
        }
    }

    fn budget(
        &self,
        section: &Section<'_>,
        team: &str,
        findings: &mut Findings,
    ) -> Result<Option<Budget>, Reported> {
        let own = budget::read(section, findings)?;
        let default = self.defaults.budget.as_ref().map_err(|why| *why)?;
        budget::merged(team, own.as_ref(), default.as_ref(), findings)
    }

    fn check_models(
        &self,
        team: &At<&str>,
        own: &Result<Option<Vec<At<Region>>>, Reported>,
        models: &Result<Vec<At<Alias>>, Reported>,
        findings: &mut Findings,
    ) {
        let (Ok(own), Ok(models)) = (own, models) else {
            return;
        };
        let ground = self
            .ground
            .ok()
            .and_then(|ground| ground.regions.as_ref().ok());
        let Some(regions) = own.as_ref().or(ground) else {
            return;
        };
        let used = |alias: &'_ At<Alias>| self.catalog.models.get(&alias.value);
        model_list::check(team, regions, models.iter().filter_map(used), findings);
        for model_use in models {
            if let Some(model) = self.catalog.models.get(&model_use.value) {
                let reach = Reach {
                    team: team.value,
                    model_use,
                    model,
                    regions,
                    own_regions: own.is_some(),
                };
                reach.check(findings);
            }
        }
    }
}

fn name(key: &At<&str>, findings: &mut Findings) -> Result<TeamName, Reported> {
    key.value.parse().map_err(|why: InvalidName| {
        findings.error(
            Diagnostic::error(
                Code::TeamName,
                key.span.clone(),
                why.0,
                format!("{} cannot be a team's name", suggest::shown_key(key.value)),
            )
            .help("a team's name becomes a unit and part of account names, such as [team.data]"),
        )
    })
}

/// Quotas are sized for the number, so a guess has to be seen.
fn developers(
    section: &Section<'_>,
    key: &At<&str>,
    findings: &mut Findings,
) -> Result<u32, Reported> {
    if let Some(number) = section.number("developers", keys::DEVELOPERS, findings)? {
        return Ok(u32::try_from(number.value).unwrap_or(u32::MAX));
    }
    findings.warn_absent(
        &section.path,
        Diagnostic::warning(
            Code::NoDevelopers,
            key.span.clone(),
            "no `developers` in this team",
            format!("{} does not say how many developers it has", section.path),
        )
        .help("quotas are sized for one developer until you add a line such as  developers = 10"),
    );
    Ok(1)
}

/// How many share an account, where they are not even the most.
fn developers_each(developers: &Result<u32, Reported>, seats: &Result<Vec<Seat>, Reported>) -> u64 {
    match (developers, seats) {
        (Ok(developers), Ok(seats)) => u64::from(*developers).div_ceil(seats.len().max(1) as u64),
        _ => 0,
    }
}

fn warn_same_regions(
    section: &Section<'_>,
    own: &[At<Region>],
    ground: &[At<Region>],
    findings: &mut Findings,
) {
    let placed = |regions: &[At<Region>]| {
        let (first, last) = (regions.first()?, regions.last()?);
        let span = first.span.start..last.span.end;
        Some(At::new(regions.to_vec(), span))
    };
    inherit::Repeated::new(section.path.clone(), findings).look(
        "regions",
        &placed(own),
        &placed(ground),
    );
}
