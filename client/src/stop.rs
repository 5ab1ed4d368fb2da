//! How a command ends when it does not end well.

/// Documented in docs/reference/bedrock-auth.md; scripts rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    Done,
    Failed,
    /// Only a sign-in helps, and none was allowed or it did not come about.
    LoginNeeded,
    /// The person is in no team's group.
    NoTeam,
    /// In several teams, or not in the one that was asked for.
    AmbiguousTeam,
    /// The identity provider left the groups out because there are too many.
    GroupOverage,
    /// AWS or the identity provider said no.
    Denied,
    /// Nobody answered.
    Offline,
    /// Of `exec`, as shells and `env` have them.
    CommandNotStarted,
    CommandNotFound,
}

impl Exit {
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::LoginNeeded => 2,
            Self::NoTeam => 3,
            Self::AmbiguousTeam => 4,
            Self::GroupOverage => 5,
            Self::Denied => 6,
            Self::Offline => 7,
            Self::CommandNotStarted => 126,
            Self::CommandNotFound => 127,
        }
    }
}

/// One line that says what went wrong, and one that says what to do. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stop {
    pub exit: Exit,
    /// `could not <verb> <object>: <cause>`
    pub message: String,
    pub hint: Option<String>,
}

impl Stop {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
        }
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
