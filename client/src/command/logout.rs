//! `bedrock-auth logout`

use std::time::Duration;

use crate::cache::lock::Lock;
use crate::cache::{entries, identity, tokens};
use crate::cli;
use crate::context::Context;
use crate::network::{self, Http};
use crate::oidc::{Issuer, Provider, Revoked};
use crate::report;
use crate::session::LOCK;
use crate::sign_in::{self, Attempts};
use crate::stop::{Exit, Stop};

const OTHERS: Duration = Duration::from_secs(60);

/// What became of the refresh token at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    Done,
    /// The provider has no such thing; the token runs out by itself.
    NotOffered,
    /// There was none.
    Nothing,
    Failed(Stop),
}

/// What is kept here goes in any case.
pub fn run(args: &cli::Logout) -> Result<Exit, Stop> {
    let context = Context::new(&args.who)?;
    let home = &context.home;
    sign_in::end_running(home)?;
    let _lock = Lock::take(&home.file(LOCK), OTHERS)?;
    let revocation = match network::block_on(revoked(&context)).flatten() {
        Ok(revocation) => revocation,
        Err(stop) => Revocation::Failed(stop),
    };
    entries::remove_all(home)?;
    tokens::remove_all(home)?;
    identity::remove(home)?;
    Attempts::succeeded(home);
    if args.json {
        report::json(&report::person::signed_out_json(&revocation));
    } else {
        report::out(&report::person::signed_out(&revocation));
    }
    match revocation {
        Revocation::Failed(stop) => Ok(stop.exit),
        _ => Ok(Exit::Done),
    }
}

/// At the provider that gave the token, whatever the routing document says now.
async fn revoked(context: &Context) -> Result<Revocation, Stop> {
    let Some(person) = identity::read(&context.home)? else {
        return Ok(Revocation::Nothing);
    };
    let kept = tokens::load(&context.home, &person.issuer, &person.client_id)?;
    let Some(refresh_token) = kept.and_then(|kept| kept.refresh_token) else {
        return Ok(Revocation::Nothing);
    };
    let http = Http::from_environment()?;
    let issuer = Issuer {
        issuer: person.issuer,
        client_id: person.client_id,
        redirect_ports: Vec::new(),
    };
    let provider = Provider::find(&http, &context.home, &issuer, context.now).await?;
    match provider.revoke(&http, &refresh_token).await? {
        Revoked::Yes => Ok(Revocation::Done),
        Revoked::NotOffered => Ok(Revocation::NotOffered),
    }
}
