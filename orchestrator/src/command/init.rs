//! `bedrock-org init`: a commented plan file.

pub mod live;
mod question;

use std::fs::OpenOptions;
use std::io::{BufRead, Write};
use std::path::Path;

use super::{Ended, Exit};
use crate::cli;
use crate::model::{Region, TeamName};
use crate::report::diagnostic::{self, Look, Source};
use crate::spec::{self, draft};
use question::Asker;

/// Where the answers come from.
pub enum Answers<'a> {
    /// A person at a terminal; what is asked goes to `ask`.
    Asked {
        lines: &'a mut dyn BufRead,
        ask: &'a mut dyn FnMut(&str),
    },
    /// The flags alone: a script must never wait for an answer.
    FromFlags,
}

/// Where no flag says otherwise.
const REGION: &str = "us-east-1";

pub fn run(args: &cli::Init, answers: Answers<'_>, look: Look) -> Ended {
    if let Err(ended) = may_write(args) {
        return ended;
    }
    let known = match known(args) {
        Ok(known) => known,
        Err(ended) => return ended,
    };
    let complete = match answers {
        Answers::Asked { lines, ask } => Asker { lines, ask }.complete(known),
        Answers::FromFlags => from_flags(known),
    };
    let draft = match complete {
        Ok(draft) => draft,
        Err(ended) => return ended,
    };
    let text = draft::text(&draft);
    if let Err(diagnostics) = spec::read(&text) {
        let name = args.file.display().to_string();
        let source = Source {
            name: &name,
            text: &text,
        };
        let mut err = diagnostic::text(source, &diagnostics, look);
        err.push_str("nothing was written\n");
        return failed(err);
    }
    write(args, &text)
}

/// What the flags say.
pub fn known(args: &cli::Init) -> Result<draft::Draft, Ended> {
    let teams: Result<Vec<draft::Team>, String> =
        args.teams.iter().map(|team| parse_team(team)).collect();
    Ok(draft::Draft {
        name: args.name.clone(),
        email: args.email.clone(),
        regions: args.regions.clone(),
        issuer: args.issuer.clone(),
        client_id: args.client_id.clone(),
        notify: args.notify.clone(),
        teams: teams.map_err(|why| failed(format!("error: could not read --team: {why}\n")))?,
        ..draft::Draft::default()
    })
}

fn from_flags(mut draft: draft::Draft) -> Result<draft::Draft, Ended> {
    let missing: Vec<&str> = [
        ("--name", draft.name.is_none()),
        ("--email", draft.email.is_none()),
        ("--issuer", draft.issuer.is_none()),
        ("--client-id", draft.client_id.is_none()),
        ("--team", draft.teams.is_empty()),
        ("--notify", draft.notify.is_none()),
    ]
    .iter()
    .filter_map(|(flag, missing)| missing.then_some(*flag))
    .collect();
    if !missing.is_empty() {
        return Err(failed(format!(
            "error: could not write a plan file without {}\nhint: give the flags, or run it on a \
             terminal to be asked\n",
            missing.join(", ")
        )));
    }
    if draft.regions.is_empty() {
        draft.regions.extend(REGION.parse::<Region>());
    }
    Ok(draft)
}

/// NAME, NAME:GROUP or NAME:GROUP:DEVELOPERS; a group may itself have colons.
fn parse_team(text: &str) -> Result<draft::Team, String> {
    let (name, rest) = text.split_once(':').unwrap_or((text, ""));
    let team: TeamName = name
        .trim()
        .parse()
        .map_err(|why| format!("{name} is not a team's name: {why}"))?;
    let (group, developers) = match rest.rsplit_once(':') {
        Some((group, number)) => (group, number.trim().parse().ok()),
        None => (rest, None),
    };
    let group = if developers.is_none() { rest } else { group };
    let group = match group.trim() {
        "" => format!("bedrock-{team}"),
        group => group.to_owned(),
    };
    Ok(draft::Team {
        name: team,
        group: Some(group),
        developers: Some(developers.unwrap_or(DEVELOPERS)),
        adopted: Vec::new(),
    })
}

/// A team of the size that needs the least thought.
const DEVELOPERS: u32 = 10;

/// Before anyone is asked anything.
pub fn may_write(args: &cli::Init) -> Result<(), Ended> {
    if args.force || is_standard_output(&args.file) || !args.file.exists() {
        return Ok(());
    }
    Err(exists(&args.file))
}

/// Writes the file, or the text to standard output.
pub fn write(args: &cli::Init, text: &str) -> Ended {
    if is_standard_output(&args.file) {
        return Ended {
            out: text.to_owned(),
            err: String::new(),
            exit: Exit::Done,
        };
    }
    let file = args.file.display();
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let written = options
        .open(&args.file)
        .and_then(|mut opened| opened.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ended {
            out: format!("wrote {file}\nhint: next is  bedrock-org rehearse {file}\n"),
            err: String::new(),
            exit: Exit::Done,
        },
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => exists(&args.file),
        Err(error) => failed(format!(
            "error: could not write {file}: {error}\nhint: give another path, or - for standard \
             output\n"
        )),
    }
}

fn is_standard_output(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn exists(file: &Path) -> Ended {
    failed(format!(
        "error: could not write {}: it exists\nhint: --force replaces it\n",
        file.display()
    ))
}

fn failed(err: String) -> Ended {
    Ended {
        out: String::new(),
        err,
        exit: Exit::Failed,
    }
}
