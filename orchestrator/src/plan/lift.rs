//! What has to be done so that a stopped account works again: reverse the stop, and let it watch again
//! where that would not stop the account at once.

use serde::Serialize;

use crate::model::{AccountId, BudgetScope, BudgetStanding, StopState, StopStatus, Threshold, Usd};

/// The next thing to do about one stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// AWS is at work on it.
    Wait,
    Reverse,
    Reset,
    /// Its account works, and the stop watches again.
    Armed,
    /// Its account works; the stop would hit again at AWS's next look, so it is left as it is.
    LeftLifted,
    /// It had stopped nothing.
    NothingStopped,
    /// AWS could not reverse it.
    Failed,
    /// AWS could not let it watch again.
    NotArmed,
}

/// What became of one stop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lifted {
    #[serde(flatten)]
    pub scope: BudgetScope,
    pub accounts: Vec<AccountId>,
    pub spent: Option<Usd>,
    pub limit: Usd,
    pub end: Step,
}

/// `tried`: what this run has asked for already, so that what AWS cannot do is not asked for again and
/// again.
pub fn next(budget: &BudgetStanding, stop: &StopStatus, rearm: bool, tried: &[Step]) -> Step {
    let once = |step: Step, otherwise: Step| {
        if tried.contains(&step) {
            otherwise
        } else {
            step
        }
    };
    match stop.state {
        StopState::Stopping | StopState::Lifting | StopState::Arming => Step::Wait,
        StopState::Stopped | StopState::LiftFailed => once(Step::Reverse, Step::Failed),
        StopState::Lifted | StopState::ArmFailed if rearm || has_room(budget, stop) => {
            once(Step::Reset, Step::NotArmed)
        }
        StopState::Lifted | StopState::ArmFailed => Step::LeftLifted,
        StopState::Armed if tried.contains(&Step::Reset) => Step::Armed,
        StopState::Armed | StopState::Pending | StopState::StopFailed | StopState::Unknown => {
            Step::NothingStopped
        }
    }
}

/// Whether the spend is below the stop's threshold. A budget that was changed a moment ago has no spend
/// until AWS counts again, and then the new limit decides.
pub fn has_room(budget: &BudgetStanding, stop: &StopStatus) -> bool {
    let at = match stop.at.at {
        Threshold::Dollars(amount) => amount,
        Threshold::Percent(millionths) => Usd::of(budget.limit.as_f64() * millionths as f64 / 1e8),
    };
    budget.spent.is_none_or(|spent| spent < at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Alert, BudgetName, BudgetScope};

    fn budget(spent: Option<i64>) -> BudgetStanding {
        let scope = BudgetScope::Account("platform-1".parse().unwrap());
        BudgetStanding {
            name: BudgetName::of("acme", &scope).unwrap(),
            scope,
            limit: Usd::dollars(6000),
            spent: spent.map(Usd::dollars),
            forecast: None,
            unhealthy: None,
            alerts: Vec::new(),
            stops: Vec::new(),
        }
    }

    fn stop(state: StopState) -> StopStatus {
        StopStatus {
            id: "a".into(),
            at: Alert::actual(100),
            automatic: true,
            accounts: Vec::new(),
            state,
        }
    }

    #[test]
    fn a_stop_is_reversed_and_watches_again_where_there_is_room() {
        let tired = budget(Some(6100));
        let raised = budget(Some(5999));
        let changed = budget(None);
        for any in [&tired, &raised, &changed] {
            assert_eq!(
                next(any, &stop(StopState::Stopped), false, &[]),
                Step::Reverse
            );
        }
        let lifted = stop(StopState::Lifted);
        assert_eq!(
            next(&tired, &lifted, false, &[Step::Reverse]),
            Step::LeftLifted
        );
        assert_eq!(next(&tired, &lifted, true, &[Step::Reverse]), Step::Reset);
        assert_eq!(next(&raised, &lifted, false, &[Step::Reverse]), Step::Reset);
        assert_eq!(next(&changed, &lifted, false, &[]), Step::Reset);
        let armed = stop(StopState::Armed);
        assert_eq!(next(&raised, &armed, false, &[Step::Reset]), Step::Armed);
        assert_eq!(next(&raised, &armed, false, &[]), Step::NothingStopped);
    }

    #[test]
    fn what_aws_cannot_do_is_asked_for_once() {
        let failed = stop(StopState::LiftFailed);
        assert_eq!(next(&budget(None), &failed, false, &[]), Step::Reverse);
        assert_eq!(
            next(&budget(None), &failed, false, &[Step::Reverse]),
            Step::Failed
        );
        let failed = stop(StopState::ArmFailed);
        assert_eq!(
            next(&budget(None), &failed, false, &[Step::Reset]),
            Step::NotArmed
        );
    }
}
