//! How fast an operation goes, and how many failures it bears.

use crate::cloudformation::input::{Input, validation};
use crate::refusal::Refusal;
use crate::world::{Amount, Lane, Preferences};

/// Of the request; what it leaves out is the slowest.
pub(super) fn read(input: &Input) -> Result<Preferences, Refusal> {
    let input = input.part("OperationPreferences");
    let amount = |what: &str| -> Result<Option<Amount>, Refusal> {
        let count = input.number(&format!("{what}Count"))?;
        let percent = input.number(&format!("{what}Percentage"))?;
        match (count, percent) {
            (Some(_), Some(_)) => Err(validation(format!(
                "You can specify either {what}Count or {what}Percentage, but not both"
            ))),
            (Some(count), None) => Ok(Some(Amount::Count(count))),
            (None, Some(percent)) if percent <= 100 => Ok(Some(Amount::Percent(percent))),
            (None, Some(_)) => Err(validation(format!("{what}Percentage must be at most 100"))),
            (None, None) => Ok(None),
        }
    };
    let concurrent = amount("MaxConcurrent")?;
    if matches!(concurrent, Some(Amount::Count(0) | Amount::Percent(0))) {
        return Err(validation("MaxConcurrent must be at least 1"));
    }
    let one_of = |field: &str, usual: &str, other: &str| match input.text(field) {
        "" => Ok(false),
        text if text == usual => Ok(false),
        text if text == other => Ok(true),
        text => Err(validation(format!("{text} is not a value of {field}"))),
    };
    Ok(Preferences {
        parallel_regions: one_of("RegionConcurrencyType", "SEQUENTIAL", "PARALLEL")?,
        region_order: input.texts("RegionOrder"),
        tolerance: amount("FailureTolerance")?,
        concurrent,
        soft: one_of(
            "ConcurrencyMode",
            "STRICT_FAILURE_TOLERANCE",
            "SOFT_FAILURE_TOLERANCE",
        )?,
    })
}

impl Preferences {
    /// How many failures a Region bears.
    pub(super) fn tolerance(&self, lane: &Lane) -> usize {
        match self.tolerance {
            None => 0,
            Some(Amount::Count(count)) => count,
            Some(Amount::Percent(percent)) => lane.accounts * percent / 100,
        }
    }

    /// How many accounts of a Region may be worked on at once, after the failures so far.
    pub(super) fn at_once(&self, lane: &Lane) -> usize {
        let asked = match self.concurrent {
            None => 1,
            Some(Amount::Count(count)) => count,
            Some(Amount::Percent(percent)) => (lane.accounts * percent / 100).max(1),
        };
        if self.soft {
            return asked;
        }
        // Even if all of these fail, no more fail than one above the tolerance.
        asked.min((self.tolerance(lane) + 1).saturating_sub(lane.failed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(accounts: usize, failed: usize) -> Lane {
        Lane {
            accounts,
            failed,
            ..Lane::default()
        }
    }

    #[test]
    fn the_defaults_are_the_slowest() {
        let slow = Preferences::default();
        assert_eq!(
            (slow.at_once(&lane(50, 0)), slow.tolerance(&lane(50, 0))),
            (1, 0)
        );
    }

    #[test]
    fn strict_concurrency_follows_the_tolerance_and_soft_does_not() {
        let strict = Preferences {
            concurrent: Some(Amount::Percent(50)),
            tolerance: Some(Amount::Count(4)),
            ..Preferences::default()
        };
        assert_eq!(strict.at_once(&lane(40, 0)), 5);
        assert_eq!(strict.at_once(&lane(40, 3)), 2);
        let soft = Preferences {
            soft: true,
            ..strict
        };
        assert_eq!(soft.at_once(&lane(40, 3)), 20);
        assert_eq!(soft.at_once(&lane(1, 0)), 1, "never rounded down to none");
    }
}
