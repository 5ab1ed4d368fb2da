//! The identity provider: finding it, signing in with it, refreshing, and leaving. Nothing that it says
//! is believed before its signature and its claims were checked, and nothing that is secret leaves this
//! room other than as a [`Secret`].

mod answer;
mod asking;
mod authorize;
mod browser;
mod callback;
mod claims;
mod device;
mod discovery;
mod id_token;
mod keys;
mod leave;
mod pages;
mod provider;
mod refresh;
mod sign_in;
mod text;
mod usual;
mod watch;

pub use callback::{Opened, open_unseen};
pub use discovery::{Published, published};
pub use id_token::{Expected, TokenFault, verify};
pub use keys::Keys;
pub use leave::Revoked;
pub use provider::Provider;
pub use refresh::RefreshFault;
pub use sign_in::Prompt;

use crate::identity::Identity;
use crate::secret::Secret;

/// With whom to sign in, and as which program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Exactly as the provider's discovery document prints it.
    pub issuer: String,
    pub client_id: String,
    /// Where the browser may come back to on this machine, in the order in which to try.
    pub redirect_ports: Vec<u16>,
}

/// What the provider gave, once it was checked.
#[derive(Clone)]
pub struct Granted {
    pub id_token: Secret,
    /// None when the provider sent no new one: the old one still holds.
    pub refresh_token: Option<Secret>,
    pub identity: Identity,
}

impl Issuer {
    pub fn of(routes: &bedrock_routing::Routes) -> Self {
        Self {
            issuer: routes.issuer.clone(),
            client_id: routes.client_id.clone(),
            redirect_ports: routes.redirect_ports.clone(),
        }
    }
}
