//! What Claude Code's settings say for a team: the same in a person's own file and in the one that a
//! company manages.

use std::fmt::Write as _;

use crate::document::{Model, Team};

/// For whom, and how this machine runs `bedrock-auth`.
#[derive(Debug, Clone, Copy)]
pub struct ClaudeCode<'a> {
    pub team: &'a Team,
    /// The program as a shell takes it, quoted where it has to be.
    pub program: &'a str,
    /// What follows a subcommand, such as ` --team platform`; empty when there is nothing to add.
    pub options: &'a str,
    pub credentials: Source<'a>,
}

/// Where Claude Code takes credentials from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// The AWS profile of this name.
    Profile(&'a str),
    /// The program itself.
    Program,
}

/// One setting. All of them are texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// `["env", "AWS_REGION"]` or `["awsAuthRefresh"]`.
    pub path: Vec<&'static str>,
    pub value: String,
}

impl ClaudeCode<'_> {
    /// Variables of the environment first.
    pub fn settings(&self) -> Vec<Setting> {
        let Self {
            team,
            program,
            options,
            credentials,
        } = *self;
        let mut settings = Vec::new();
        let mut set = |path: &[&'static str], value: String| {
            settings.push(Setting {
                path: path.to_vec(),
                value,
            });
        };
        set(&["env", "CLAUDE_CODE_USE_BEDROCK"], "1".into());
        if let Source::Profile(profile) = credentials {
            set(&["env", "AWS_PROFILE"], profile.into());
        }
        // Claude Code does not take the Region from the profile.
        if let Some(region) = region(team) {
            set(&["env", "AWS_REGION"], region.into());
        }
        for (variable, model) in models(team) {
            set(&["env", variable], model.into());
        }
        set(
            &["awsAuthRefresh"],
            format!("{program} login --if-needed{options}"),
        );
        if credentials == Source::Program {
            set(
                &["awsCredentialExport"],
                format!("{program} credential-process --as claude-code --no-login{options}"),
            );
        }
        set(
            &["otelHeadersHelper"],
            format!("{program} otel-headers{options}"),
        );
        settings
    }

    /// A whole file of them.
    pub fn to_json(&self) -> String {
        let settings = self.settings();
        let (env, rest): (Vec<&Setting>, Vec<&Setting>) =
            settings.iter().partition(|setting| setting.path.len() == 2);
        let mut text = String::from("{\n  \"env\": {\n");
        for (index, setting) in env.iter().enumerate() {
            let comma = if index + 1 < env.len() { "," } else { "" };
            let _ = writeln!(text, "    {}{comma}", line(setting));
        }
        text.push_str("  }");
        for setting in rest {
            let _ = write!(text, ",\n  {}", line(setting));
        }
        text + "\n}\n"
    }
}

fn line(Setting { path, value }: &Setting) -> String {
    let key = path.last().copied().unwrap_or_default();
    // Texts: there is nothing in them that JSON cannot say.
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    format!("{}: {}", quoted(key), quoted(value))
}

/// From where a team's tools call Bedrock unless told otherwise: the first of its Regions.
pub fn region(team: &Team) -> Option<&str> {
    team.regions.first().map(String::as_str)
}

/// The team's first model is the one to begin with. A family that the team does not have is answered
/// by one that it has: Claude Code would otherwise ask for a model that the team may not call.
fn models(team: &Team) -> Vec<(&'static str, &str)> {
    let Some(first) = team.models.first() else {
        return Vec::new();
    };
    let of = |families: &[&str]| {
        let found = families.iter().find_map(|family| of_family(team, family));
        found.unwrap_or(first).id.as_str()
    };
    vec![
        ("ANTHROPIC_MODEL", first.id.as_str()),
        (
            "ANTHROPIC_DEFAULT_OPUS_MODEL",
            of(&["opus", "sonnet", "haiku"]),
        ),
        (
            "ANTHROPIC_DEFAULT_SONNET_MODEL",
            of(&["sonnet", "opus", "haiku"]),
        ),
        // Also what Claude Code does in the background.
        (
            "ANTHROPIC_DEFAULT_HAIKU_MODEL",
            of(&["haiku", "sonnet", "opus"]),
        ),
    ]
}

/// The plan's own word decides, then the model's id.
fn of_family<'a>(team: &'a Team, family: &str) -> Option<&'a Model> {
    let mut models = team.models.iter();
    models
        .find(|model| model.alias == family)
        .or_else(|| team.models.iter().find(|model| model.id.contains(family)))
}
