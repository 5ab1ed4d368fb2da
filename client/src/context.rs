//! What every command knows from the start: where things are kept, and for whom it was asked.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::cache::private;
use crate::cli::Who;
use crate::clock::Moment;
use crate::entry::{Slot, Stamp};
use crate::home::Home;
use crate::stop::Stop;

#[derive(Debug, Clone)]
pub struct Context {
    pub home: Home,
    pub now: Moment,
    pub slot: Slot,
    pub settings: Settings,
    /// Of the settings as they were when they were read.
    pub settings_stamp: Stamp,
}

/// What a person has chosen for good: `settings.json`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The routing document: a file, or an https:// address. Without it, `routes.json` beside this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routes: Option<String>,
    /// The team to keep to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

/// Where the routing document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    File(PathBuf),
    Address(String),
}

impl Context {
    pub fn new(who: &Who) -> Result<Self, Stop> {
        let home = Home::from_environment()?;
        let settings_stamp = Stamp::of(&home.file(Settings::FILE));
        let settings = Settings::read(&home)?;
        Ok(Self {
            home,
            now: Moment::now(),
            slot: Slot::of(who, false),
            settings,
            settings_stamp,
        })
    }

    /// The same question, with the time and the settings of now.
    pub fn anew(&self) -> Result<Self, Stop> {
        let settings_stamp = Stamp::of(&self.home.file(Settings::FILE));
        Ok(Self {
            home: self.home.clone(),
            now: Moment::now(),
            slot: self.slot.clone(),
            settings: Settings::read(&self.home)?,
            settings_stamp,
        })
    }

    #[must_use]
    pub fn one_team(mut self, one_team: bool) -> Self {
        self.slot.one_team = one_team;
        self
    }

    /// What decides between several teams, beside the groups.
    pub fn asked(&self) -> bedrock_routing::Asked<'_> {
        bedrock_routing::Asked {
            team: self.slot.team.as_deref(),
            saved: self.settings.team.as_deref(),
            one_team: self.slot.one_team,
        }
    }

    /// What was named now, else what was chosen for good, else the file that an installer puts there.
    /// A place in the settings is beside them, from whatever folder this is run.
    pub fn location(&self) -> Location {
        match (&self.slot.routes, &self.settings.routes) {
            (Some(place), _) | (None, Some(place)) if place.contains("://") => {
                Location::Address(place.clone())
            }
            (Some(file), _) => Location::File(file.into()),
            (None, Some(file)) => Location::File(self.home.file(file)),
            (None, None) => Location::File(self.home.file("routes.json")),
        }
    }
}

impl Settings {
    pub const FILE: &str = "settings.json";

    /// None of its own where there is no file. A file that is not one is an error: it was written by
    /// hand, and guessing would send the person elsewhere.
    pub fn read(home: &Home) -> Result<Self, Stop> {
        let path = home.file(Self::FILE);
        let Some(text) = private::read(&path)? else {
            return Ok(Self::default());
        };
        serde_json::from_slice(&text).map_err(|error| {
            Stop::failed(format!("could not read {}: {error}", path.display()))
                .hint("mend the file, or remove it to choose anew")
        })
    }

    pub fn write(&self, home: &Home) -> Result<(), Stop> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| Stop::failed(format!("could not write the settings: {error}")))?;
        private::write(&home.file(Self::FILE), &text)
    }
}
