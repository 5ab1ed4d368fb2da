//! One developer of each team signs in and works; nobody gets into another team's account.

mod browser;

use bedrock_routing::{Account, Routes, Team};
use bedrock_sandbox::{Company, Person, Sandbox};

use crate::aws::{Aws, Connection, Entrance, Seen};
use crate::command::verify::verify;
use crate::command::{Stop, routes};
use crate::model::{IdToken, Intent, Invoked, Journey};

pub async fn rehearse(
    sandbox: &Sandbox,
    company: &Company,
    (aws, seen): (&Aws, &Seen),
    connection: &Connection,
    intent: &Intent,
) -> Result<Vec<Journey>, Stop> {
    let routes = routes::document(aws, seen, intent).await?;
    let mut journeys = Vec::new();
    // Whoever is in several teams shows nothing that the others do not.
    for person in company.people.iter().filter(|one| one.groups.len() < 2) {
        journeys.push(journey(sandbox, company, person, aws, connection, &routes).await?);
    }
    Ok(journeys)
}

/// One person's calls of their own teams' models, in each account.
pub async fn invoked(
    sandbox: &Sandbox,
    (company, person): (&Company, &Person),
    aws: &Aws,
    routes: &Routes,
) -> Result<Vec<Invoked>, Stop> {
    let token = signed_in(sandbox, company, person).await?;
    Ok(own_work(aws, routes, person, &token).await)
}

async fn signed_in(sandbox: &Sandbox, company: &Company, person: &Person) -> Result<IdToken, Stop> {
    browser::sign_in(sandbox, company, &person.email)
        .await
        .map_err(|why| {
            Stop::failed(format!(
                "could not sign in as {} at the sandbox: {why}",
                person.email
            ))
        })
}

async fn own_work(aws: &Aws, routes: &Routes, person: &Person, token: &IdToken) -> Vec<Invoked> {
    let mut invoked = Vec::new();
    let own = |team: &&Team| person.groups.contains(&team.group);
    for team in routes.teams.iter().filter(own) {
        for account in &team.accounts {
            invoked.extend(work(aws, team, account, token).await);
        }
    }
    invoked
}

async fn journey(
    sandbox: &Sandbox,
    company: &Company,
    person: &Person,
    aws: &Aws,
    connection: &Connection,
    routes: &Routes,
) -> Result<Journey, Stop> {
    let token = signed_in(sandbox, company, person).await?;
    let invoked = own_work(aws, routes, person, &token).await;
    Ok(Journey {
        email: person.email.clone(),
        groups: person.groups.clone(),
        verified: verify(connection, routes, &token).await?,
        invoked,
    })
}

/// Each of the team's models once, in the team's first Region.
async fn work(aws: &Aws, team: &Team, account: &Account, token: &IdToken) -> Vec<Invoked> {
    // The plan knows no way but through a pool.
    let (identity_pool, login) = account.pool().unwrap_or_default();
    let entrance = Entrance {
        region: &account.region,
        identity_pool,
        login,
        role: &account.role,
    };
    let developer = aws.developer(&entrance, token).await;
    let region = team.regions.first().unwrap_or(&account.region);
    let mut invoked = Vec::new();
    for model in &team.models {
        let answer = match &developer {
            Ok(developer) => developer.invoke(region, &model.id).await,
            Err(why) => Err(why.clone()),
        };
        invoked.push(Invoked {
            account: account.name.clone(),
            model: model.alias.clone(),
            refused: answer.err().map(|why| why.to_string()),
        });
    }
    invoked
}
