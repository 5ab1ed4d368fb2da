//! How much room for requests AWS leaves.

use std::collections::BTreeMap;

use crate::model::geography::is_opt_in;
use crate::model::{AccountName, LiveQuotas, Region};
use crate::plan::capacity::Place;
use crate::plan::quota_step::{OPEN_IN_ACCOUNT, OPEN_IN_OPT_IN_REGION};

use super::State;

/// How many requests are open, those included that the next apply sends.
pub(super) struct Free<'a> {
    pub(super) live: &'a LiveQuotas,
    open: BTreeMap<&'a AccountName, BTreeMap<&'a Region, usize>>,
    /// What became of a quota that has another name.
    taken: BTreeMap<(&'a AccountName, &'a Region, String), State>,
}

impl<'a> Free<'a> {
    pub(super) fn of(live: &'a LiveQuotas) -> Self {
        let mut open: BTreeMap<_, BTreeMap<_, usize>> = BTreeMap::new();
        for ((account, region), requests) in &live.requests {
            let number = requests.iter().filter(|one| one.state.is_open()).count();
            open.entry(account).or_default().insert(region, number);
        }
        let taken = BTreeMap::new();
        Self { live, open, taken }
    }

    pub(super) fn take(&mut self, place: &'a Place, code: &str) -> State {
        let Place {
            account, region, ..
        } = place;
        let taken = (account, region, code.to_owned());
        if let Some(state) = self.taken.get(&taken) {
            return *state;
        }
        let state = self.next(account, region);
        self.taken.insert(taken, state);
        state
    }

    fn next(&mut self, account: &'a AccountName, region: &'a Region) -> State {
        let regions = self.open.entry(account).or_default();
        let everywhere: usize = regions.values().sum();
        let here = regions.entry(region).or_default();
        if everywhere >= OPEN_IN_ACCOUNT || is_opt_in(region) && *here >= OPEN_IN_OPT_IN_REGION {
            return State::Queued;
        }
        *here += 1;
        State::ToAsk
    }
}
