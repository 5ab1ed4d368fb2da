//! `bedrock-org verify`: asks AWS itself for every team's credentials, with a real ID token.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bedrock_routing::Routes;
use futures_util::{StreamExt as _, stream};

use crate::aws::{Connection, Entrance};
use crate::cli;
use crate::model::{Doorstep, IdToken, Region, Verified};
use crate::report::{self, Style};

use super::{Exit, Stop, session};

const VARIABLE: &str = "BEDROCK_ORG_ID_TOKEN";
/// Above what any token or routing document has.
const MOST_READ: u64 = 8 * 1024 * 1024;
/// A holder of a token asks one pool after the other; whoever looks after a thousand need not.
const AT_ONCE: usize = 16;

pub async fn run(args: &cli::Verify, style: Style) -> Result<Exit, Stop> {
    let routes = read_routes(&args.routes)?;
    let token = read_token(args.token_file.as_deref())?;
    let verified = verify(&session::environment(), &routes, &token).await?;
    let exit = ending(&verified);
    if args.json {
        report::json_line(&report::verification::json(&verified, exit.code()));
    } else {
        report::out(&report::verification::text(&verified, style));
    }
    Ok(exit)
}

/// Asks at every account of the document, whoever's it is.
pub async fn verify(
    connection: &Connection,
    routes: &Routes,
    token: &IdToken,
) -> Result<Verified, Stop> {
    is_for_these(routes, token)?;
    all_have_pools(routes)?;
    let groups = token.groups(&routes.groups_claim);
    let own = |group: &String| groups.contains(group);
    let teams = routes.teams.iter().filter(|team| own(&team.group));
    let accounts = routes.teams.iter().flat_map(|team| {
        let with_team = move |account| (team, account);
        team.accounts.iter().map(with_team)
    });
    let Some(home) = home(routes)? else {
        return Err(Stop::failed(
            "could not verify the isolation: the routing document has no account",
        )
        .hint("`bedrock-org apply` adds each account once its stack is there"));
    };
    let aws = connection.open(&home).await;
    let ask = async |(team, account): (&bedrock_routing::Team, &bedrock_routing::Account)| {
        let (identity_pool, login) = account.pool().unwrap_or_default();
        let entrance = Entrance {
            region: &account.region,
            identity_pool,
            login,
            role: &account.role,
        };
        Doorstep {
            team: team.name.clone(),
            account: account.name.clone(),
            id: account.id.clone(),
            own: own(&team.group),
            asked: aws.ask(&entrance, token).await,
        }
    };
    Ok(Verified {
        teams: teams.map(|team| team.name.clone()).collect(),
        accounts: stream::iter(accounts)
            .map(ask)
            .buffered(AT_ONCE)
            .collect()
            .await,
    })
}

/// A token of another issuer or client is refused by every pool, and so shows nothing.
fn is_for_these(routes: &Routes, token: &IdToken) -> Result<(), Stop> {
    let wrong = |what: &str, hint: &str| {
        let error = format!("could not verify the isolation with this token: {what}");
        Err(Stop::failed(error).hint(hint))
    };
    if token.issuer() != Some(&routes.issuer) {
        let what = format!("its issuer is not {}", routes.issuer);
        return wrong(&what, "sign in at the identity provider of the plan file");
    }
    if !token.is_for(&routes.client_id) {
        let what = format!("it was not issued for the client {}", routes.client_id);
        let hint = "take the ID token, not the access token, of bedrock-auth's own client";
        return wrong(&what, hint);
    }
    Ok(())
}

/// Without a pool nobody looks at the groups, and there is nothing that a token of theirs could show.
fn all_have_pools(routes: &Routes) -> Result<(), Stop> {
    let mut accounts = routes.teams.iter().flat_map(|team| &team.accounts);
    match accounts.find(|account| account.pool().is_none()) {
        None => Ok(()),
        Some(without) => Err(Stop::failed(format!(
            "could not verify the isolation: the routing document sends {}'s developers straight to STS",
            without.name
        ))
        .hint("verify a document that `bedrock-org apply` wrote: each account in it has an identity pool")),
    }
}

fn home(routes: &Routes) -> Result<Option<Region>, Stop> {
    let first = routes.teams.iter().flat_map(|team| &team.accounts).next();
    let region = first.map(|account| account.region.parse());
    region
        .transpose()
        .map_err(|why| Stop::failed(format!("could not read the routing document: {why}")))
}

fn ending(verified: &Verified) -> Exit {
    let accounts = &verified.accounts;
    if accounts.iter().any(|account| !account.leaks().is_empty()) {
        Exit::Failed
    } else if accounts.iter().all(Doorstep::is_known) {
        Exit::Done
    } else {
        Exit::Partly
    }
}

pub(super) fn read_routes(path: &Path) -> Result<Routes, Stop> {
    let shown = path.display();
    let text = File::open(path).and_then(text).map_err(|error| {
        Stop::failed(format!("could not read {shown}: {error}"))
            .hint("give --routes the routing document that `bedrock-org apply` wrote")
    })?;
    Routes::parse(&text).map_err(|why| Stop::failed(format!("{shown}: {why}")).hint(why.hint()))
}

/// Never from an argument: those are in the shell's history and in everybody's list of processes.
fn read_token(file: Option<&Path>) -> Result<IdToken, Stop> {
    let hint = format!(
        "give --token-file a file that holds the ID token, --token-file - to read it from standard \
         input, or set {VARIABLE}"
    );
    let read = match file {
        Some(path) if path == Path::new("-") => text(io::stdin().lock()),
        Some(path) => File::open(path).and_then(text),
        None => std::env::var(VARIABLE).map_err(|_| io::ErrorKind::NotFound.into()),
    };
    let text = read.map_err(|error| {
        let from = match file {
            Some(path) => path.display().to_string(),
            None => VARIABLE.to_owned(),
        };
        Stop::failed(format!("could not read the ID token from {from}: {error}")).hint(&hint)
    })?;
    IdToken::parse(&text)
        .map_err(|why| Stop::failed(format!("could not read the ID token: {why}")).hint(&hint))
}

fn text(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(MOST_READ).read_to_string(&mut text)?;
    Ok(text)
}
