//! What AWS answered to somebody who asked for a team's credentials.

use serde::Serialize;

/// How credentials were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedBy {
    /// GetCredentialsForIdentity, as every client does.
    EnhancedFlow,
    /// The same, naming the team's role.
    NamedRole,
    /// GetOpenIdToken, and AssumeRoleWithWebIdentity with what it gave.
    ClassicFlow,
    /// AssumeRoleWithWebIdentity with the identity provider's own token.
    OwnToken,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Credentials; they were dropped at once.
    Given,
    /// AWS's own refusal of this token.
    Refused { code: String, message: String },
    /// Neither: AWS could not be asked, or refused for another reason.
    NotKnown { cause: String, hint: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub by: AskedBy,
    pub answer: Answer,
}

/// What was answered to one token at every account of a routing document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// In whose groups the token's holder is.
    pub teams: Vec<String>,
    pub accounts: Vec<Doorstep>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doorstep {
    pub team: String,
    pub account: String,
    pub id: String,
    /// Whether the token's holder is in the team's group.
    pub own: bool,
    pub asked: Vec<Asked>,
}

impl Doorstep {
    /// By which ways credentials were given.
    pub fn given(&self) -> Vec<AskedBy> {
        let given = self
            .asked
            .iter()
            .filter(|asked| asked.answer == Answer::Given);
        given.map(|asked| asked.by).collect()
    }

    /// Credentials of a team that the holder is not in, or by a way that nobody should have.
    pub fn leaks(&self) -> Vec<AskedBy> {
        let mut given = self.given();
        given.retain(|by| !self.own || matches!(by, AskedBy::ClassicFlow | AskedBy::OwnToken));
        given
    }

    pub fn is_known(&self) -> bool {
        let unknown = |asked: &Asked| matches!(asked.answer, Answer::NotKnown { .. });
        !self.asked.iter().any(unknown)
    }
}
