//! `[organization]`

use std::collections::BTreeMap;

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::regions;
use super::section::{At, Section};
use super::suggest;
use super::{buckets, emails, tags};
use crate::model::{EmailTemplate, Organization, OuPath, Region, TeamName};

/// What was read of it; each part on its own, so that one mistake hides no other.
pub struct Ground {
    pub name: Result<String, Reported>,
    ou: Result<OuPath, Reported>,
    pub email: Result<At<EmailTemplate>, Reported>,
    pub home_region: Result<At<Region>, Reported>,
    pub regions: Result<Vec<At<Region>>, Reported>,
    pub tags: Result<BTreeMap<String, At<String>>, Reported>,
    access_role: Result<String, Reported>,
    manage_trusted_access: Result<bool, Reported>,
    bucket: Result<Option<String>, Reported>,
}

/// AWS nests units five deep, and each team needs one below the plan's.
const DEEPEST_OU: usize = 4;

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Ground {
    let regions = section
        .need("regions", findings)
        .and_then(|node| regions::list(&node, findings));
    let ground = Ground {
        name: name(section, findings),
        ou: ou(section, findings),
        email: section
            .need_text("email", findings)
            .and_then(|text| emails::template(&text, findings)),
        home_region: home_region(section, regions.as_deref(), findings),
        regions,
        tags: tags::read(section, findings),
        access_role: access_role(section, findings),
        manage_trusted_access: section
            .flag("manage_trusted_access", findings)
            .map(|flag| flag.is_none_or(|flag| flag.value)),
        bucket: buckets::read(section, findings),
    };
    if let (Ok(home), Ok(regions)) = (&ground.home_region, &ground.regions) {
        regions::warn_if_far(home, regions, findings);
    }
    ground
}

impl Ground {
    /// Every Region that the section names.
    pub fn named_regions(&self) -> Vec<At<Region>> {
        let home = self.home_region.iter();
        home.chain(self.regions.iter().flatten()).cloned().collect()
    }

    pub fn finish(self) -> Result<Organization, Reported> {
        Ok(Organization {
            name: self.name?,
            ou: self.ou?,
            email: self.email?.value,
            home_region: self.home_region?.value,
            regions: self.regions?.into_iter().map(|at| at.value).collect(),
            tags: tags::plain(self.tags?),
            access_role: self.access_role?,
            manage_trusted_access: self.manage_trusted_access?,
            bucket: self.bucket?,
        })
    }
}

fn name(section: &Section<'_>, findings: &mut Findings) -> Result<String, Reported> {
    let text = section.need_text("name", findings)?;
    // The same characters as a team's name: it becomes part of names at AWS as well.
    match text.value.parse::<TeamName>() {
        Ok(_) => Ok(text.value.to_owned()),
        Err(why) => Err(findings.error(
            Diagnostic::error(
                Code::OrganizationName,
                text.span,
                why.0,
                "organization.name cannot be used in names at AWS".into(),
            )
            .help("use a short word of a-z, 0-9 and -, such as \"acme\""),
        )),
    }
}

fn ou(section: &Section<'_>, findings: &mut Findings) -> Result<OuPath, Reported> {
    let text = section.text("ou", findings)?;
    let shown = text.as_ref().map_or(keys::DEFAULT_OU, |text| text.value);
    let span = text.as_ref().map_or(0..0, |text| text.span.clone());
    let depth = shown.split('/').count();
    if depth > DEEPEST_OU {
        return Err(findings.error(
            Diagnostic::error(
                Code::OuDepth,
                span,
                format!("{depth} deep, and each team's own unit is one deeper"),
                "organization.ou leaves no room for the teams' units".into(),
            )
            .help(format!(
                "AWS nests units 5 deep; use a path with {DEEPEST_OU} parts at most"
            )),
        ));
    }
    shown.parse::<OuPath>().map_err(|why| {
        findings.error(
            Diagnostic::error(
                Code::OuPath,
                span,
                why.0,
                "organization.ou is not a path of units".into(),
            )
            .help("write the names from the top down, such as \"Workloads/Bedrock\""),
        )
    })
}

fn home_region(
    section: &Section<'_>,
    regions: Result<&[At<Region>], &Reported>,
    findings: &mut Findings,
) -> Result<At<Region>, Reported> {
    if let Some(code) = section.text("home_region", findings)? {
        return regions::region(&code, findings);
    }
    match regions.map_err(|reported| *reported)?.first() {
        Some(first) => Ok(first.clone()),
        None => section
            .need("regions", findings)
            .and_then(|node| Err(regions::empty(&node, findings))),
    }
}

fn access_role(section: &Section<'_>, findings: &mut Findings) -> Result<String, Reported> {
    let Some(text) = section.text("access_role", findings)? else {
        return Ok(keys::DEFAULT_ACCESS_ROLE.to_owned());
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    if (1..=64).contains(&text.value.len()) && text.value.chars().all(allowed) {
        return Ok(text.value.to_owned());
    }
    let help = match text.value.rsplit_once('/') {
        Some((_, name)) if text.value.starts_with("arn:") => {
            format!(
                "give the role's name alone: \"{}\"",
                suggest::shortened(name)
            )
        }
        _ => "a role's name has 1 to 64 letters, digits and + = , . @ _ -".to_owned(),
    };
    Err(findings.error(
        Diagnostic::error(
            Code::AccessRole,
            text.span,
            "not a role's name",
            "organization.access_role cannot name an IAM role".into(),
        )
        .help(help),
    ))
}
