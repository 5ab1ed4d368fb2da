//! What a running sign-in says of itself. No secret is in it.

use serde::{Deserialize, Serialize};

use crate::cache::private;
use crate::clock::Moment;
use crate::home::Home;
use crate::oidc::Prompt;
use crate::stop::Stop;

const FILE: &str = "sign-in.json";
const CANCEL: &str = "sign-in.cancel";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Another one for every sign-in.
    pub id: String,
    pub started: Moment,
    /// What a person has to do.
    pub shown: Option<Prompt>,
    pub outcome: Option<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    SignedIn,
    Stopped(Stop),
    /// Another sign-in was wanted instead.
    Cancelled,
}

impl State {
    /// What cannot be read is nobody's: a worker that was killed while it wrote, or a file of another
    /// release.
    pub fn read(home: &Home) -> Option<Self> {
        let text = private::read(&home.file(FILE)).ok()??;
        serde_json::from_slice(&text).ok()
    }

    pub fn write(&self, home: &Home) -> Result<(), Stop> {
        let text = serde_json::to_vec(self)
            .map_err(|error| Stop::failed(format!("could not write {FILE}: {error}")))?;
        private::write(&home.file(FILE), &text)
    }

    pub fn is_cancelled(&self, home: &Home) -> bool {
        let asked = private::read(&home.file(CANCEL));
        asked.is_ok_and(|asked| asked.as_deref() == Some(self.id.as_bytes()))
    }
}

/// Asks the sign-in that is running, if one is, to end.
pub fn cancel(home: &Home) -> Result<(), Stop> {
    match State::read(home) {
        Some(state) if state.outcome.is_none() => {
            private::write(&home.file(CANCEL), state.id.as_bytes())
        }
        _ => Ok(()),
    }
}
