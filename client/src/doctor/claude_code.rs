//! The settings of Claude Code: do they lead here, or past it?

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::check::Check;
use super::surroundings::Surroundings;

const NAME: &str = "claude code";

/// In `env` of its settings, these would be preferred to a profile.
const PREFERRED: &[&str] = &[
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
];

#[cfg(target_os = "macos")]
const MANAGED: &str = "/Library/Application Support/ClaudeCode/managed-settings.json";
#[cfg(windows)]
const MANAGED: &str = r"C:\Program Files\ClaudeCode\managed-settings.json";
#[cfg(not(any(target_os = "macos", windows)))]
const MANAGED: &str = "/etc/claude-code/managed-settings.json";

/// One file of settings that is there, or why it cannot be read.
#[derive(Debug, Clone)]
pub struct File {
    pub place: String,
    pub settings: Result<Value, String>,
}

/// The stronger first.
pub fn look(around: &Surroundings) -> Vec<File> {
    let folder = around.file("CLAUDE_CONFIG_DIR", ".claude");
    [PathBuf::from(MANAGED), folder.join("settings.json")]
        .iter()
        .filter_map(|path| {
            Some(File {
                place: around.short(path),
                settings: read(path)?,
            })
        })
        .collect()
}

fn read(path: &Path) -> Option<Result<Value, String>> {
    match fs::read(path) {
        Ok(text) => Some(serde_json::from_slice(&text).map_err(|error| error.to_string())),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => Some(Err(error.to_string())),
    }
}

/// Whether Claude Code asks this program for credentials without an AWS profile.
pub fn asks_itself(files: &[File]) -> bool {
    let ours = |setting: &Value| {
        setting
            .as_str()
            .is_some_and(|text| text.contains("bedrock-auth"))
    };
    setting(files, "awsCredentialExport").is_some_and(|(_, value)| ours(value))
}

/// `profiles` are those that run this program.
pub fn judge(files: &[File], profiles: &[&str]) -> Check {
    if files.is_empty() {
        return Check::skipped(NAME, "it has no settings here");
    }
    for File { place, settings } in files {
        if let Err(cause) = settings {
            return Check::failed(
                NAME,
                format!("could not read {place}: {cause}"),
                "mend the file: Claude Code passes over all of it",
            );
        }
    }
    for name in PREFERRED {
        if let Some((place, _)) = environment(files, name) {
            return Check::failed(
                NAME,
                format!("{place} sets {name}, which it prefers to your team's credentials"),
                format!("take {name} out of `env` there"),
            );
        }
    }
    if let Some((place, profile)) = environment(files, "AWS_PROFILE")
        && let Some(profile) = profile.as_str()
        && !profiles.contains(&profile)
    {
        return Check::failed(
            NAME,
            format!("{place} sets AWS_PROFILE to {profile}, which does not run bedrock-auth"),
            "bedrock-auth install names the right one",
        );
    }
    let bedrock = environment(files, "CLAUDE_CODE_USE_BEDROCK").map(|(_, value)| value);
    let on = bedrock.is_some_and(|value| {
        let text = value.as_str().map_or(value.to_string(), ToOwned::to_owned);
        ["1", "true", "yes", "on"].contains(&text.to_lowercase().as_str())
    });
    let places: Vec<&str> = files.iter().map(|file| file.place.as_str()).collect();
    let places = places.join(", ");
    if !on {
        return Check::warning(
            NAME,
            format!("{places} does not set CLAUDE_CODE_USE_BEDROCK"),
            "bedrock-auth install sets it; without it Claude Code does not go to AWS",
        );
    }
    if environment(files, "AWS_PROFILE").is_none() && !asks_itself(files) {
        return Check::warning(
            NAME,
            format!("{places} says nothing about whose credentials to use"),
            "bedrock-auth install names the profile",
        );
    }
    Check::ok(NAME, places)
}

fn setting<'a>(files: &'a [File], name: &str) -> Option<(&'a str, &'a Value)> {
    files.iter().find_map(|file| {
        let settings = file.settings.as_ref().ok()?;
        Some((file.place.as_str(), settings.get(name)?))
    })
}

/// Each variable is merged on its own, so one file need not hide all of another's.
fn environment<'a>(files: &'a [File], name: &str) -> Option<(&'a str, &'a Value)> {
    files.iter().find_map(|file| {
        let settings = file.settings.as_ref().ok()?;
        Some((file.place.as_str(), settings.get("env")?.get(name)?))
    })
}
