//! What is said of a quota that is not asked for now, and the text for AWS Support.

use crate::model::{Gap, QuotaRequest, Rate, RequestState, printable};
use crate::plan::capacity::{grouped, unit};
use crate::plan::quota_step::{OPEN_IN_ACCOUNT, OPEN_IN_OPT_IN_REGION};

use super::room::Full;
use super::{Address, Pair, Waiting, WaitingKind};

/// Why it is asked for.
pub fn reason(pair: &Pair<'_>) -> String {
    let why = match pair.named {
        true => "the plan file asks for it",
        false => "its developers need it",
    };
    let refused = pair.requests.iter().find(|it| it.state.is_refused());
    match refused {
        Some(request) => format!("{why}; AWS has refused {}", grouped(request.value)),
        None => why.to_owned(),
    }
}

pub fn queued(pair: &Pair<'_>, full: Full) -> Waiting {
    let limit = match full {
        Full::Account => format!("{OPEN_IN_ACCOUNT} for an account"),
        Full::Region => format!("{OPEN_IN_OPT_IN_REGION} in a Region that is opted into"),
    };
    Waiting {
        hint: Some("run apply again once AWS has decided some of them".into()),
        ..waiting(
            pair,
            WaitingKind::Queued,
            &format!("as many requests are open, or go out first, as AWS takes: {limit}"),
        )
    }
}

/// Nobody knows yet what the account will have, and so what it lacks.
pub fn asked_later(address: Address, gap: &Gap) -> Waiting {
    let Gap { cause, hint } = gap;
    Waiting {
        address,
        kind: WaitingKind::Queued,
        what: format!("what is missing is asked for once the account is there: {cause}"),
        hint: Some(format!(
            "run apply again after this one; to know before, {hint}"
        )),
        request: None,
        case: None,
    }
}

pub fn open(pair: &Pair<'_>, request: &QuotaRequest) -> Waiting {
    let state = match &request.state {
        RequestState::CaseOpened => "AWS Support looks at it".to_owned(),
        RequestState::Other(word) => format!("AWS says {}", printable(word)),
        _ => "AWS has yet to decide".to_owned(),
    };
    let asked = grouped(request.value);
    let (state, hint) = if request.is_for(pair.value) {
        (format!("asked for; {state}"), None)
    } else if request.value > pair.value {
        (format!("{asked} is asked for; {state}"), None)
    } else {
        let hint = "the new value goes out with an apply once AWS has decided: it takes one request \
                    at a time";
        let state = format!("only {asked} is asked for; {state}");
        (state, Some(hint.to_owned()))
    };
    Waiting {
        hint,
        request: Some(request.clone()),
        ..waiting(pair, WaitingKind::Open, &state)
    }
}

pub fn granted(pair: &Pair<'_>, request: &QuotaRequest) -> Waiting {
    let hint = "AWS takes some time to carry it out; where it stays like this, AWS gave less than \
                was asked for: name another value with `quota` in the plan file, or write to AWS \
                Support";
    let what = match request.is_for(pair.value) {
        true => "it".to_owned(),
        false => grouped(request.value),
    };
    let how = format!("AWS has approved {what}, and the account does not have it");
    Waiting {
        hint: Some(hint.into()),
        request: Some(request.clone()),
        ..waiting(pair, WaitingKind::Open, &how)
    }
}

/// A value that AWS has refused is asked for by people alone.
pub fn refused(pair: &Pair<'_>, request: &QuotaRequest) -> Waiting {
    let how = match request.state {
        RequestState::CaseClosed => "AWS has closed the case without approving it",
        RequestState::Invalid => "AWS has taken the request for invalid",
        _ => "AWS has refused it",
    };
    let hint = "it is not asked for again by itself: name another value with `quota` in the plan file, \
                give the team more accounts (bedrock-org capacity says how many), or send AWS \
                Support the text";
    let id = printable(&request.id);
    let earlier = match &request.case {
        Some(case) => format!(
            "Request {id} (case {}) for this value was not approved.",
            printable(case)
        ),
        None => format!("Request {id} for this value was not approved."),
    };
    Waiting {
        hint: Some(hint.into()),
        request: Some(request.clone()),
        case: Some(case(pair, &earlier)),
        ..waiting(pair, WaitingKind::Refused, how)
    }
}

pub fn fixed(pair: &Pair<'_>) -> Waiting {
    let why = match pair.shown.adjustable {
        true => "It is more than Service Quotas takes a request for.",
        false => "Service Quotas shows it as not adjustable.",
    };
    Waiting {
        hint: Some("send AWS Support the text, from the account itself".into()),
        case: Some(case(pair, why)),
        ..waiting(
            pair,
            WaitingKind::Support,
            "no request raises this quota, only a case at AWS Support may",
        )
    }
}

pub fn reduced(pair: &Pair<'_>) -> Waiting {
    let default = grouped(pair.shown.default.unwrap_or_default());
    let hint = "send AWS Support the text, from the account itself; or name a value above the default \
                with `quota` in the plan file";
    let less = format!("The account has less than the default of {default}.");
    Waiting {
        hint: Some(hint.into()),
        case: Some(case(pair, &less)),
        ..waiting(
            pair,
            WaitingKind::Support,
            &format!(
                "the account has less than AWS's default of {default}, and a request must ask for \
                 more than the default"
            ),
        )
    }
}

/// Cause and hint, where the plan names a value for what AWS shows without one.
pub const NO_VALUE: (&str, &str) = (
    "AWS does not tell what the account has of this quota",
    "look at Service Quotas > Amazon Bedrock in the account, and ask for it there",
);

/// Cause and hint, where the plan names a value for what AWS does not show.
pub fn no_such_quota(rate: Rate) -> (String, &'static str) {
    let cause = format!(
        "AWS shows no quota of {} for this model there, or more than one",
        unit(rate)
    );
    let hint = match rate {
        Rate::RequestsPerMinute => {
            "newer models have none: take rpm out of the plan file, tokens per minute are what \
             limits them"
        }
        _ => {
            "look for it at Service Quotas > Amazon Bedrock in the account: AWS may not offer the \
             model there, or name its quota otherwise; without a value in the plan file nothing is \
             asked for"
        }
    };
    (cause, hint)
}

fn waiting(pair: &Pair<'_>, kind: WaitingKind, how: &str) -> Waiting {
    Waiting {
        address: pair.address(),
        kind,
        what: format!(
            "{} -> {} {}: {how}",
            pair.before(),
            grouped(pair.value),
            unit(pair.key.rate)
        ),
        hint: None,
        request: None,
        case: None,
    }
}

/// All that somebody at AWS Support asks for, to be pasted as it is.
fn case(pair: &Pair<'_>, circumstance: &str) -> String {
    let id = pair.existing.and_then(|account| account.id.as_ref());
    let account = match id {
        Some(id) => id.to_string(),
        None => pair.wanted.name.to_string(),
    };
    format!(
        "Please raise a quota of Amazon Bedrock in account {account}, Region {}: {} ({}), from {} to \
         {} {}. {} {circumstance}",
        pair.region,
        printable(&pair.shown.name),
        printable(&pair.shown.code),
        grouped(pair.shown.has().unwrap_or_default()),
        grouped(pair.value),
        unit(pair.key.rate),
        pair.purpose,
    )
}
