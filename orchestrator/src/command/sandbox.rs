//! `bedrock-org sandbox`: an AWS organization in memory, for every AWS client on this machine.

use std::time::SystemTime;

use bedrock_sandbox::{Faults, Moment, Principal, Profile, Sandbox, Setup};
use tokio::net::TcpListener;

use crate::cli;
use crate::report;

use super::interrupt::asked_to_stop;
use super::{Exit, Stop};

pub async fn run(args: &cli::Sandbox) -> Result<Exit, Stop> {
    if !(args.speed.is_finite() && args.speed > 0.0) {
        return Err(Stop::failed(
            "could not set the clock: --speed must be above 0",
        ));
    }
    let setup = setup(args);
    let principals = setup.principals.clone();
    let sandbox = match &args.state {
        Some(path) => Sandbox::open(setup, path).map_err(|error| {
            Stop::failed(error.to_string())
                .hint("move the file away to start with a new organization")
        })?,
        None => Sandbox::new(setup),
    };
    let listener = TcpListener::bind(&args.listen).await.map_err(|error| {
        Stop::failed(format!("could not listen at {}: {error}", args.listen))
            .hint("choose another port with --listen 127.0.0.1:PORT")
    })?;
    let address = listener
        .local_addr()
        .map_err(|error| Stop::failed(format!("could not listen: {error}")))?;
    if address.ip().is_loopback() {
        report::out(&report::sandbox::text(
            &address.to_string(),
            args.speed,
            &principals,
        ));
    }
    bedrock_sandbox::listen(sandbox, listener, args.state.clone(), asked_to_stop())
        .await
        .map_err(|error| Stop::failed(error.to_string()))?;
    Ok(Exit::Done)
}

fn setup(args: &cli::Sandbox) -> Setup {
    Setup {
        seed: args.seed,
        speed: args.speed,
        faults: Faults {
            rules: Vec::new(),
            profile: profile(args.faults),
        },
        account_quota: args.account_quota,
        principals: vec![Principal::operator(), Principal::reader()],
        // Clients compare the end of a session with their own clocks.
        epoch: Moment::from(SystemTime::now()),
        ..Setup::default()
    }
}

pub fn profile(faults: cli::Faults) -> Profile {
    match faults {
        cli::Faults::None => Profile::None,
        cli::Faults::Light => Profile::Light,
        cli::Faults::Heavy => Profile::Heavy,
    }
}
