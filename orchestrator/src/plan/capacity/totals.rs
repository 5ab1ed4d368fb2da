//! All teams together.

use super::{Capacity, Cost, Room, TeamCapacity};

impl Capacity {
    pub fn developers(&self) -> u64 {
        self.teams
            .iter()
            .map(|team| u64::from(team.developers))
            .sum()
    }

    pub fn accounts(&self) -> usize {
        self.teams.iter().map(|team| team.seats).sum()
    }

    /// Of all teams.
    pub fn cost(&self) -> Cost {
        let costs = self.teams.iter().map(|team| team.cost);
        let none = Cost {
            active_day: 0,
            month: [0, 0],
        };
        costs.fold(none, |all, one| Cost {
            active_day: all.active_day + one.active_day,
            month: [all.month[0] + one.month[0], all.month[1] + one.month[1]],
        })
    }

    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.teams.iter().flat_map(TeamCapacity::rooms)
    }
}
