//! Signing out: revoked at the identity providers first, then forgotten here. Nothing of it waits for
//! something else to succeed.

use std::time::Duration;

use crate::cache::keyring::Keyring;
use crate::cache::lock::Lock;
use crate::cache::tokens::Held;
use crate::cache::{entries, identity, tokens};
use crate::clock::Moment;
use crate::home::Home;
use crate::network::{self, Http};
use crate::oidc::{Issuer, Provider, Revoked};
use crate::session::LOCK;
use crate::sign_in::{self, Attempts};
use crate::stop::{Exit, Stop};

/// Longer than a refresh and an exchange at their slowest.
pub const OTHERS: Duration = Duration::from_secs(60);

/// What became of the refresh tokens at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    Done,
    /// The provider has no such thing; the token runs out by itself.
    NotOffered,
    /// There was none.
    Nothing,
    Failed(Vec<Stop>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOut {
    pub revocation: Revocation,
    /// What could not be removed, and why.
    pub failed: Vec<Stop>,
}

impl SignedOut {
    pub fn exit(&self) -> Exit {
        match (&self.revocation, self.failed.as_slice()) {
            (Revocation::Failed(stops), []) => stops.first().map_or(Exit::Failed, |one| one.exit),
            (_, []) => Exit::Done,
            _ => Exit::Failed,
        }
    }
}

pub fn sign_out(home: &Home) -> Result<SignedOut, Stop> {
    sign_in::end_running(home)?;
    let _lock = Lock::take(&home.file(LOCK), OTHERS)?;
    let revocation = revoked(home);
    let mut failed = Vec::new();
    failed.extend(entries::remove_each(home));
    failed.extend(tokens::remove_each(home));
    failed.extend(identity::remove(home).err());
    Attempts::succeeded(home);
    Ok(SignedOut { revocation, failed })
}

/// At the providers that gave the tokens, whatever the routing document says now.
fn revoked(home: &Home) -> Revocation {
    // Who cannot be read has tokens to be removed all the same.
    let person = identity::read(home).ok().flatten();
    let last = person.as_ref();
    let last = last.map(|person| (person.issuer.as_str(), person.client_id.as_str()));
    let (held, mut failed) = tokens::held(home, Keyring::of_this_machine(), last);
    let mut offered = true;
    for one in &held {
        match network::block_on(revoke(home, one)).flatten() {
            Ok(Revoked::Yes) => {}
            Ok(Revoked::NotOffered) => offered = false,
            Err(stop) => failed.push(stop),
        }
    }
    match (failed.is_empty(), held.is_empty(), offered) {
        (false, _, _) => Revocation::Failed(failed),
        (true, true, _) => Revocation::Nothing,
        (true, false, true) => Revocation::Done,
        (true, false, false) => Revocation::NotOffered,
    }
}

async fn revoke(home: &Home, held: &Held) -> Result<Revoked, Stop> {
    let http = Http::from_environment()?;
    let issuer = Issuer {
        issuer: held.issuer.clone(),
        client_id: held.client_id.clone(),
        redirect_ports: Vec::new(),
    };
    let provider = Provider::find(&http, home, &issuer, Moment::now()).await?;
    provider.revoke(&http, &held.refresh_token).await
}
