//! What was spent as a spreadsheet reads it (RFC 4180): one figure a row, and what it measures.

use crate::model::{AccountSpend, BilledAs, Month, People, PersonSpend, SpendReport, Usd};

const TITLES: [&str; 8] = [
    "measure",
    "month",
    "team",
    "developers",
    "account",
    "account_id",
    "name",
    "usd",
];

/// To whom a row belongs.
#[derive(Clone, Copy, Default)]
struct Owner<'a> {
    team: &'a str,
    developers: Option<u32>,
    account: Option<&'a AccountSpend>,
}

pub fn csv(report: &SpendReport) -> String {
    let mut rows = Rows {
        text: String::new(),
        month: report.month,
    };
    rows.line(&TITLES.map(str::to_owned));
    for team in &report.teams {
        for account in &team.accounts {
            rows.account(Owner {
                team: team.team.as_str(),
                developers: Some(team.developers),
                account: Some(account),
            });
        }
    }
    for one in &report.unplanned {
        rows.account(Owner {
            team: one.team.as_deref().unwrap_or_default(),
            developers: None,
            account: Some(&one.account),
        });
    }
    rows.people(report);
    rows.text
}

struct Rows {
    text: String,
    month: Month,
}

impl Rows {
    fn account(&mut self, owner: Owner<'_>) {
        let Some(account) = owner.account else {
            return;
        };
        let spend = &account.spend;
        for line in &spend.models {
            let measure = match line.kind {
                BilledAs::Model => "model",
                BilledAs::Other => "other",
            };
            self.row(measure, self.month, owner, &line.model, line.spent);
        }
        for one in &spend.trend {
            self.row("month", one.month, owner, "", one.spent);
        }
        if let Some(forecast) = spend.forecast {
            self.row("forecast", self.month, owner, "", forecast.usd);
        }
        if let Some(budget) = spend.budget {
            self.row("budget", self.month, owner, "", budget);
        }
    }

    fn people(&mut self, report: &SpendReport) {
        let People::Yes {
            teams,
            unplanned,
            unnamed,
        } = &report.people
        else {
            return;
        };
        let nobody = PersonSpend {
            person: String::new(),
            spent: *unnamed,
        };
        let of_teams = teams.iter().flat_map(|(team, people)| {
            let team = team.as_str();
            people.iter().map(move |one| (team, one))
        });
        let others = unplanned.iter().chain([&nobody]).map(|one| ("", one));
        for (team, one) in of_teams.chain(others) {
            let owner = Owner {
                team,
                ..Owner::default()
            };
            self.row("person", report.month, owner, &one.person, one.spent);
        }
    }

    fn row(&mut self, measure: &str, month: Month, owner: Owner<'_>, name: &str, usd: Usd) {
        let Owner {
            team,
            developers,
            account,
        } = owner;
        let id = account.and_then(|account| account.id.as_ref());
        self.line(&[
            measure.to_owned(),
            month.to_string(),
            harmless(team),
            developers.map_or(String::new(), |number| number.to_string()),
            account.map_or(String::new(), |account| harmless(account.account.as_str())),
            id.map_or(String::new(), ToString::to_string),
            harmless(name),
            exact(usd),
        ]);
    }

    fn line(&mut self, fields: &[String; 8]) {
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        self.text.push_str(&fields.join(","));
        self.text.push_str("\r\n");
    }
}

/// A spreadsheet would take what begins like this for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// To the millionth, so that a column adds up to what the bill says.
fn exact(usd: Usd) -> String {
    let micros = usd.as_micros();
    let sign = if micros < 0 { "-" } else { "" };
    let (whole, rest) = (
        micros.unsigned_abs() / 1_000_000,
        micros.unsigned_abs() % 1_000_000,
    );
    let rest = format!("{rest:06}");
    let (cents, finer) = rest.split_at(2);
    format!("{sign}{whole}.{cents}{}", finer.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_never_formulas() {
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"a\""), "\"say \"\"a\"\"\"");
        for text in ["=1+1", "+1", "-1", "@a", "\tx", "\rx"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("Claude Opus 5.5"), "Claude Opus 5.5");
    }

    #[test]
    fn amounts_are_exact() {
        for (micros, text) in [
            (1_000_000, "1.00"),
            (1_500_000, "1.50"),
            (-12_345_678, "-12.345678"),
            (1, "0.000001"),
        ] {
            assert_eq!(exact(Usd::micros(micros)), text);
        }
    }
}
