//! The same for programs: everything, in full.

use serde_json::{Value, json};

use crate::model::Rate;
use crate::plan::capacity::{
    Advice, Capacity, Cost, Day, ModelCapacity, Need, Place, Room, TeamCapacity, Wanted,
};

pub fn json(capacity: &Capacity, file: &str, exit_code: u8) -> Value {
    let Capacity {
        observed,
        teams,
        unread,
    } = capacity;
    let Cost { active_day, month } = capacity.cost();
    let unread = unread.iter().map(|(account, region, gap)| {
        json!({ "account": account, "region": region, "cause": gap.cause, "hint": gap.hint })
    });
    json!({
        "version": 1,
        "kind": "capacity",
        "plan_file": file,
        "source": if *observed { "aws" } else { "plan" },
        "summary": {
            "developers": capacity.developers(),
            "accounts": capacity.accounts(),
            "short": capacity.rooms().filter(|room| room.is_short()).count(),
            "wanted": capacity.wanted().len(),
            "usd_active_day": active_day,
            "usd_month": month,
        },
        "teams": teams.iter().map(team).collect::<Vec<_>>(),
        "wanted": capacity.wanted().iter().map(wanted).collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
        "exit_code": exit_code,
    })
}

fn team(team: &TeamCapacity) -> Value {
    let TeamCapacity {
        name,
        developers,
        sizing,
        seats,
        need: each,
        places,
        advice,
        cost,
    } = team;
    let Advice {
        has,
        requests,
        tokens_per_day,
        accounts,
        choices,
    } = advice;
    let Cost { active_day, month } = cost;
    json!({
        "team": name,
        "developers": developers,
        "accounts": seats,
        "safety": f64::from(sizing.safety.thousandths()) / 1000.0,
        "peak_tpm": sizing.peak_tpm,
        "need": need(each),
        "advice": {
            "accounts": accounts,
            "has": has,
            "requests": requests,
            "tokens_per_day": tokens_per_day,
            "choices": choices,
        },
        "cost": { "usd_active_day": active_day, "usd_month": month },
        "places": places.iter().map(place).collect::<Vec<_>>(),
    })
}

fn need(need: &Need) -> Value {
    let Need {
        developers,
        row,
        tpm,
        rpm,
        tokens_per_day,
    } = need;
    json!({
        "developers": developers,
        "row": row,
        "tpm": tpm,
        "rpm": rpm,
        "tokens_per_day": tokens_per_day,
    })
}

fn place(place: &Place) -> Value {
    let Place {
        account,
        region,
        known,
        models,
        days,
    } = place;
    let model = |model: &ModelCapacity| {
        let ModelCapacity {
            alias,
            id,
            tpm,
            rpm,
        } = model;
        json!({
            "alias": alias,
            "id": id,
            "tpm": room(tpm),
            "rpm": rpm.as_ref().map(room),
        })
    };
    let day = |day: &Day| {
        let Day {
            alias,
            code,
            name,
            limit,
            needed,
        } = day;
        json!({ "alias": alias, "code": code, "name": name, "limit": limit, "needed": needed })
    };
    json!({
        "account": account,
        "region": region,
        "known": known,
        "models": models.iter().map(model).collect::<Vec<_>>(),
        "days": days.iter().map(day).collect::<Vec<_>>(),
    })
}

fn room(room: &Room) -> Value {
    let Room {
        needed,
        target,
        source,
        quota,
    } = room;
    let quota = quota.as_ref();
    json!({
        "needed": needed,
        "target": target,
        "source": source,
        "code": quota.map(|quota| &quota.code),
        "name": quota.map(|quota| &quota.name),
        "applied": quota.and_then(|quota| quota.applied),
        "default": quota.and_then(|quota| quota.default),
        "adjustable": quota.map(|quota| quota.adjustable),
        "gap": room.gap(),
    })
}

fn wanted(wanted: &Wanted) -> Value {
    let Wanted {
        team,
        account,
        region,
        alias,
        rate,
        code,
        name,
        has,
        value,
        adjustable,
        support,
        justification,
    } = wanted;
    json!({
        "team": team,
        "account": account,
        "region": region,
        "alias": alias,
        "quota": match rate {
            Rate::TokensPerMinute => "tpm",
            Rate::RequestsPerMinute => "rpm",
            Rate::TokensPerDay => "tokens_per_day",
        },
        "code": code,
        "name": name,
        "has": has,
        "value": value,
        "adjustable": adjustable,
        "support": support,
        "justification": justification,
    })
}
