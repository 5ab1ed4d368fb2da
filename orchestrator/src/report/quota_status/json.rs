//! The same for programs: everything, in full.

use serde_json::{Value, json};

use crate::model::QuotaRequest;
use crate::plan::quota_status::{QuotaStatus, Row, Turn};

use super::advice::case_url;

pub fn json(status: &QuotaStatus, file: &str, exit_code: u8) -> Value {
    let QuotaStatus { now, rows, unread } = status;
    let unread = unread.iter().map(|(account, region, gap)| {
        json!({ "account": account, "region": region, "cause": gap.cause, "hint": gap.hint })
    });
    json!({
        "version": 1,
        "kind": "quota_status",
        "plan_file": file,
        "now": now,
        "quotas": rows.iter().map(|one| row(one, *now)).collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
        "exit_code": exit_code,
    })
}

/// One line of `--watch --json`.
pub fn turn(turn: &Turn<'_>, now: i64) -> Value {
    let Turn { was, row: new } = turn;
    let mut value = row(new, now);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("version".into(), json!(1));
        fields.insert("kind".into(), json!("quota_change"));
        fields.insert("now".into(), json!(now));
        fields.insert("was".into(), json!(was.state));
    }
    value
}

fn row(row: &Row, now: i64) -> Value {
    let Row {
        team,
        account,
        region,
        key,
        quota,
        wanted,
        source,
        state,
        request,
        justification: _,
        split,
    } = row;
    let quota = quota.as_ref();
    let (_, rate) = key_words(key);
    json!({
        "team": team,
        "account": account,
        "region": region,
        "alias": key.alias,
        "quota": rate,
        "code": quota.map(|quota| &quota.code),
        "name": quota.map(|quota| &quota.name),
        "default": quota.and_then(|quota| quota.default),
        "applied": quota.and_then(|quota| quota.applied),
        "adjustable": quota.map(|quota| quota.adjustable),
        "wanted": wanted,
        "source": source,
        "state": state,
        "request": request.as_ref().map(|asked| of_request(row, asked, now)),
        "case_text": state.is_for_people().then(|| row.case_text()),
        "accounts": split,
    })
}

fn key_words(key: &crate::model::QuotaKey) -> (String, String) {
    let words = key.to_string();
    let (alias, rate) = words.rsplit_once('.').unwrap_or_default();
    (alias.to_owned(), rate.to_owned())
}

fn of_request(row: &Row, request: &QuotaRequest, now: i64) -> Value {
    let QuotaRequest {
        id,
        case,
        code: _,
        value,
        state,
        asked,
        touched,
    } = request;
    json!({
        "id": id,
        "state": state,
        "value": value,
        "asked": asked,
        "touched": touched,
        "age_seconds": (now - asked).max(0),
        "case": case,
        "case_url": case.as_deref().map(|case| case_url(row, case)),
    })
}
