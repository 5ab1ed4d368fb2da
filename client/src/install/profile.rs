//! The profile in `~/.aws/config`.

use std::path::{Path, PathBuf};

use super::aws_config;
use super::file;
use super::merge::{Format, Wanted};
use super::record::Record;
use super::steps::Target;
use crate::stop::Stop;

/// What gives credentials to a profile by other means. Some of them outrank `credential_process`, and
/// all of them are there because somebody wanted them.
const OTHER_MEANS: [&str; 9] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "credential_source",
    "login_session",
    "role_arn",
    "source_profile",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];

/// What AWS's tools take literally, whatever they do with quotes and brackets.
pub fn check_name(profile: &str) -> Result<(), Stop> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    if !profile.is_empty() && profile.chars().all(fits) && !profile.starts_with('-') {
        return Ok(());
    }
    Err(
        Stop::failed(format!("could not name a profile {profile:?}"))
            .hint("letters, digits and - _ . @ + are for names"),
    )
}

/// `command` is what the profile runs for credentials.
pub fn target(
    path: &Path,
    profile: &str,
    command: &str,
    region: &str,
    record: &Record,
) -> Result<Target, Stop> {
    let text = file::look(path)?.text.unwrap_or_default();
    let heading = heading(path, &text, profile)?;
    let known = record.file(path).is_some_and(|written| {
        let ours = [heading.as_str(), "credential_process"];
        written.changes.iter().any(|change| change.path == ours)
    });
    if !known {
        refuse_another(path, &text, &heading, profile)?;
    }
    let wanted = [("credential_process", command), ("region", region)];
    Ok(Target {
        path: path.to_owned(),
        format: Format::AwsConfig,
        wanted: wanted
            .map(|(key, value)| Wanted {
                path: vec![heading.clone(), key.into()],
                value: value.into(),
            })
            .to_vec(),
    })
}

/// Profiles that were installed beside this one.
pub fn has_sibling(path: &Path, profile: &str, record: &Record) -> bool {
    let changes = record
        .file(path)
        .map_or(&[][..], |written| &written.changes);
    let own = [profile.to_owned(), format!("profile {profile}")];
    changes.iter().any(|change| !own.contains(&change.path[0]))
}

fn heading(path: &Path, text: &str, profile: &str) -> Result<String, Stop> {
    let there = aws_config::heading(text, profile).map_err(|problem| {
        let shown = path.display();
        Stop::failed(format!(
            "could not read {shown}: line {}: {}",
            problem.line, problem.what
        ))
        .hint("mend that line first; the file is as it was")
    })?;
    Ok(there.unwrap_or_else(|| match profile {
        "default" => "default".into(),
        other => format!("profile {other}"),
    }))
}

fn refuse_another(path: &Path, text: &str, heading: &str, profile: &str) -> Result<(), Stop> {
    let keys = aws_config::keys(text, heading).unwrap_or_default();
    let process = [heading.to_owned(), "credential_process".to_owned()];
    let process = aws_config::get(text, &process).ok().flatten();
    let another = process.is_some_and(|command| !is_ours(&command));
    let mut others: Vec<&str> = keys.iter().map(String::as_str).collect();
    others.retain(|key| OTHER_MEANS.contains(key) || (*key == "credential_process" && another));
    if others.is_empty() {
        return Ok(());
    }
    let shown = path.display();
    Err(Stop::failed(format!(
        "could not write the profile {profile}: {shown} has one that gets its credentials by {}",
        others.join(", ")
    ))
    .hint("choose another name with --profile, or take these keys out of that profile yourself"))
}

/// Whether an earlier installation wrote the command, wherever the program was then.
fn is_ours(command: &str) -> bool {
    let program = |before: &str| {
        let name = before.trim().trim_matches('"').rsplit(['/', '\\']).next();
        name.is_some_and(|name| name == "bedrock-auth" || name == "bedrock-auth.exe")
    };
    command
        .split_once(" credential-process")
        .is_some_and(|(before, _)| program(before))
}

/// What outranks the profile, for people to read.
pub fn shadows(
    credentials: &Path,
    profile: &str,
    environment: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut shadows = Vec::new();
    let text = file::look(credentials).ok().and_then(|found| found.text);
    let keys = text.and_then(|text| aws_config::keys(&text, profile).ok());
    if keys.is_some_and(|keys| keys.iter().any(|key| key == "aws_access_key_id")) {
        shadows.push(format!(
            "{} has keys under [{profile}]: AWS's tools take those instead; remove them, or choose \
             another --profile",
            credentials.display()
        ));
    }
    for variable in ["AWS_ACCESS_KEY_ID", "AWS_BEARER_TOKEN_BEDROCK"] {
        if environment(variable).is_some_and(|value| !value.is_empty()) {
            shadows.push(format!(
                "{variable} is set: AWS's tools take that instead; unset it"
            ));
        }
    }
    shadows
}

/// Where AWS's tools look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    pub config: PathBuf,
    pub credentials: PathBuf,
}

impl Files {
    pub fn from_environment() -> Result<Self, Stop> {
        let place = |variable: &str, name: &str| {
            let set = std::env::var_os(variable).filter(|set| !set.is_empty());
            match set {
                Some(set) => super::absolute(Path::new(&set)),
                None => Ok(super::own_folder()?.join(".aws").join(name)),
            }
        };
        Ok(Self {
            config: place("AWS_CONFIG_FILE", "config")?,
            credentials: place("AWS_SHARED_CREDENTIALS_FILE", "credentials")?,
        })
    }
}
