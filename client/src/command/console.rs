//! `bedrock-auth console`

use crate::cli;
use crate::context::Context;
use crate::exchange::federation;
use crate::network::{self, Http};
use crate::oidc;
use crate::report;
use crate::session::{self, SignIn};
use crate::stop::{Exit, Stop};

pub fn run(args: &cli::Console) -> Result<Exit, Stop> {
    let entry = session::credentials(&Context::new(&args.who)?, SignIn::Allowed)?;
    let http = Http::from_environment()?;
    let credentials = &entry.credentials;
    let address =
        network::block_on(federation::address(&http, credentials, &entry.region)).flatten()?;
    if args.print_url {
        report::out(&format!("{}\n", address.reveal()));
        return Ok(Exit::Done);
    }
    if network::block_on(oidc::open_browser(address.reveal()))? {
        report::err(&report::console::opened(&entry));
        return Ok(Exit::Done);
    }
    Err(
        Stop::failed("could not open the console: there is no browser here").hint(
            "`bedrock-auth console --print-url` prints the address, which signs in whoever has it",
        ),
    )
}
