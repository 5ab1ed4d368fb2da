//! The first Monday of a team: everybody begins to work at nine. Then the planner's advice is followed,
//! each way of it, and the same Monday comes again.

mod change;
mod counted;
mod shift;
mod whose;
mod workload;

use bedrock_sandbox::{Company, burndown};

use crate::aws::{Aws, Seen};
use crate::cli;
use crate::command::{Stop, routes};
use crate::model::{Intent, LiveQuotas, Model, Region, TeamName};
use crate::plan::capacity::{Room, TeamCapacity, capacity, grouped};
use crate::report::monday::{Monday, Morning, Way};

pub use whose::known;

use super::stage::World;
use workload::{MORNING, Workload};

/// What is the same on each Monday.
struct Scene<'a> {
    intent: &'a Intent,
    company: &'a Company,
    team: &'a TeamName,
    model: &'a Model,
    profile: String,
    region: &'a Region,
    workload: Workload,
    seed: u64,
}

/// `named`: whose Monday; the team that is worst off where nobody is.
pub async fn rehearse(
    args: &cli::Rehearse,
    world: &World,
    company: &Company,
    (aws, seen): (&Aws, &Seen),
    intent: &Intent,
    named: Option<&TeamName>,
) -> Result<Monday, Stop> {
    let quotas = quotas(aws, seen, intent).await;
    let capacity = capacity(intent, Some(&quotas));
    let whose = whose::whose(intent, &capacity, named)?;
    let developers = whose.capacity.developers.max(1);
    let burndown = burndown(&whose.model.id);
    let workload = Workload::new(developers, whose.need, burndown, args.seed);
    if workload.peak(burndown) > whose.need {
        return Err(Stop::failed(format!(
            "could not rehearse Monday: {} tokens per minute are less than the calls of {} take",
            grouped(whose.need),
            whose.capacity.name
        ))
        .hint("give the team's measured peak as sizing.peak_tpm in tokens per minute, or leave it out"));
    }
    let scene = Scene {
        intent,
        company,
        team: &whose.capacity.name,
        model: whose.model,
        profile: format!("{}.{}", whose.model.profile, whose.model.id),
        region: whose.region,
        seed: args.seed,
        workload,
    };
    let before = scene.come(world, aws, seen, intent, &quotas).await?;
    let ways = match before.throttled() {
        0 => Vec::new(),
        _ => scene.change(args, world, whose.capacity).await?,
    };
    Ok(Monday {
        capacity: whose.capacity.clone(),
        model: whose.alias.clone(),
        region: whose.region.clone(),
        need: whose.need,
        peak: scene.workload.peak(burndown),
        calls: scene.workload.calls().count(),
        watched: MORNING,
        before,
        ways,
    })
}

impl Scene<'_> {
    /// Monday comes.
    async fn come(
        &self,
        world: &World,
        aws: &Aws,
        seen: &Seen,
        intent: &Intent,
        quotas: &LiveQuotas,
    ) -> Result<Morning, Stop> {
        let routes = routes::document(aws, seen, intent).await?;
        let mut teams = routes.teams.iter();
        let team = teams.find(|team| team.name == self.team.as_str());
        let team = team.ok_or_else(|| {
            Stop::failed(format!("the routing document has no team {}", self.team))
        })?;
        self.morning(&world.sandbox, aws, team, quotas).await
    }

    /// Each way that the planner names, on its own. More accounts first, in a copy: the other way takes
    /// days, in which AWS decides.
    async fn change(
        &self,
        args: &cli::Rehearse,
        world: &World,
        team: &TeamCapacity,
    ) -> Result<Vec<Way>, Stop> {
        let mut ways = Vec::new();
        let more = team.advice.accounts.filter(|it| *it > team.seats as u64);
        if let Some(accounts) = more {
            ways.push(self.more_accounts(args, world, accounts).await?);
        }
        let models = team.places.iter().flat_map(|place| &place.models);
        // More tokens do not help those who lack requests.
        if models.map(|model| &model.tpm).any(Room::is_short) {
            ways.insert(0, self.more_tokens(world, team.need.tpm).await?);
        }
        Ok(ways)
    }
}

async fn quotas(aws: &Aws, seen: &Seen, intent: &Intent) -> LiveQuotas {
    let org = &seen.observation.org;
    let teams = intent.teams.values();
    let progress = |_, _, _| {};
    aws.quotas(org, &seen.directory, &intent.organization, teams, &progress)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::rehearse::stage;
    use crate::command::sandbox::company;

    const FORTY: &str = include_str!("../../../../tests/cases/monday/forty/org.toml");

    fn forty() -> Intent {
        crate::spec::read(FORTY).expect("a valid plan file").intent
    }

    /// The plan applied, and then its Monday.
    async fn rehearsed(intent: &Intent) -> (World, Result<Monday, Stop>) {
        let args = cli::Rehearse {
            file: "org.toml".into(),
            accounts: None,
            seed: 1,
            faults: cli::Faults::None,
            sign_in: false,
            spend: None,
            monday: Some(None),
            json: true,
        };
        let world = stage::set(&args, intent, Vec::new());
        let world = world.map_err(|stop| stop.error).expect("a stage");
        let applied = change::apply(&world, intent).await;
        let (aws, seen, _) = applied.map_err(|stop| stop.error).expect("an apply");
        let company = company(intent, &intent.identity.issuer, None);
        let came = rehearse(&args, &world, &company, (&aws, &seen), intent, None).await;
        (world, came)
    }

    /// The organization throttles, not the rehearsal.
    #[tokio::test(start_paused = true)]
    async fn what_developers_hear_is_what_the_organization_counts() {
        let (world, came) = Box::pin(rehearsed(&forty())).await;
        let monday = came.map_err(|stop| stop.error).expect("a Monday");

        let usage = world.sandbox.usage();
        let models = usage.values().flat_map(|regions| regions.values());
        let models: Vec<_> = models.flat_map(|models| models.values()).collect();
        let people = monday.before.accounts.iter().flat_map(|it| &it.people);
        let refusals: u64 = people.map(|person| person.refusals).sum();
        let throttled: u64 = models.iter().map(|usage| usage.throttled).sum();
        assert_eq!(throttled, refusals);
        assert!(throttled > 0);
        // Nobody is refused when the quota is raised; more accounts are in a copy.
        let invocations: u64 = models.iter().map(|usage| usage.invocations).sum();
        assert_eq!(invocations, 2 * monday.calls as u64);
        assert_eq!(monday.ways.len(), 2);
    }

    /// A peak that no work fits into rehearses nothing.
    #[tokio::test(start_paused = true)]
    async fn a_peak_below_the_calls_of_the_team_is_refused() {
        let mut intent = forty();
        for team in intent.teams.values_mut() {
            team.sizing.peak_tpm = Some(20_000);
        }
        let (_, came) = Box::pin(rehearsed(&intent)).await;
        let stop = came.err().expect("a refusal");
        assert!(
            stop.error.contains("20,000 tokens per minute"),
            "{}",
            stop.error
        );
        assert!(stop.hint.is_some());
    }
}
