//! What AWS answered to whoever asked for every team's credentials.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::{Answer, AskedBy, Doorstep, Verified};

use super::style::{Style, count, plain, wrap};

const VERSION: u32 = 1;

pub fn text(verified: &Verified, style: Style) -> String {
    let Verified { teams, accounts } = verified;
    let who = match teams.as_slice() {
        [] => "somebody in no team".to_owned(),
        teams => format!("a developer of {}", teams.join(", ")),
    };
    let title = format!("What AWS gives to the token of {who}");
    let mut text = format!("{}\n\n", style.bold(&title));
    let names = accounts.iter().map(|account| account.account.len());
    let first = names.chain(["account".len()]).max().unwrap_or(0);
    let teams = accounts.iter().map(|account| account.team.len());
    let second = teams.chain(["team".len()]).max().unwrap_or(0);
    let head = format!("{:first$}  {:second$}  answer", "account", "team");
    let _ = writeln!(text, "{}", style.dim(&head));
    for account in accounts {
        let (words, paint) = answer(account);
        let room = style.width.saturating_sub(first + second + 4);
        let (name, team) = (plain(&account.account), plain(&account.team));
        for (number, line) in wrap(&words, room.max(20)).iter().enumerate() {
            let (name, team) = if number == 0 {
                (name.as_str(), team.as_str())
            } else {
                ("", "")
            };
            let _ = writeln!(
                text,
                "{name:first$}  {team:second$}  {}",
                paint(&style, line)
            );
        }
    }
    text.push('\n');
    unknown(&mut text, accounts, style);
    let (words, paint) = verdict(accounts);
    for line in wrap(&words, style.width) {
        let _ = writeln!(text, "{}", style.bold(&paint(&style, &line)));
    }
    text
}

type Paint = fn(&Style, &str) -> String;

fn answer(account: &Doorstep) -> (String, Paint) {
    let ways = |ways: &[AskedBy]| {
        ways.iter()
            .map(|by| way(*by))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let leaks = account.leaks();
    if !leaks.is_empty() {
        return (
            format!("LEAK: credentials were given by {}", ways(&leaks)),
            Style::red,
        );
    }
    if !account.is_known() {
        return ("not known".into(), Style::yellow);
    }
    let refused = account.asked.len() - account.given().len();
    if !account.own {
        return (format!("refused, all {refused} ways"), Style::dim);
    }
    match account.given().as_slice() {
        [] => ("refused, though it is their own".into(), Style::yellow),
        given => {
            let words = format!(
                "their own: given by {}; {refused} others refused",
                ways(given)
            );
            (words, Style::green)
        }
    }
}

fn way(by: AskedBy) -> &'static str {
    match by {
        AskedBy::EnhancedFlow => "the enhanced flow",
        AskedBy::NamedRole => "the enhanced flow for a named role",
        AskedBy::ClassicFlow => "the classic flow",
        AskedBy::OwnToken => "STS for the provider's own token",
    }
}

/// Each cause once.
fn unknown(text: &mut String, accounts: &[Doorstep], style: Style) {
    let mut causes: BTreeSet<(&str, &str)> = BTreeSet::new();
    for asked in accounts.iter().flat_map(|account| &account.asked) {
        if let Answer::NotKnown { cause, hint } = &asked.answer {
            causes.insert((cause, hint));
        }
    }
    for (cause, hint) in &causes {
        for line in wrap(&format!("not known: {}", plain(cause)), style.width) {
            let _ = writeln!(text, "{}", style.yellow(&line));
        }
        for line in wrap(&format!("hint: {}", plain(hint)), style.width) {
            let _ = writeln!(text, "{}", style.cyan(&line));
        }
    }
    if !causes.is_empty() {
        text.push('\n');
    }
}

fn verdict(accounts: &[Doorstep]) -> (String, Paint) {
    let attempts: usize = accounts.iter().map(|account| account.asked.len()).sum();
    let tried = format!(
        "{} at {}",
        count(attempts, "attempt"),
        count(accounts.len(), "account")
    );
    let leaking: Vec<&str> = accounts
        .iter()
        .filter(|account| !account.leaks().is_empty())
        .map(|account| account.account.as_str())
        .collect();
    if !leaking.is_empty() {
        let words = format!(
            "AWS gave what it must not at {}: {tried}.",
            plain(&leaking.join(", "))
        );
        return (words, Style::red);
    }
    if !accounts.iter().all(Doorstep::is_known) {
        let words =
            format!("No other team's credentials were given, but not all is known: {tried}.");
        return (words, Style::yellow);
    }
    (
        format!("No other team's credentials were given: {tried}."),
        Style::green,
    )
}

pub fn json(verified: &Verified, exit_code: u8) -> Value {
    let Verified { teams, accounts } = verified;
    let attempts: usize = accounts.iter().map(|account| account.asked.len()).sum();
    let of = |is: fn(&Answer) -> bool| -> usize {
        let asked = accounts.iter().flat_map(|account| &account.asked);
        asked.filter(|asked| is(&asked.answer)).count()
    };
    let account = |account: &Doorstep| {
        let mut value = json!(account);
        value["leaks"] = json!(account.leaks());
        value
    };
    json!({
        "version": VERSION,
        "kind": "verification",
        "teams": teams,
        "accounts": accounts.iter().map(account).collect::<Vec<_>>(),
        "summary": {
            "attempts": attempts,
            "given": of(|answer| matches!(answer, Answer::Given)),
            "refused": of(|answer| matches!(answer, Answer::Refused { .. })),
            "not_known": of(|answer| matches!(answer, Answer::NotKnown { .. })),
        },
        "exit_code": exit_code,
    })
}
