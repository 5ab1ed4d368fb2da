//! The process that signs in on behalf of all who wait.

use std::time::Duration;

use super::attempts::Attempts;
use super::join::LOCK;
use super::state::{Outcome, State};
use crate::cache::lock::Lock;
use crate::cache::tokens::Tokens;
use crate::cache::{entries, identity, tokens};
use crate::cli::{SignInWorker, Who};
use crate::clock::Moment;
use crate::context::Context;
use crate::home::Home;
use crate::network::{self, Http};
use crate::oidc::{Granted, Issuer, Prompt, Provider};
use crate::report;
use crate::routes;
use crate::stop::{Exit, Stop};

/// Those who look whether a sign-in is running hold its lock for an instant.
const INSTANT: Duration = Duration::from_secs(5);
/// What a person has just done is not thrown away because others are slow, and several may be, one after
/// the other.
pub const KEEPING: Duration = Duration::from_secs(300);
const CANCEL_LOOKED_FOR: Duration = Duration::from_millis(200);

pub fn run(args: &SignInWorker) -> Result<Exit, Stop> {
    let who = Who {
        routes: args.routes.clone(),
        team: None,
    };
    let context = Context::new(&who)?;
    let home = &context.home;
    let _lock = Lock::take(&home.file(LOCK), INSTANT)?;
    let mut state = State {
        id: new_id()?,
        started: context.now,
        shown: None,
        outcome: None,
    };
    state.write(home)?;
    report::out(&format!("ready {}\n", state.id));

    let ended = network::block_on(signed_in_or_cancelled(&context, args, &mut state)).flatten();
    let outcome = match ended {
        Ok(Some(granted)) => keep(&context, granted).map(|()| Outcome::SignedIn),
        Ok(None) => Ok(Outcome::Cancelled),
        Err(stop) => Err(stop),
    };
    let outcome = outcome.unwrap_or_else(Outcome::Stopped);
    match &outcome {
        Outcome::SignedIn => Attempts::succeeded(home),
        // Where nothing was shown to anybody, nobody's time was wasted.
        Outcome::Stopped(_) if state.shown.is_some() => Attempts::failed(home, Moment::now()),
        Outcome::Cancelled if state.shown.is_some() => Attempts::cancelled(home),
        Outcome::Stopped(_) | Outcome::Cancelled => {}
    }
    state.outcome = Some(outcome);
    state.write(home)?;
    Ok(Exit::Done)
}

async fn signed_in_or_cancelled(
    context: &Context,
    args: &SignInWorker,
    state: &mut State,
) -> Result<Option<Granted>, Stop> {
    let asked = state.clone();
    let cancelled = async {
        while !asked.is_cancelled(&context.home) {
            tokio::time::sleep(CANCEL_LOOKED_FOR).await;
        }
    };
    tokio::select! {
        granted = signed_in(context, args, state) => granted.map(Some),
        () = cancelled => Ok(None),
    }
}

async fn signed_in(
    context: &Context,
    args: &SignInWorker,
    state: &mut State,
) -> Result<Granted, Stop> {
    let loaded = routes::load(context, Http::from_environment).await?;
    let http = Http::from_environment()?;
    let issuer = Issuer::of(&loaded.routes);
    let provider = Provider::find(&http, &context.home, &issuer, context.now).await?;
    let deadline = Duration::from_secs(args.seconds);
    let home = &context.home;
    let mut show = |prompt: Prompt| {
        if state.shown.replace(prompt).is_none() {
            Attempts::shown(home, Moment::now());
        }
        // Who waits then sees nothing, and the sign-in goes on.
        let _ = state.write(home);
    };
    provider
        .sign_in(&http, args.way, &mut show, deadline, context.now)
        .await
}

/// What was kept before goes.
fn keep(context: &Context, granted: Granted) -> Result<(), Stop> {
    let home: &Home = &context.home;
    let _lock = Lock::take(&home.file("lock"), KEEPING)?;
    let Granted {
        id_token,
        refresh_token,
        identity,
    } = granted;
    let who = identity.clone();
    // In this order: whoever is interrupted finds nobody, rather than one person's name and another's
    // tokens. And the route is found anew, for groups may be why somebody signs in again.
    identity::remove(home)?;
    entries::remove_all(home)?;
    tokens::save(
        home,
        &Tokens {
            issuer: identity.issuer.clone(),
            client_id: identity.client_id.clone(),
            id_token,
            refresh_token,
            identity,
            rotates: None,
            spending: false,
        },
    )?;
    identity::write(home, &who)
}

fn new_id() -> Result<String, Stop> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| Stop::failed("could not start the sign-in: no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
