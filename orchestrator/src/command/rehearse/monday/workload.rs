//! What a team's developers do on a Monday morning: calls of a model, the same for the same seed.
//!
//! Each developer gives Claude Code one task after the other. A task is a run of calls, each when the
//! answer before it has come and a tool has run; then there is a pause for reading. A call reads its
//! conversation from the cache and adds to it. All of these figures are assumptions; how much of it
//! there is comes from the plan: the busiest minute takes what the team is said to need.

use std::time::Duration;

use bedrock_sandbox::TOKENS_PER_SECOND;
use fastrand::Rng;

use super::counted::counted;
use crate::aws::Work;

/// How long the developers are watched.
pub const MORNING: Duration = Duration::from_secs(15 * 60);
/// What Claude Code allows an answer to be unless told otherwise.
const LONGEST_ANSWER: u64 = 32_000;
/// Who begins at nine is there within this time, in seconds.
const ARRIVAL: f64 = 120.0;
/// Calls of a task.
const CALLS: std::ops::RangeInclusive<u32> = 4..=12;
const CALLS_ON_AVERAGE: f64 = 8.0;
/// A call of a task and the tool behind it, in seconds.
const CALL_ON_AVERAGE: f64 = 11.0;
/// Quotas of an ordinary context end at 200,000 tokens.
const LARGEST_PROMPT: u64 = 190_000;
/// Calls of a developer in a minute, the busiest first: more than the first nobody makes alone.
const PACES: [f64; 14] = [
    5.0, 4.0, 3.0, 2.5, 2.0, 1.5, 1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05,
];
/// No minute is as full as it could be: of the need, in hundredths.
const FULL: u64 = 97;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Of each developer, in their order.
    pub developers: Vec<Vec<Call>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Since nine o'clock, if nothing held the developer up.
    pub at: Duration,
    pub work: Work,
}

impl Call {
    pub fn takes(&self) -> Duration {
        Duration::from_millis(self.work.output * 1000 / TOKENS_PER_SECOND)
    }
}

impl Workload {
    /// `need`: tokens of the quota that the busiest minute takes. The busiest pace that fits is taken;
    /// where even that leaves room, conversations grow faster.
    pub fn new(developers: u32, need: u64, burndown: u64, seed: u64) -> Self {
        let target = need / 100 * FULL;
        let at = |pace| Self::at_pace(developers, pace, seed);
        let fits = |it: &Self| it.peak(burndown) <= target;
        let paced = PACES.iter().map(|pace| at(*pace)).find(fits);
        let Some(paced) = paced else {
            let [.., slowest] = PACES;
            return at(slowest);
        };
        let (mut least, mut most) = (1_000_u64, 1_000_000_u64);
        while most - least > 1 {
            let middle = least.midpoint(most);
            if fits(&paced.growing(middle)) {
                least = middle;
            } else {
                most = middle;
            }
        }
        paced.growing(least)
    }

    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.developers.iter().flatten()
    }

    /// What a quota has to have for all of it.
    pub fn peak(&self, burndown: u64) -> u64 {
        counted(self.calls(), burndown)
    }

    fn at_pace(developers: u32, pace: f64, seed: u64) -> Self {
        let mut seeds = Rng::with_seed(seed);
        let day = |_| schedule(&mut Rng::with_seed(seeds.u64(..)), pace);
        Self {
            developers: (0..developers).map(day).collect(),
        }
    }

    /// With so many thousandths of what is new in each call.
    fn growing(&self, thousandths: u64) -> Self {
        let grown = |call: &Call| {
            let Work {
                input, cache_read, ..
            } = call.work;
            let room = LARGEST_PROMPT.saturating_sub(cache_read + input);
            let cache_write = call.work.cache_write * thousandths / 1000;
            let work = Work {
                cache_write: cache_write.min(room),
                ..call.work
            };
            Call { work, ..*call }
        };
        let developers = self.developers.iter();
        Self {
            developers: developers
                .map(|calls| calls.iter().map(grown).collect())
                .collect(),
        }
    }
}

/// One developer's morning.
fn schedule(rng: &mut Rng, pace: f64) -> Vec<Call> {
    let pause = (CALLS_ON_AVERAGE * 60.0 / pace - CALLS_ON_AVERAGE * CALL_ON_AVERAGE).max(1.0);
    let mut calls = Vec::new();
    let mut at = rng.f64() * (ARRIVAL + pause);
    while at < MORNING.as_secs_f64() {
        let mut conversation = rng.u64(20_000..60_000);
        for _ in 0..rng.u32(CALLS) {
            let call = call(rng, at, conversation);
            if call.at >= MORNING {
                break;
            }
            conversation += call.work.input + call.work.cache_write + call.work.output;
            let tool = 1.0 + 4.0 * rng.f64();
            // Half a second on the way there and back.
            at += call.takes().as_secs_f64() + 0.5 + tool;
            calls.push(call);
        }
        at += pause * (0.5 + rng.f64());
    }
    calls
}

/// Most answers are short, and so is most of what tools bring back.
fn call(rng: &mut Rng, at: f64, conversation: u64) -> Call {
    let mut skewed = |least: u64, most: u64| {
        let square = rng.u64(0..=1_000) * rng.u64(0..=1_000);
        least + (most - least) * square / 1_000_000
    };
    let work = Work {
        input: skewed(20, 400),
        cache_read: conversation,
        cache_write: skewed(800, 9_000),
        output: skewed(150, 1_900),
        longest: LONGEST_ANSWER,
    };
    Call {
        at: Duration::from_millis((at * 1000.0) as u64),
        work,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By minute, what the calls that begin in it are worth when they are over.
    fn by_minute(workload: &Workload, burndown: u64) -> Vec<u64> {
        let mut minutes = vec![0; 15];
        for Call { at, work } in workload.calls() {
            let worth = work.input + work.cache_write + work.output * burndown;
            minutes[at.as_secs() as usize / 60] += worth;
        }
        minutes
    }

    #[test]
    fn the_busiest_minute_takes_the_need() {
        for (developers, need, burndown) in [
            (1, 300_000, 10),
            (5, 1_500_000, 5),
            (8, 1_500_000, 15),
            (15, 2_250_000, 10),
            (40, 3_000_000, 10),
            (40, 3_600_000, 5),
            (40, 3_600_000, 10),
            (120, 4_000_000, 10),
            (500, 10_000_000, 10),
            (2_000, 30_000_000, 15),
        ] {
            for seed in [1, 7, 4711] {
                let workload = Workload::new(developers, need, burndown, seed);
                let peak = workload.peak(burndown);
                let who = format!("{developers} of {need} at {burndown}, seed {seed}: {peak}");
                assert!(peak * 100 <= need * 97, "{who}");
                assert!(peak * 100 >= need * 93, "{who}");
                let most = by_minute(&workload, burndown).into_iter().max();
                assert!(most.unwrap() * 10 > need * 3, "{who}: {most:?}");
            }
        }
    }

    #[test]
    fn nobody_makes_two_calls_at_once() {
        let workload = Workload::new(40, 3_600_000, 10, 1);
        for calls in &workload.developers {
            for pair in calls.windows(2) {
                assert!(pair[0].at + pair[0].takes() < pair[1].at, "{pair:?}");
            }
        }
        assert!(workload.calls().all(|call| call.at < MORNING));
        assert!(workload.calls().count() > 1_000);
    }

    #[test]
    fn the_same_seed_gives_the_same_morning() {
        let of = |seed| Workload::new(20, 3_000_000, 10, seed);
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn a_need_below_a_single_call_is_left_as_it_is() {
        let workload = Workload::new(2, 10_000, 10, 1);
        assert!(workload.peak(10) > 10_000 || workload.calls().count() == 0);
    }
}
