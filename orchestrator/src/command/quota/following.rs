//! The plan's quotas and requests, read once in full, then again where something is open.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, UNIX_EPOCH};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::aws::{Accounts, Aws, Connection, Directory};
use crate::command::{Stop, capacity};
use crate::model::{AccountName, Gap, Here, Intent, LiveQuotas};
use crate::plan::capacity::capacity as sized;
use crate::plan::quota_status::{QuotaStatus, State, lacks, quota_status};
use crate::report::Style;
use crate::report::reading::Reading;

pub struct Following<'a> {
    aws: Aws,
    directory: Directory,
    intent: &'a Intent,
    live: LiveQuotas,
    /// Where what the accounts have could not be read when it was looked at last.
    unlooked: BTreeSet<Here>,
    began: (i64, Instant),
}

/// How looking again went.
pub struct Looked {
    /// Whether anything was answered in full.
    pub any: bool,
    /// What was not, or the first of it.
    pub failed: Option<Gap>,
}

impl<'a> Following<'a> {
    pub async fn start(
        connection: &Connection,
        intent: &'a Intent,
        style: Style,
    ) -> Result<Self, Stop> {
        let (aws, directory, live) = capacity::reach(connection, intent, style).await?;
        let mut following = Self {
            began: (seconds(&aws), Instant::now()),
            aws,
            directory,
            intent,
            live,
            unlooked: BTreeSet::new(),
        };
        let reading = Reading::start(style);
        let progress = |what, done, of| reading.show(what, done, of);
        let places = following.in_want();
        following.read(&places, &progress).await;
        Ok(following)
    }

    pub fn heed(&self, stop: &CancellationToken) {
        self.aws.heed(stop);
    }

    pub async fn rested(&self, time: Duration) -> bool {
        self.aws.rested(time).await
    }

    pub fn status(&self) -> QuotaStatus {
        let capacity = sized(self.intent, Some(&self.live));
        let mut status = quota_status(&capacity, &self.live, self.now());
        status.doubt(&self.unlooked);
        status
    }

    /// On AWS's clock. A sandbox's may run ahead of this machine's, and what it has done is over.
    pub fn now(&self) -> i64 {
        let (start, began) = self.began;
        let gone = i64::try_from(self.aws.since(began).as_secs()).unwrap_or(0);
        let requests = self.live.requests.values().flatten();
        let newest = requests.map(|request| request.touched).max().unwrap_or(0);
        seconds(&self.aws).max(start + gone).max(newest)
    }

    /// Where AWS was at something.
    pub async fn look_again(&mut self, status: &QuotaStatus) -> Looked {
        let places = status.under_way();
        let mut failed = self.read(&places, &|_, _, _| {}).await;
        let now = self.status();
        // However long ago AWS granted it: what the account had was read before that.
        let granted = now.rows.iter().filter(|row| {
            let here = (row.account.clone(), row.region.clone());
            let granted = matches!(row.state, State::Granted | State::NotApplied);
            granted && places.binary_search(&here).is_ok()
        });
        let granted: BTreeSet<Here> = granted
            .map(|row| (row.account.clone(), row.region.clone()))
            .collect();
        let granted: Vec<Here> = granted.into_iter().collect();
        let accounts = accounts(&self.directory, self.intent);
        let live = &mut self.live;
        let unread = self.aws.apply_anew(accounts, &granted, live).await;
        self.unlooked = unread.keys().cloned().collect();
        failed.extend(unread);
        Looked {
            any: failed.len() < places.len(),
            failed: failed
                .into_iter()
                .next()
                .map(|((account, region), gap)| Gap {
                    cause: format!("{account} in {region}: {}", gap.cause),
                    ..gap
                }),
        }
    }

    /// What could not be read. What was known before is kept.
    async fn read(
        &mut self,
        places: &[Here],
        progress: &dyn Fn(&'static str, usize, usize),
    ) -> BTreeMap<Here, Gap> {
        let accounts = accounts(&self.directory, self.intent);
        let lacks = lacks(&sized(self.intent, Some(&self.live)));
        let here = (places, &lacks);
        let answers = self.aws.quota_requests(accounts, here, progress).await;
        let mut failed = BTreeMap::new();
        for (here, answer) in answers {
            match answer {
                Ok(requests) => {
                    self.live.requests.insert(here, requests);
                }
                Err(gap) => {
                    if !self.live.requests.contains_key(&here) {
                        self.live.unread.insert(here.clone(), gap.clone());
                    }
                    failed.insert(here, gap);
                }
            }
        }
        failed
    }

    /// Every Region of the accounts that lack something: AWS counts open requests by account.
    fn in_want(&self) -> Vec<Here> {
        let capacity = sized(self.intent, Some(&self.live));
        let places = capacity.teams.iter().flat_map(|team| &team.places);
        let lacking: BTreeSet<&AccountName> = places
            .filter(|place| {
                let mut rooms = place.rooms();
                rooms.any(|room| room.quota.is_some() && room.gap() != Some(0))
            })
            .map(|place| &place.account)
            .collect();
        let places = self.live.read.keys();
        places
            .filter(|(account, _)| lacking.contains(account))
            .cloned()
            .collect()
    }
}

fn accounts<'a>(directory: &'a Directory, intent: &'a Intent) -> Accounts<'a> {
    Accounts {
        directory,
        organization: &intent.organization,
    }
}

fn seconds(aws: &Aws) -> i64 {
    let since = aws.now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
