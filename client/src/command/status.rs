//! `bedrock-auth status`, for a shell's prompt: one file is read, whatever is in it.

use crate::cache::entries;
use crate::cli;
use crate::clock::Moment;
use crate::entry::Slot;
use crate::home::Home;
use crate::report;
use crate::stop::{Exit, Stop};

pub fn run(args: &cli::Show) -> Result<Exit, Stop> {
    let home = Home::from_environment()?;
    Ok(show(&home, &Slot::of(&args.who, false), args.json))
}

/// Never an error: a prompt must not be spoilt.
pub fn show(home: &Home, slot: &Slot, json: bool) -> Exit {
    let now = Moment::now();
    let entry = entries::read(home, slot).ok().flatten();
    let text = if json {
        report::status::json(entry.as_ref(), now)
    } else {
        report::status::text(entry.as_ref(), now)
    };
    report::out(&text);
    match entry {
        Some(entry) if now.until(entry.credentials.expires) > 0 => Exit::Done,
        _ => Exit::LoginNeeded,
    }
}
