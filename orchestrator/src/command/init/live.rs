//! `bedrock-org init --from-live`: a plan file for the accounts that exist below an OU.

use crate::aws::Focus;
use crate::cli;
use crate::command::{Exit, Stop, session};
use crate::model::{OuPath, Region};
use crate::report::Style;
use crate::spec::draft;

use super::{known, may_write, write};

const HOME: &str = "us-east-1";

pub async fn run(args: &cli::Init, style: Style) -> Result<Exit, Stop> {
    if let Err(refused) = may_write(args) {
        return Ok(refused.say());
    }
    let known = match known(args) {
        Ok(known) => known,
        Err(refused) => return Ok(refused.say()),
    };
    let ou: OuPath = args.ou.parse().map_err(|why| {
        Stop::failed(format!("could not look below the OU {:?}: {why}", args.ou))
            .hint("give a path below the root, such as --ou Workloads/Bedrock")
    })?;
    let home: Region = match args.regions.first() {
        Some(region) => region.clone(),
        None => HOME
            .parse()
            .map_err(|why| Stop::failed(format!("{HOME}: {why}")))?,
    };
    let focus = Focus {
        owner: known.name.as_deref().unwrap_or_default(),
        base: &ou,
        seats: Vec::new(),
        trusted_access: false,
        names_alone: false,
        insides: None,
    };
    let (_, seen) = session::look_at(&session::environment(), &home, &focus, style).await?;
    let org = &seen.observation.org;
    if let Some(gap) = org.gaps.values().next() {
        return Err(
            Stop::failed(format!("could not read the organization: {}", gap.cause)).hint(&gap.hint),
        );
    }
    if !org.units.contains_key(&ou) {
        return Err(
            Stop::failed(format!("could not find the OU {ou} below the root"))
                .hint("--ou names the OU whose accounts the plan describes"),
        );
    }
    Ok(write(args, &draft::from_live(org, &ou, known)).say())
}
