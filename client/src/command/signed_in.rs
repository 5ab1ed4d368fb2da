//! Who signed in last, for what only looks.

use bedrock_routing::Routes;

use crate::cache;
use crate::context::Context;
use crate::identity::Identity;
use crate::stop::{Exit, Stop};

/// At the provider that the document names, and nowhere else.
pub fn signed_in(context: &Context, routes: &Routes) -> Result<Identity, Stop> {
    let found = cache::identity::read(&context.home)?;
    let cause = match found {
        Some(identity)
            if identity.issuer == routes.issuer && identity.client_id == routes.client_id =>
        {
            return Ok(identity);
        }
        Some(_) => format!("nobody is signed in at {} yet", routes.issuer),
        None => "nobody is signed in".to_owned(),
    };
    Err(Stop::new(
        Exit::LoginNeeded,
        format!("could not tell your team: {cause}"),
    )
    .hint("sign in: `bedrock-auth login`"))
}
