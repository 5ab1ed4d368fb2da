//! Claude Code's own settings of a person.

use std::path::PathBuf;

use bedrock_routing::claude_code::ClaudeCode;

use super::merge::{Format, Wanted};
use super::steps::Target;
use crate::stop::Stop;

/// What Claude Code would take instead of the profile, were it in its settings.
const OUTRANK: [&str; 3] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "ANTHROPIC_BEDROCK_BASE_URL",
];

/// Where Claude Code keeps a person's settings.
pub fn file() -> Result<PathBuf, Stop> {
    let set = std::env::var_os("CLAUDE_CONFIG_DIR").filter(|set| !set.is_empty());
    let folder = match set {
        Some(set) => super::absolute(std::path::Path::new(&set))?,
        None => super::own_folder()?.join(".claude"),
    };
    Ok(folder.join("settings.json"))
}

pub fn target(path: PathBuf, settings: &ClaudeCode<'_>) -> Target {
    let wanted = settings.settings().into_iter().map(|setting| Wanted {
        path: setting.path.iter().map(ToString::to_string).collect(),
        value: setting.value,
    });
    Target {
        path,
        format: Format::Json,
        wanted: wanted.collect(),
    }
}

pub fn shadows(text: &str) -> Vec<String> {
    let set = |variable: &&&str| {
        let path = ["env".to_owned(), (**variable).to_string()];
        Format::Json
            .get(text, &path)
            .is_ok_and(|found| found.is_some())
    };
    let said = |variable: &&str| {
        format!("Claude Code's settings have env.{variable}, which it takes instead; remove it")
    };
    OUTRANK.iter().filter(set).map(said).collect()
}
