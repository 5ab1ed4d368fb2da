//! What was spent, for programs.

use serde_json::{Value, json};

use crate::model::SpendReport;

const VERSION: u32 = 1;

pub fn json(report: &SpendReport, plan_file: &str, exit_code: u8) -> Value {
    let SpendReport {
        organization,
        month,
        through,
        complete,
        findings,
        teams,
        unplanned,
        total,
        people,
        gaps,
        queries,
    } = report;
    json!({
        "version": VERSION,
        "kind": "spend",
        "plan_file": plan_file,
        "organization": organization,
        "month": month,
        "through": through,
        "complete": complete,
        "findings": findings,
        "teams": teams,
        "unplanned": unplanned,
        "total": total,
        "people": people,
        "gaps": gaps,
        "queries": queries,
        "exit_code": exit_code,
    })
}
