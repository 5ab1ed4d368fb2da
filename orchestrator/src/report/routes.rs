//! Which account a developer gets, for people.

use std::fmt::Write as _;

use bedrock_routing::Team;
use bedrock_routing::spread::Drawn;
use serde_json::{Value, json};

use super::style::{Style, plain, wrap};

pub struct Explained<'a> {
    /// The routing document's name.
    pub file: &'a str,
    pub subject: &'a str,
    /// Each with its accounts, the chosen one first.
    pub teams: Vec<(&'a Team, Vec<Drawn<'a>>)>,
}

const HOW: &str = "Each account draws a number from its id and the subject; the score is \
    weight / -log2(draw / 2^64), and the highest has the developer. It stays so until the accounts or \
    their weights change. Which team counts is decided by the developer's groups: `bedrock-auth \
    explain` shows that.";

pub fn text(explained: &Explained<'_>, style: Style) -> String {
    let Explained {
        file,
        subject,
        teams,
    } = explained;
    let title = format!("Where {} sends {}", plain(file), plain(subject));
    let mut text = format!("{}\n", style.bold(&title));
    for (team, ranking) in teams {
        let _ = writeln!(text, "\n{}", headline(team, ranking));
        accounts(&mut text, ranking, style);
    }
    text.push('\n');
    for line in wrap(HOW, style.width) {
        let _ = writeln!(text, "{}", style.dim(&line));
    }
    text
}

fn headline(team: &Team, ranking: &[Drawn<'_>]) -> String {
    let name = plain(&team.name);
    match ranking {
        [] => format!("{name}: no account is ready"),
        [only] => format!("{name}: {}, its only account", plain(&only.account.name)),
        [first, ..] => format!("{name}: {}", plain(&first.account.name)),
    }
}

fn accounts(text: &mut String, ranking: &[Drawn<'_>], style: Style) {
    let name = |drawn: &Drawn<'_>| plain(&drawn.account.name);
    let weight = |drawn: &Drawn<'_>| drawn.account.weight.to_string();
    let score = |drawn: &Drawn<'_>| {
        let (whole, thousandths) = (drawn.score() / 1000, drawn.score() % 1000);
        format!("{whole}.{thousandths:03}")
    };
    let widest = |of: &dyn Fn(&Drawn<'_>) -> String| {
        let widths = ranking.iter().map(|drawn| of(drawn).chars().count());
        widths.max().unwrap_or_default()
    };
    let (names, weights, scores) = (widest(&name), widest(&weight), widest(&score));
    for (index, drawn) in ranking.iter().enumerate() {
        let mark = if index == 0 { '*' } else { ' ' };
        let line = format!(
            "  {mark} {:names$}  {}  weight {:>weights$}  score {:>scores$}  draw {:016x}",
            name(drawn),
            drawn.account.id,
            weight(drawn),
            score(drawn),
            drawn.draw
        );
        let line = if index == 0 { style.green(&line) } else { line };
        let _ = writeln!(text, "{line}");
    }
}

pub fn json(explained: &Explained<'_>, exit_code: u8) -> Value {
    let Explained {
        file,
        subject,
        teams,
    } = explained;
    let account = |drawn: &Drawn<'_>, all: u64| {
        json!({
            "name": drawn.account.name,
            "id": drawn.account.id,
            "region": drawn.account.region,
            "weight": drawn.account.weight,
            "share": f64::from(drawn.account.weight) / all.max(1) as f64,
            "draw": format!("{:016x}", drawn.draw),
            "score": drawn.score() as f64 / 1000.0,
        })
    };
    let team = |(team, ranking): &(&Team, Vec<Drawn<'_>>)| {
        let all = ranking.iter().map(|it| u64::from(it.account.weight)).sum();
        let accounts = ranking.iter().map(|drawn| account(drawn, all));
        json!({
            "team": team.name,
            "group": team.group,
            "account": ranking.first().map(|first| &first.account.id),
            "accounts": accounts.collect::<Vec<_>>(),
        })
    };
    json!({
        "version": 1,
        "kind": "routes_explanation",
        "routes": file,
        "subject": subject,
        "teams": teams.iter().map(team).collect::<Vec<_>>(),
        "exit_code": exit_code,
    })
}
