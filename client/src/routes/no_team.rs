//! Which exit code it is when no team could be chosen.

use bedrock_routing::NoTeam;

use crate::stop::{Exit, Stop};

impl From<&NoTeam> for Exit {
    fn from(no_team: &NoTeam) -> Self {
        match no_team {
            NoTeam::Overage { .. } => Self::GroupOverage,
            NoTeam::Several { .. } | NoTeam::Unknown { .. } | NoTeam::NotIn { .. } => {
                Self::AmbiguousTeam
            }
            NoTeam::Missing { .. }
            | NoTeam::Odd { .. }
            | NoTeam::InNone { .. }
            | NoTeam::NoAccount { .. } => Self::NoTeam,
        }
    }
}

impl From<NoTeam> for Stop {
    fn from(no_team: NoTeam) -> Self {
        Self::new(Exit::from(&no_team), no_team.to_string()).hint(no_team.hint())
    }
}
