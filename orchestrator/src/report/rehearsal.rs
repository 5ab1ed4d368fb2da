//! A rehearsal: the journey, and what it measured.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::plan::Plan;

use super::plan_text;
use super::style::{Style, count, duration};

/// A longer plan is told by its totals.
const MOST_CHANGES_SHOWN: usize = 120;

#[derive(Debug, Clone)]
pub struct Measured {
    pub accounts: usize,
    /// By `service.Operation`, up to the end of the last apply.
    pub api_calls: BTreeMap<String, u64>,
    /// How many of them came too fast for AWS's limits, or were told so by a fault.
    pub throttled: u64,
    /// From the first look to the end of the last apply, on the sandbox's clock.
    pub virtual_time: Duration,
    /// What AWS's limits and the drawn creation times allow at best.
    pub lower_bound: Duration,
    pub real: Duration,
    pub peak_rss_bytes: Option<u64>,
    pub applies: u32,
    pub converged: bool,
    pub second_plan: SecondPlan,
}

/// Planning once more when all is done: what a plan without changes costs.
#[derive(Debug, Clone)]
pub struct SecondPlan {
    pub api_calls: BTreeMap<String, u64>,
    pub virtual_time: Duration,
    pub real: Duration,
    pub changes: usize,
}

impl Measured {
    fn ratio(&self) -> Option<f64> {
        let bound = self.lower_bound.as_secs_f64();
        (bound > 0.0).then(|| self.virtual_time.as_secs_f64() / bound)
    }
}

pub fn plan(plan: &Plan, earlier_applies: u32, style: Style) -> String {
    let title = match earlier_applies {
        0 => "The plan".to_owned(),
        times => format!(
            "The plan after {}",
            count(times as usize, "unfinished apply run")
        ),
    };
    let title = style.bold(&title);
    if plan.changes.len() > MOST_CHANGES_SHOWN {
        return format!("{title}\n\n{}\n\n", plan_text::totals(&plan.changes));
    }
    let body = plan_text::plan(plan, "the plan", style);
    format!(
        "{title}\n\n{body}\n{}\n",
        style.bold("The apply, by the sandbox's clock")
    )
}

pub fn second_plan(plan: &Plan, style: Style) -> String {
    format!(
        "\n{}\n\n{}",
        style.bold("The plan again"),
        plan_text::plan(plan, "the plan", style)
    )
}

pub fn text(measured: &Measured, style: Style) -> String {
    let Measured {
        accounts,
        api_calls,
        virtual_time,
        lower_bound,
        applies,
        ..
    } = measured;
    let mut text = format!("\n{}\n\n", style.bold("Measured"));
    let mut row = |label: &str, value: String| {
        let _ = writeln!(text, "  {label:<22}{value}");
    };
    row("accounts", accounts.to_string());
    row(
        "at AWS it would take",
        format!("{} (simulated)", duration(*virtual_time)),
    );
    row(
        "AWS's limits allow",
        match measured.ratio() {
            Some(ratio) => format!("{} at best: ratio {ratio:.3}", duration(*lower_bound)),
            None => duration(*lower_bound),
        },
    );
    row(
        "it took here",
        format!("{:.2} s", measured.real.as_secs_f64()),
    );
    if let Some(bytes) = measured.peak_rss_bytes {
        row("peak memory", format!("{:.0} MB", bytes as f64 / 1e6));
    }
    row(
        "API calls",
        format!(
            "{}, {} throttled",
            api_calls.values().sum::<u64>(),
            measured.throttled
        ),
    );
    row("applies", applies.to_string());
    let second = &measured.second_plan;
    row(
        "planning again",
        format!(
            "{}, {:.0} ms here, {} at AWS",
            count(second.api_calls.values().sum::<u64>() as usize, "API call"),
            second.real.as_secs_f64() * 1e3,
            duration(second.virtual_time)
        ),
    );
    let verdict = if measured.converged {
        style.green("yes: planning again finds nothing to do")
    } else {
        style.red("no: run it again, or read the failures above")
    };
    row("converged", verdict);
    text
}

pub fn json(measured: &Measured, exit_code: u8) -> Value {
    json!({
        "version": 1,
        "kind": "rehearsal",
        "accounts": measured.accounts,
        "api_calls": measured.api_calls,
        "throttled": measured.throttled,
        "virtual_seconds": measured.virtual_time.as_secs_f64(),
        "lower_bound_seconds": measured.lower_bound.as_secs_f64(),
        "ratio": measured.ratio(),
        "real_seconds": measured.real.as_secs_f64(),
        "peak_rss_bytes": measured.peak_rss_bytes,
        "applies": measured.applies,
        "converged": measured.converged,
        "second_plan_changes": measured.second_plan.changes,
        "second_plan": {
            "api_calls": measured.second_plan.api_calls,
            "virtual_seconds": measured.second_plan.virtual_time.as_secs_f64(),
            "real_seconds": measured.second_plan.real.as_secs_f64(),
        },
        "exit_code": exit_code,
    })
}
