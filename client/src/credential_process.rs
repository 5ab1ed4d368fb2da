//! What an AWS SDK runs: credentials on standard output, or nothing there and the reason on standard
//! error.

use crate::cli;
use crate::context::Context;
use crate::report;
use crate::session::{self, SignIn};
use crate::stop::{Exit, Stop};

pub fn run(args: &cli::CredentialProcess) -> Result<Exit, Stop> {
    let context = Context::new(&args.who)?.one_team(args.one_team);
    let sign_in = if args.no_login {
        SignIn::Never
    } else {
        SignIn::Allowed
    };
    let entry = session::credentials(&context, sign_in)?;
    report::out(&report::credentials::printed(&entry, args.shape));
    Ok(Exit::Done)
}
