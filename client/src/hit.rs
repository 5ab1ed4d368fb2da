//! The cached path: one file, read and printed. No lock, no runtime, no socket, and not even the
//! command line's parser: this is what an SDK waits for again and again.

use std::ffi::OsString;

use crate::cache::entries;
use crate::cli::Shape;
use crate::clock::Moment;
use crate::decide::{Verdict, decide};
use crate::entry::{Entry, Slot, lasting};
use crate::home::Home;
use crate::report;
use crate::stop::Exit;

/// Answers where it can. `None`: the long way, which also says what is wrong with the arguments.
pub fn answer(arguments: impl Iterator<Item = OsString>) -> Option<Exit> {
    let asked = Asked::read(arguments, |name| std::env::var_os(name))?;
    let home = Home::from_environment().ok()?;
    let entry = ready(&home, &asked.slot, Moment::now())?;
    report::out(&report::credentials::printed(&entry, asked.shape));
    Some(Exit::Done)
}

/// Credentials that will do, for what was asked, decided by what has not changed since.
pub fn ready(home: &Home, slot: &Slot, now: Moment) -> Option<Entry> {
    let entry = entries::read(home, slot).ok()??;
    let current = entry.stamps.routes.holds() && entry.stamps.settings.holds();
    (current && decide(Some(&entry), now) == Verdict::Use).then_some(entry)
}

#[derive(Debug, PartialEq, Eq)]
struct Asked {
    slot: Slot,
    shape: Shape,
}

impl Asked {
    /// What clap would make of it. Whatever is unusual is left to clap.
    fn read(
        arguments: impl Iterator<Item = OsString>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Option<Self> {
        let set = |name: &str| match variable(name) {
            Some(value) => value.into_string().ok().map(Some),
            None => Some(None),
        };
        let mut slot = Slot {
            routes: set("BEDROCK_AUTH_ROUTES")?,
            team: set("BEDROCK_AUTH_TEAM")?,
            one_team: false,
        };
        let mut shape = Shape::Sdk;
        let mut arguments = arguments.map(OsString::into_string);
        if arguments.next()?.ok()? != "credential-process" {
            return None;
        }
        while let Some(argument) = arguments.next() {
            let argument = argument.ok()?;
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            let mut value = || match &value {
                Some(value) => Some(value.clone()),
                None => arguments.next()?.ok().filter(|next| !next.starts_with('-')),
            };
            match name {
                "--routes" => slot.routes = Some(value()?),
                "--team" => slot.team = Some(value()?),
                "--as" => {
                    shape = match value()?.as_str() {
                        "sdk" => Shape::Sdk,
                        "claude-code" => Shape::ClaudeCode,
                        _ => return None,
                    }
                }
                "--no-login" if value_is_absent(&argument) => {}
                "--one-team" if value_is_absent(&argument) => slot.one_team = true,
                _ => return None,
            }
        }
        slot.routes = slot.routes.map(lasting);
        Some(Self { slot, shape })
    }
}

fn value_is_absent(argument: &str) -> bool {
    !argument.contains('=')
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::Asked;
    use crate::cli::{Cli, Command};
    use crate::entry::Slot;

    /// Both ways of reading the same line must mean the same.
    #[test]
    fn the_short_way_reads_what_clap_reads() {
        for line in [
            "",
            "--team platform",
            "--team=platform",
            "--routes /etc/routes.json --team a",
            "--routes=https://acme.example/routes.json",
            "--no-login",
            "--one-team",
            "--as claude-code",
            "--as=sdk --team x --no-login",
            "--routes=a=b",
            "--routes routes.json",
        ] {
            let words = || {
                std::iter::once("credential-process")
                    .chain(line.split_whitespace())
                    .map(Into::into)
            };
            let short = Asked::read(words(), |_| None).expect(line);
            let all = std::iter::once("bedrock-auth".into()).chain(words());
            let Command::CredentialProcess(long) = Cli::parse_from(all).command else {
                panic!("{line}");
            };
            assert_eq!(
                short,
                Asked {
                    slot: Slot::of(&long.who, long.one_team),
                    shape: long.shape
                },
                "{line}"
            );
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_clap() {
        for line in [
            "login",
            "credential-process --team",
            "credential-process --team --no-login",
            "credential-process --no-login=1",
            "credential-process --as other",
            "credential-process extra",
            "--help",
        ] {
            let words = line.split_whitespace().map(Into::into);
            assert_eq!(Asked::read(words, |_| None), None, "{line}");
        }
    }
}
