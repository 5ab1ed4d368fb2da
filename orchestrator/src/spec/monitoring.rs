//! `monitoring = { ... }`, in the defaults and in a team.

use super::diagnostic::{Code, Diagnostic};
use super::emails;
use super::findings::{Findings, Reported};
use super::inherit;
use super::keys;
use super::section::{At, Section};
use super::word;
use crate::model::{Email, InvocationLogs, Monitoring};

#[derive(Debug, Clone, Default)]
pub struct Part {
    dashboard: Option<At<bool>>,
    invocation_logs: Option<At<InvocationLogs>>,
    retention_days: Option<At<u32>>,
    tokens_per_day: Option<At<u64>>,
    notify: Option<At<Vec<At<Email>>>>,
}

const LOGS: &[(&str, InvocationLogs)] = &[
    ("off", InvocationLogs::Off),
    ("metadata", InvocationLogs::Metadata),
    ("full", InvocationLogs::Full),
];

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Part, Reported> {
    let Some(section) = section.section("monitoring", findings)? else {
        return Ok(Part::default());
    };
    let dashboard = section.flag("dashboard", findings);
    let invocation_logs = word::read(&section, "invocation_logs", LOGS, findings);
    let retention_days = section
        .number("retention_days", 0..=u64::from(u32::MAX), findings)
        .and_then(|days| days.map(|days| retention(&days, findings)).transpose());
    let tokens_per_day = section.number("tokens_per_day", keys::TOKENS_PER_DAY, findings);
    let notify = emails::listeners(&section, findings);
    Ok(Part {
        dashboard: dashboard?,
        invocation_logs: invocation_logs?,
        retention_days: retention_days?,
        tokens_per_day: tokens_per_day?,
        notify: notify?,
    })
}

/// `developers` is how many of them share one of the team's accounts.
pub fn merged(
    team: &str,
    developers: u64,
    own: &Part,
    default: &Part,
    findings: &mut Findings,
) -> Monitoring {
    let mut repeated = inherit::Repeated::new(format!("team.{team}.monitoring"), findings);
    repeated.look("dashboard", &own.dashboard, &default.dashboard);
    repeated.look(
        "invocation_logs",
        &own.invocation_logs,
        &default.invocation_logs,
    );
    repeated.look(
        "retention_days",
        &own.retention_days,
        &default.retention_days,
    );
    repeated.look(
        "tokens_per_day",
        &own.tokens_per_day,
        &default.tokens_per_day,
    );
    repeated.look("notify", &own.notify, &default.notify);
    Monitoring {
        dashboard: inherit::either(&own.dashboard, &default.dashboard).is_none_or(|at| at.value),
        invocation_logs: inherit::either(&own.invocation_logs, &default.invocation_logs)
            .map_or(InvocationLogs::Metadata, |at| at.value),
        retention_days: inherit::either(&own.retention_days, &default.retention_days)
            .map_or(keys::DEFAULT_RETENTION, |at| at.value),
        tokens_per_day: inherit::either(&own.tokens_per_day, &default.tokens_per_day)
            .map_or(developers * keys::TOKENS_PER_DEVELOPER, |at| at.value),
        notify: emails::plain(inherit::either(&own.notify, &default.notify).as_ref()),
    }
}

fn retention(days: &At<u64>, findings: &mut Findings) -> Result<At<u32>, Reported> {
    let known = keys::RETENTION_DAYS.iter().copied();
    if let Some(days_known) = known.clone().find(|known| u64::from(*known) == days.value) {
        return Ok(At::new(days_known, days.span.clone()));
    }
    let nearest = known.min_by_key(|known| u64::from(*known).abs_diff(days.value));
    Err(findings.error(
        Diagnostic::error(
            Code::Retention,
            days.span.clone(),
            "not a period of CloudWatch Logs",
            format!("CloudWatch Logs cannot keep logs for {} days", days.value),
        )
        .help(format!(
            "the nearest period is {} days",
            nearest.unwrap_or(keys::DEFAULT_RETENTION)
        )),
    ))
}
