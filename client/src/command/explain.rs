//! `bedrock-auth explain`

use bedrock_routing::{Groups, spread};

use super::signed_in::signed_in;
use crate::cli;
use crate::context::Context;
use crate::network::{Http, block_on};
use crate::report;
use crate::report::explanation::{self, Chosen, Explanation};
use crate::routes;
use crate::stop::{Exit, Stop};

/// Nobody is asked but the server of the routing document: what is explained is the last sign-in.
pub fn run(args: &cli::Show) -> Result<Exit, Stop> {
    let context = Context::new(&args.who)?;
    let loaded = block_on(routes::load(&context, Http::from_environment))??;
    report::warning(loaded.warning.as_deref());
    let identity = signed_in(&context, &loaded.routes)?;
    let groups = Groups::in_claims(&identity.claims, &loaded.routes.groups_claim);
    let memberships = loaded.routes.memberships(&groups);
    let route = routes::route(&loaded.routes, &identity, &context.asked());
    let outcome = route.map(|route| Chosen {
        ranking: spread::ranking(&route.choice.team.accounts, &identity.subject),
        choice: route.choice,
    });
    let explanation = Explanation {
        identity: &identity,
        loaded: &loaded,
        groups: &groups,
        memberships: &memberships,
        outcome: outcome.as_ref(),
    };
    report::either(
        args.json,
        || explanation::json(&explanation),
        || explanation::text(&explanation),
    );
    match outcome {
        Ok(_) => Ok(Exit::Done),
        Err(no_team) => Err(no_team.into()),
    }
}
