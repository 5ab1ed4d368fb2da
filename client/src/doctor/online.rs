//! What only the network tells: the routing document, the identity provider and its time, and AWS.

use super::check::Check;
use super::{callback, clock, tokens};
use crate::cache;
use crate::cache::keyring::Keyring;
use crate::clock::Moment;
use crate::context::Context;
use crate::entry::Entry;
use crate::exchange::caller::{self, Caller};
use crate::network::{self, Http};
use crate::oidc;
use crate::routes::{self, Loaded};
use crate::session::{self, SignIn};
use crate::stop::{Exit, Stop};

/// Up to where the tokens are.
pub fn before_signing_in(context: &Context) -> Vec<Check> {
    let loaded = network::block_on(routes::load(context, Http::from_environment)).flatten();
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(stop) => {
            let waiting = ["issuer", "clock", "callback", "tokens"];
            let skipped = |name| match name {
                "clock" if network::doubts_the_clock(&stop) => clock::doubted(),
                _ => Check::skipped(name, "the routing document is needed first"),
            };
            return std::iter::once(Check::stopped("routes", &stop))
                .chain(waiting.map(skipped))
                .collect();
        }
    };
    let routes = &loaded.routes;
    let published = Http::from_environment()
        .and_then(|http| network::block_on(oidc::published(&http, &routes.issuer)).flatten());
    let now = Moment::now();
    let host = host_of(&routes.issuer);
    let time = published.as_ref().ok().and_then(|published| {
        let date = clock::http_date(published.date.as_ref()?)?;
        Some((host.as_str(), date))
    });
    let kept = cache::tokens::where_kept(&context.home, &routes.issuer, &routes.client_id);
    let keyring = tokens::look(&kept, Keyring::of_this_machine());
    vec![
        judge_routes(&loaded),
        judge_issuer(&routes.issuer, &published),
        match &published {
            Err(stop) if network::doubts_the_clock(stop) => clock::doubted(),
            _ => clock::judge(now, time),
        },
        callback::judge(&callback::look(&routes.redirect_ports)),
        tokens::judge(&kept, keyring.as_ref()),
    ]
}

/// The whole way, without a browser, and then a real call.
pub fn with_credentials(context: &Context) -> Vec<Check> {
    match session::credentials(context, SignIn::Never) {
        Err(stop) => vec![
            judge_refusal(&stop),
            Check::skipped("aws", "credentials are needed first"),
        ],
        Ok(entry) => {
            let asked = Http::from_environment().and_then(|http| {
                let asking = caller::caller(&http, &entry.credentials, &entry.region);
                network::block_on(asking).flatten()
            });
            vec![
                judge_credentials(&entry, context.now),
                judge_call(&entry, &asked),
            ]
        }
    }
}

fn host_of(issuer: &str) -> String {
    let uri: Option<http::Uri> = issuer.parse().ok();
    let host = uri.as_ref().and_then(http::Uri::host);
    host.unwrap_or(issuer).to_owned()
}

pub fn judge_routes(loaded: &Loaded) -> Check {
    let Loaded {
        routes,
        place,
        warning,
        stamp: _,
    } = loaded;
    if let Some(warning) = warning {
        let remedy = "the copy kept here is used until then";
        return Check::warning("routes", warning, remedy);
    }
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let teams = count(routes.teams.len(), "team");
    let accounts = routes.teams.iter().map(|team| team.accounts.len()).sum();
    let accounts = count(accounts, "account");
    let organization = &routes.organization;
    Check::ok(
        "routes",
        format!("{organization}, {teams}, {accounts}, from {place}"),
    )
}

pub fn judge_issuer(issuer: &str, published: &Result<oidc::Published, Stop>) -> Check {
    match published {
        Err(stop) => Check::stopped("issuer", stop),
        Ok(published) => {
            let mut without = Vec::new();
            if !published.offers_device_code {
                without.push("no sign-in by code");
            }
            if !published.revokes {
                without.push("no revoking");
            }
            match without.as_slice() {
                [] => Check::ok("issuer", issuer),
                without => Check::ok("issuer", format!("{issuer}, {}", without.join(", "))),
            }
        }
    }
}

/// Nobody is signed in on a new machine: no failure, and still something to do.
pub fn judge_refusal(stop: &Stop) -> Check {
    match (stop.exit, &stop.hint) {
        (Exit::LoginNeeded, hint) => Check::warning(
            "credentials",
            &stop.message,
            hint.as_deref().unwrap_or("run `bedrock-auth login`"),
        ),
        _ => Check::stopped("credentials", stop),
    }
}

pub fn judge_credentials(entry: &Entry, now: Moment) -> Check {
    let Entry {
        person,
        team,
        account_name,
        region,
        credentials,
        ..
    } = entry;
    let minutes = now.until(credentials.expires) / 60;
    Check::ok(
        "credentials",
        format!("{person}, team {team}, {account_name} in {region}, for {minutes} min"),
    )
}

pub fn judge_call(entry: &Entry, asked: &Result<Caller, Stop>) -> Check {
    match asked {
        Err(stop) => Check::stopped("aws", stop),
        Ok(caller) if caller.account == entry.key.account => Check::ok("aws", &caller.arn),
        Ok(caller) => Check::failed(
            "aws",
            format!(
                "the credentials are of account {}, not of {}",
                caller.account, entry.key.account
            ),
            "bedrock-auth logout, then login; and show this to whoever runs bedrock-org",
        ),
    }
}
