//! The routing document, wherever it is, and the way that it shows somebody.
//!
//! ```text
//! Context --load--> Loaded --route(identity, asked)--> team and account
//! ```
//!
//! A file is read each time. A document at an address is kept, asked for again once an hour, and used
//! for as long as nothing better can be had.

mod address;
mod file;
mod kept;
mod no_team;
mod route;

use bedrock_routing::Routes;

pub use route::{Route, route};

use crate::context::{Context, Location};
use crate::entry::Stamp;
use crate::network::Http;
use crate::stop::Stop;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub routes: Routes,
    /// Of the file that it was read from.
    pub stamp: Stamp,
    /// Where it came from, without what an address may hide after a question mark.
    pub place: String,
    /// What people should hear about it, for standard error.
    pub warning: Option<String>,
}

/// The network is set up only where it is needed.
pub async fn load(
    context: &Context,
    http: impl FnOnce() -> Result<Http, Stop>,
) -> Result<Loaded, Stop> {
    match context.location() {
        Location::File(path) => file::load(&path),
        Location::Address(text) => {
            let source = address::Source::parse(&text)?;
            address::load(&context.home, &source, context.now, http).await
        }
    }
}
