//! The AWS profiles that run this program, and what would be preferred to it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::check::Check;
use super::surroundings::Surroundings;
use crate::install::aws_config::{self, Settings};
use crate::install::command_line::words;
use crate::install::merge::Problem;

const NAME: &str = "aws profile";

/// Settings of a profile that SDKs prefer to its `credential_process`.
const PREFERRED: &[&str] = &[
    "aws_access_key_id",
    "sso_session",
    "sso_start_url",
    "role_arn",
    "web_identity_token_file",
    "login_session",
];

#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The files as people write their places.
    pub config_file: String,
    pub credentials_file: String,
    /// Why one of them could not be read.
    pub unreadable: Option<String>,
    pub ours: Vec<Profile>,
    /// Profiles with keys in the credentials file.
    pub with_keys: Vec<String>,
    /// `AWS_PROFILE`
    pub chosen: Option<String>,
}

/// One with a `credential_process` that names this program.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: String,
    pub command: String,
    pub program: Program,
    pub preferred: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    This,
    Another,
    Missing,
    /// Missing, and there when its words are put together.
    Unquoted,
}

pub fn look(around: &Surroundings) -> Facts {
    let config = around.file("AWS_CONFIG_FILE", ".aws/config");
    let credentials = around.file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
    let mut facts = Facts {
        config_file: around.short(&config),
        credentials_file: around.short(&credentials),
        chosen: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
            .iter()
            .find_map(|one| around.get(one))
            .map(ToOwned::to_owned),
        ..Facts::default()
    };
    for section in read(&config, &mut facts.unreadable) {
        facts.ours.extend(ours(&section, &around.program));
    }
    let kept = read(&credentials, &mut facts.unreadable);
    let kept = kept.into_iter();
    facts.with_keys = kept
        .filter(|section| section.get("aws_access_key_id").is_some())
        .map(|section| section.heading)
        .collect();
    facts
}

fn read(file: &Path, unreadable: &mut Option<String>) -> Vec<Settings> {
    match fs::read(file) {
        Ok(text) => {
            let sections = aws_config::all(&String::from_utf8_lossy(&text));
            sections.unwrap_or_else(|Problem { line, what }| {
                let shown = file.display();
                *unreadable = Some(format!("could not read {shown}: line {line}: {what}"));
                Vec::new()
            })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            *unreadable = Some(format!("could not read {}: {error}", file.display()));
            Vec::new()
        }
    }
}

fn ours(section: &Settings, this: &Path) -> Option<Profile> {
    let name = section.profile()?;
    let command = section.get("credential_process")?;
    let words = words(command);
    let [program, ..] = words.as_slice() else {
        return None;
    };
    if !command.contains("bedrock-auth") {
        return None;
    }
    Some(Profile {
        name: name.to_owned(),
        command: command.to_owned(),
        program: program_at(program, &words, this),
        preferred: PREFERRED
            .iter()
            .copied()
            .filter(|setting| section.get(setting).is_some())
            .collect(),
    })
}

fn program_at(program: &str, words: &[String], this: &Path) -> Program {
    let program = Path::new(program);
    // Without a folder, it is looked for on PATH, which another check looks at.
    if program.components().count() == 1 {
        return Program::This;
    }
    match program.canonicalize() {
        Ok(found) if found == this => Program::This,
        Ok(_) => Program::Another,
        Err(_) => {
            let longer = (2..=words.len()).map(|count| PathBuf::from(words[..count].join(" ")));
            if longer.into_iter().any(|path| path.is_file()) {
                Program::Unquoted
            } else {
                Program::Missing
            }
        }
    }
}

pub fn judge(facts: &Facts, claude_asks: bool) -> Vec<Check> {
    if let Some(unreadable) = &facts.unreadable {
        let remedy =
            "make it a file that you and AWS's tools can read: not all of them forgive the same";
        return vec![Check::failed(NAME, unreadable, remedy)];
    }
    if facts.ours.is_empty() {
        let seen = format!("none in {} runs bedrock-auth", facts.config_file);
        return vec![if claude_asks {
            Check::ok(NAME, format!("{seen}; Claude Code asks by itself"))
        } else {
            Check::warning(NAME, seen, "bedrock-auth install writes one")
        }];
    }
    let mut checks: Vec<Check> = facts.ours.iter().map(|one| judge_one(facts, one)).collect();
    let ours: Vec<&str> = facts.ours.iter().map(|one| one.name.as_str()).collect();
    if let Some(chosen) = &facts.chosen
        && !ours.contains(&chosen.as_str())
    {
        checks.push(Check::warning(
            NAME,
            format!("AWS_PROFILE is {chosen}, which does not run bedrock-auth"),
            format!("set AWS_PROFILE to {}", ours.join(" or ")),
        ));
    }
    checks
}

fn judge_one(facts: &Facts, profile: &Profile) -> Check {
    let Profile {
        name,
        command,
        program,
        preferred,
    } = profile;
    let file = &facts.config_file;
    let failed = |seen: String, remedy: String| Check::failed(NAME, seen, remedy);
    if facts.with_keys.contains(name) {
        let other = &facts.credentials_file;
        return failed(
            format!("[{name}] has keys in {other}, which SDKs prefer"),
            format!("take [{name}] out of {other}, or install under another --profile"),
        );
    }
    if let [setting, ..] = preferred.as_slice() {
        return failed(
            format!("[{name}] has {setting} in {file}, which SDKs may prefer"),
            format!("take {setting} out of [{name}], or install under another --profile"),
        );
    }
    if *program == Program::Unquoted {
        return failed(
            format!("[{name}] in {file} names the program without its quotes"),
            "put the program's path into double quotes".into(),
        );
    }
    let expands = command.starts_with('~') || command.contains('$') || command.contains('%');
    if *program == Program::Missing {
        return failed(
            format!("[{name}] in {file} runs a program that is not there"),
            if expands {
                "write the whole path: SDKs expand neither ~ nor variables".into()
            } else {
                format!("bedrock-auth install --profile {name} names this one")
            },
        );
    }
    if *program == Program::Another {
        return Check::warning(
            NAME,
            format!("[{name}] in {file} runs another bedrock-auth than this one"),
            format!("bedrock-auth install --profile {name} names this one"),
        );
    }
    Check::ok(NAME, format!("[{name}] in {file}"))
}
