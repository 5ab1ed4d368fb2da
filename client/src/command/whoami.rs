//! `bedrock-auth whoami`

use crate::cache::{entries, identity};
use crate::cli;
use crate::context::Context;
use crate::report;
use crate::stop::{Exit, Stop};

/// From what is kept: no network, no keyring.
pub fn run(args: &cli::Show) -> Result<Exit, Stop> {
    let context = Context::new(&args.who)?;
    let Some(person) = identity::read(&context.home)? else {
        return Err(Stop::new(
            Exit::LoginNeeded,
            "could not say who you are: nobody is signed in",
        )
        .hint("run `bedrock-auth login`"));
    };
    let entry = entries::read(&context.home, &context.slot)?;
    let entry = entry.filter(|entry| entry.subject == person.subject);
    if args.json {
        report::json(&report::person::whoami_json(&person, entry.as_ref()));
    } else {
        report::out(&report::person::whoami(
            &person,
            entry.as_ref(),
            context.now,
        ));
    }
    Ok(Exit::Done)
}
