//! `bedrock-org sandbox`: an AWS organization in memory, for every AWS client on this machine; with a
//! plan applied in it and an identity provider of its people, where a plan file is given.

mod applied;
mod company;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::SystemTime;

use bedrock_routing::Routes;
use bedrock_sandbox::{Faults, Moment, Person, Principal, Profile, Sandbox, Setup};

use crate::cli;
use crate::model::Intent;
use crate::report::sandbox::{SignIn, Told};
use crate::report::{self, Style};

use super::interrupt::asked_to_stop;
use super::{Exit, Stop, block_on, plan_file, routes, scenario};

pub use company::company;

pub fn run(args: &cli::Sandbox, style: Style) -> Result<Exit, Stop> {
    if !(args.speed.is_finite() && args.speed > 0.0) {
        return Err(Stop::failed(
            "could not set the clock: --speed must be above 0",
        ));
    }
    // Before the plan is applied: the address is the issuer's.
    let (listener, address) = bind(&args.listen)?;
    let mut setup = setup(args);
    let applied = match &args.apply {
        None => None,
        Some(file) => {
            let intent = plan_file::read(file, style)?.intent;
            Some(apply(args, &mut setup, intent, address)?)
        }
    };
    let told = Told {
        address: &address.to_string(),
        speed: args.speed,
        principals: &setup.principals.clone(),
        sign_in: applied.as_ref().map(|(_, told)| told),
    };
    let said = address
        .ip()
        .is_loopback()
        .then(|| report::sandbox::text(&told));
    block_on(async {
        let sandbox = match &applied {
            Some((sandbox, _)) => sandbox.continued(Setup {
                // Clients compare the end of a session with their own clocks.
                epoch: Moment::from(SystemTime::now()),
                ..setup
            }),
            None => applied::open(setup, args.state.as_deref())?,
        };
        let listener = tokio::net::TcpListener::from_std(listener)
            .map_err(|error| Stop::failed(format!("could not listen: {error}")))?;
        report::out(&said.unwrap_or_default());
        bedrock_sandbox::listen(sandbox, listener, args.state.clone(), asked_to_stop())
            .await
            .map_err(|error| Stop::failed(error.to_string()))?;
        Ok(Exit::Done)
    })
}

fn bind(at: &str) -> Result<(TcpListener, SocketAddr), Stop> {
    let failed = |error: std::io::Error| {
        Stop::failed(format!("could not listen at {at}: {error}"))
            .hint("choose another port with --listen 127.0.0.1:PORT")
    };
    let listener = TcpListener::bind(at).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// As if the company's issuer were this sandbox. AWS takes issuers with TLS alone, and so do the stacks:
/// they are given its address as if it had it. Tokens and clients name the address as it is.
fn apply(
    args: &cli::Sandbox,
    setup: &mut Setup,
    mut intent: Intent,
    address: SocketAddr,
) -> Result<(Sandbox, SignIn), Stop> {
    if let Some(file) = &args.routes {
        refuse_a_real_one(file)?;
    }
    intent.identity.issuer = format!("https://{address}");
    // Nobody here has a bucket or a web server to publish it to.
    intent.publish = None;
    let issuer = format!("http://{address}");
    let sign_in_as = args.sign_in_as.clone().map(|person| Person {
        name: person
            .email
            .split('@')
            .next()
            .unwrap_or_default()
            .to_owned(),
        email: person.email,
        groups: person.groups,
    });
    let accounts: usize = intent.teams.values().map(|team| team.seats.len()).sum();
    let needed = u32::try_from(accounts + 10).unwrap_or(u32::MAX);
    setup.account_quota = setup.account_quota.max(needed);
    setup.company = Some(company(&intent, &issuer, sign_in_as.clone()));
    if let Some(file) = &args.spend {
        setup.spending = scenario::read(file, &intent)?;
        setup.active_cost_tags = scenario::cost_tags(&setup.spending);
    }
    let applied::Applied {
        sandbox,
        routes: mut document,
    } = applied::apply(setup, args.state.as_deref(), &intent)?;
    document.issuer.clone_from(&issuer);
    if let Some(file) = &args.routes {
        routes::save(&document, file)?;
    }
    let told = SignIn {
        plan: args
            .apply
            .iter()
            .map(|file| file.display().to_string())
            .collect(),
        accounts,
        routes: args.routes.as_deref().map(absolute),
        as_whom: sign_in_as.map(|person| (person.email, person.groups)),
    };
    Ok((sandbox, told))
}

/// The document of a company's own provider is not a sandbox's to replace.
fn refuse_a_real_one(file: &Path) -> Result<(), Stop> {
    let before = std::fs::read_to_string(file).ok();
    let before = before.and_then(|text| Routes::parse(&text).ok());
    match before {
        Some(before) if before.issuer.starts_with("https://") => {
            let (shown, issuer) = (file.display(), before.issuer);
            let error = format!("could not write {shown}: it is the routing document of {issuer}");
            Err(Stop::failed(error).hint("name another file: --routes"))
        }
        _ => Ok(()),
    }
}

fn absolute(file: &Path) -> String {
    let absolute = std::path::absolute(file);
    absolute.as_deref().unwrap_or(file).display().to_string()
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
