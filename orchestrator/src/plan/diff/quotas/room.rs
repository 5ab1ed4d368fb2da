//! How many requests AWS still takes of an account.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{AccountQuotas, Region, geography};
use crate::plan::quota_step::{OPEN_IN_ACCOUNT, OPEN_IN_OPT_IN_REGION};

pub struct Room<'a> {
    open: BTreeMap<&'a Region, usize>,
}

/// Which limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    Account,
    Region,
}

impl<'a> Room<'a> {
    pub fn of(seen: &'a BTreeMap<Region, AccountQuotas>) -> Self {
        let open = seen.iter().map(|(region, quotas)| (region, open(quotas)));
        Self {
            open: open.collect(),
        }
    }

    pub fn take(&mut self, region: &'a Region) -> Result<(), Full> {
        if self.open.values().sum::<usize>() >= OPEN_IN_ACCOUNT {
            return Err(Full::Account);
        }
        let here = self.open.entry(region).or_default();
        if geography::is_opt_in(region) && *here >= OPEN_IN_OPT_IN_REGION {
            return Err(Full::Region);
        }
        *here += 1;
        Ok(())
    }
}

/// Two names of one model show the same requests.
fn open(quotas: &AccountQuotas) -> usize {
    let all = quotas.quotas.values().flat_map(|quota| &quota.requests);
    let open = all.filter(|request| request.state.is_open());
    let ids: BTreeSet<&str> = open.map(|request| request.id.as_str()).collect();
    ids.len() + quotas.others_open
}
