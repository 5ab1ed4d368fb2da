//! What Service Quotas keeps: values that were applied, requests for more, and what is used up.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Event, World};
use crate::clock::Moment;

/// By account, then Region, then the quota's code.
type Placed<T> = BTreeMap<String, BTreeMap<String, BTreeMap<String, T>>>;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Quotas {
    /// How much of AWS's default an account starts with that is made from now on.
    pub(crate) young: f64,
    /// How much accounts started with, where it is not the whole.
    pub(crate) shares: BTreeMap<String, f64>,
    pub(crate) applied: Placed<f64>,
    /// By id.
    pub(crate) requests: BTreeMap<String, Increase>,
    /// How requests end: the last rule with a part of the quota's name, or the first rule.
    pub(crate) rules: Vec<(String, Decision)>,
    /// By account, then Region.
    pub(crate) meters: BTreeMap<String, BTreeMap<String, Meter>>,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            young: 1.0,
            shares: BTreeMap::new(),
            applied: Placed::new(),
            requests: BTreeMap::new(),
            rules: Vec::new(),
            meters: BTreeMap::new(),
        }
    }
}

/// How AWS ends a request for a higher quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Verdict {
    #[default]
    Approved,
    Denied,
    /// The support case is closed without a word.
    CaseClosed,
    /// Nobody ever decides.
    Never,
}

/// What becomes of a request, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decision {
    pub verdict: Verdict,
    /// Since the request; drawn between one and three days when missing.
    pub after: Option<Duration>,
    /// When a support case is opened on the way; drawn between five minutes and an hour when missing,
    /// and not at all where the decision comes first.
    pub case_after: Option<Duration>,
}

impl Decision {
    #[must_use]
    pub fn new(verdict: Verdict) -> Self {
        Self {
            verdict,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        let after = Some(time);
        Self { after, ..self }
    }

    #[must_use]
    pub fn case_after(self, time: Duration) -> Self {
        let case_after = Some(time);
        Self { case_after, ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum IncreaseStatus {
    Pending,
    CaseOpened,
    Approved,
    Denied,
    CaseClosed,
}

impl IncreaseStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::CaseOpened => "CASE_OPENED",
            Self::Approved => "APPROVED",
            Self::Denied => "DENIED",
            Self::CaseClosed => "CASE_CLOSED",
        }
    }
}

/// A request for a higher value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Increase {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) code: String,
    pub(crate) value: f64,
    pub(crate) status: IncreaseStatus,
    pub(crate) requester: String,
    pub(crate) created: Moment,
    pub(crate) updated: Moment,
    pub(crate) case: Option<String>,
    /// When the case is opened, and under which number.
    pub(crate) case_at: Option<(Moment, String)>,
    /// When it is decided.
    pub(crate) due: Option<Moment>,
    pub(crate) verdict: Verdict,
}

impl Increase {
    pub(crate) fn is_open(&self) -> bool {
        matches!(
            self.status,
            IncreaseStatus::Pending | IncreaseStatus::CaseOpened
        )
    }

    /// What happens to it next.
    fn next(&self) -> Option<Moment> {
        let case = self.case_at.as_ref().map(|(at, _)| *at);
        let times = [case, self.due].into_iter().flatten();
        times.min().filter(|_| self.is_open())
    }
}

/// What an account has used up in a Region.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Meter {
    /// By the quota's code: the last window in which anything was used, and how much.
    pub(crate) used: BTreeMap<String, (u64, u64)>,
    /// Calls that are not over yet.
    pub(crate) running: Vec<Running>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) until: Moment,
    pub(crate) charges: Vec<Charge>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) code: String,
    pub(crate) reserved: u64,
    pub(crate) settled: u64,
    /// How long the quota's window is, in milliseconds.
    pub(crate) window: u64,
}

impl Meter {
    /// Lets end what is over: then the reservation is gone and the use counts.
    pub(crate) fn settle(&mut self, now: Moment) {
        let running = std::mem::take(&mut self.running);
        for call in running {
            if call.until > now {
                self.running.push(call);
                continue;
            }
            for charge in call.charges {
                let window = call.until.0 / charge.window;
                let used = self.used.entry(charge.code).or_default();
                if used.0 != window {
                    *used = (window, 0);
                }
                used.1 = used.1.saturating_add(charge.settled);
            }
        }
    }

    /// What is used in the window of a moment, reservations included.
    pub(crate) fn used(&self, code: &str, window: u64) -> u64 {
        let settled = self.used.get(code).filter(|used| used.0 == window);
        let charges = self.running.iter().flat_map(|call| &call.charges);
        let reserved = charges.filter(|charge| charge.code == code);
        settled.map_or(0, |used| used.1) + reserved.map(|charge| charge.reserved).sum::<u64>()
    }
}

impl Quotas {
    pub(crate) fn apply(&mut self, account: &str, region: &str, code: &str, value: f64) {
        let regions = self.applied.entry(account.to_owned()).or_default();
        let codes = regions.entry(region.to_owned()).or_default();
        codes.insert(code.to_owned(), value);
    }

    pub(crate) fn applied(&self, account: &str, region: &str, code: &str) -> Option<f64> {
        self.applied.get(account)?.get(region)?.get(code).copied()
    }

    /// A new account starts with what new accounts have.
    pub(crate) fn greet(&mut self, account: &str) {
        if self.young < 1.0 {
            self.shares.insert(account.to_owned(), self.young);
        }
    }

    pub(crate) fn forget_account(&mut self, account: &str) {
        self.shares.remove(account);
        self.applied.remove(account);
        self.meters.remove(account);
        self.requests
            .retain(|_, request| request.account != account);
    }

    pub(crate) fn decision(&self, name: &str) -> Decision {
        let mut rules = self.rules.iter().rev();
        rules
            .find(|(part, _)| name.contains(part.as_str()))
            .map_or_else(Decision::default, |(_, decision)| *decision)
    }

    /// What is due of all requests.
    pub(super) fn waits(&self) -> impl Iterator<Item = (Moment, Event)> {
        self.requests
            .iter()
            .filter_map(|(id, request)| Some((request.next()?, Event::Increase(id.clone()))))
    }
}

impl World {
    pub(crate) fn ask_for_more(&mut self, id: &str, request: Increase) {
        self.quotas.requests.insert(id.to_owned(), request);
        self.follow_increase(id);
    }

    fn follow_increase(&mut self, id: &str) {
        let next = self.quotas.requests.get(id).and_then(Increase::next);
        if let Some(at) = next {
            self.index.due.insert((at, Event::Increase(id.to_owned())));
        }
    }

    /// The next step of a request: its case, or its end.
    pub(super) fn finish_increase(&mut self, id: &str, at: Moment) {
        let Some(request) = self.quotas.requests.get_mut(id) else {
            return;
        };
        if !request.is_open() {
            return;
        }
        if request.due.is_some_and(|due| due <= at) {
            let verdict = request.verdict;
            self.decide_increase(id, verdict, at);
        } else if let Some((_, case)) = request.case_at.take_if(|(due, _)| *due <= at) {
            request.status = IncreaseStatus::CaseOpened;
            request.case = Some(case);
            request.updated = at;
            self.follow_increase(id);
        }
    }

    pub(crate) fn decide_increase(&mut self, id: &str, verdict: Verdict, at: Moment) {
        let Some(request) = self.quotas.requests.get_mut(id) else {
            return;
        };
        request.status = match verdict {
            Verdict::Approved => IncreaseStatus::Approved,
            Verdict::Denied => IncreaseStatus::Denied,
            Verdict::CaseClosed => IncreaseStatus::CaseClosed,
            Verdict::Never => return,
        };
        request.updated = at;
        if verdict == Verdict::Approved {
            let request = request.clone();
            let (account, region) = (&request.account, &request.region);
            self.quotas
                .apply(account, region, &request.code, request.value);
        }
    }
}

/// Regions in which an account has few requests at a time.
pub(crate) fn is_opt_in(region: &str) -> bool {
    super::bedrock::OPT_IN.contains(&region)
}
