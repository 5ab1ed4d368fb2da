//! The same plan for a larger company: its teams again and again, until there are enough accounts.

use crate::command::Stop;
use crate::model::{AccountName, Intent, InvalidName, Seat, Team, TeamName};

/// Teams of the plan first, then copies `<team>-0001` and so on; the last one may get fewer
/// accounts than its original.
pub fn to(intent: Intent, accounts: usize) -> Result<Intent, Stop> {
    if accounts == 0 {
        return Err(Stop::failed("a rehearsal needs at least 1 account"));
    }
    let mut scaled = intent;
    let originals = std::mem::take(&mut scaled.teams);
    let mut missing = accounts;
    for round in 0.. {
        for (number, (name, team)) in originals.iter().enumerate() {
            if missing == 0 {
                return Ok(scaled);
            }
            let (name, mut team) = if round == 0 {
                (name.clone(), team.clone())
            } else {
                copy(&scaled, name, team, (round, number)).map_err(|why| {
                    Stop::failed(format!("could not scale team {name} up: {why}"))
                        .hint("shorten the team's name or the address template")
                })?
            };
            team.seats.truncate(missing);
            missing -= team.seats.len();
            scaled.teams.insert(name, team);
        }
    }
    Ok(scaled)
}

/// No group may be a part of another, the original's included: whoever is in a copy's group would be in
/// the original's pool as well.
fn copy(
    intent: &Intent,
    name: &TeamName,
    team: &Team,
    (round, number): (usize, usize),
) -> Result<(TeamName, Team), InvalidName> {
    let name: TeamName = format!("{name}-{round:04}").parse()?;
    let seats = (1..=team.seats.len())
        .map(|number| {
            let account: AccountName = format!("{name}-{number}").parse()?;
            let email = intent.organization.email.for_account(&account)?;
            Ok(Seat::ByEmail {
                name: account,
                email,
            })
        })
        .collect::<Result<_, InvalidName>>()?;
    Ok((
        name,
        Team {
            group: format!("copy-{round:04}-{number:04}"),
            seats,
            ..team.clone()
        },
    ))
}
