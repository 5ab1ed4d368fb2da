//! `bedrock-auth console`

use crate::cli;
use crate::context::Context;
use crate::exchange::federation;
use crate::network::{self, Http};
use crate::oidc::{self, Opened};
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
    let print =
        "`bedrock-auth console --print-url` prints the address, which signs in whoever has it";
    match network::block_on(oidc::open_unseen(address)).flatten()? {
        Opened::Yes => {
            report::err(&report::console::opened(&entry));
            Ok(Exit::Done)
        }
        Opened::Silent => {
            Err(Stop::failed("could not open the console: no browser came for it").hint(print))
        }
        Opened::NoBrowser => {
            Err(Stop::failed("could not open the console: there is no browser here").hint(print))
        }
    }
}
