//! Which rule or statement decided, account by account.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::plan::access::{Access, Account, Attempt, Call, Way, in_plan_words};
use crate::report::style::{Style, plain, wrap};

pub fn explained(access: &Access, style: Style) -> String {
    let mut text = String::new();
    for account in &access.accounts {
        let title = format!("{} ({})", plain(account.name.as_str()), account.id);
        let _ = writeln!(text, "{}", style.bold(&title));
        people(&mut text, access, account, style);
        for attempt in &account.past_the_mapping {
            told(&mut text, way(attempt.way), attempt, style);
        }
        for (role, calls) in &account.calls {
            let name = role.rsplit('/').next().unwrap_or(role);
            line(&mut text, 2, &format!("{name} may invoke:"), style);
            for call in calls {
                self::call(&mut text, call, style);
            }
        }
        text.push('\n');
    }
    text
}

/// Those who are answered alike stand together.
fn people(text: &mut String, access: &Access, account: &Account, style: Style) {
    let mut alike: BTreeMap<String, (Vec<&str>, &Attempt)> = BTreeMap::new();
    for (person, attempt) in access.people.iter().zip(&account.visits) {
        let answer = format!("{:?}{:?}", attempt.is_in(), answer(attempt));
        let entry = alike.entry(answer).or_insert((Vec::new(), attempt));
        entry.0.push(&person.name);
    }
    for (people, attempt) in alike.values().rev() {
        told(text, &people.join(", "), attempt, style);
    }
}

fn told(text: &mut String, who: &str, attempt: &Attempt, style: Style) {
    let verb = if attempt.is_in() {
        style.green("in")
    } else {
        "refused".to_owned()
    };
    line(text, 2, &format!("{}: {verb}", plain(who)), style);
    for by in answer(attempt) {
        line(text, 6, &plain(&by), style);
    }
}

fn answer(attempt: &Attempt) -> Vec<String> {
    let sessions = attempt.sessions.iter().map(|session| {
        let name = session.role.rsplit('/').next().unwrap_or_default();
        format!("{name}, by {}", session.by)
    });
    let refused = attempt.refused.iter().map(|why| format!("because {why}"));
    sessions.chain(refused).collect()
}

fn way(way: Way) -> &'static str {
    match way {
        Way::RoleMapping => "by the role mapping",
        Way::ClassicFlow => "anyone, by the classic flow",
        Way::Guest => "anyone, without signing in",
        Way::ForeignPool => "anyone, with a token of another pool",
        Way::OwnToken => "anyone, with the identity provider's own token",
    }
}

fn call(text: &mut String, call: &Call, style: Style) {
    let words = in_plan_words(call);
    let verdict = match (call.is_allowed(), call.wanted) {
        (true, true) => style.green("allowed"),
        (false, false) => "refused".to_owned(),
        (true, false) => style.red("allowed, beyond the plan"),
        (false, true) => style.red("refused, against the plan"),
    };
    line(text, 4, &format!("{}: {verdict}", plain(&words)), style);
    for (layer, decided) in [
        ("permissions", &call.permission),
        ("guard rails", &call.guard_rail),
    ] {
        let word = if decided.allowed { "allow" } else { "refuse" };
        line(
            text,
            8,
            &format!("{layer} {word}: {}", plain(&decided.by)),
            style,
        );
    }
}

fn line(text: &mut String, indent: usize, words: &str, style: Style) {
    let room = style.width.saturating_sub(indent);
    for line in wrap(words, room) {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}
