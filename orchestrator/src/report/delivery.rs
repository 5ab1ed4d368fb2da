//! Where the routing document went.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::PublishPlace;
use crate::plan::routes::Unsure;

use super::style::{Style, count, plain};

pub struct Delivery<'a> {
    pub file: &'a str,
    /// Whether the file is another than before.
    pub written: bool,
    pub accounts: usize,
    pub left_out: &'a [Unsure],
    /// What could not be read, and stays as it was.
    pub kept: &'a [Unsure],
    /// What accounts may use could not be read: their team's developers are shared out as before.
    pub unweighed: &'a [Unsure],
    pub published: Option<(&'a PublishPlace, Sent)>,
}

/// Whether anything had to be sent; or why it could not be, and what to do.
pub type Sent = Result<bool, (String, Option<String>)>;

pub fn text(delivery: &Delivery<'_>, style: Style) -> String {
    let Delivery {
        file,
        written,
        accounts,
        left_out,
        kept,
        unweighed,
        published,
    } = delivery;
    let accounts = count(*accounts, "account");
    let mut text = if *written {
        format!("Wrote {file}: {accounts}.\n")
    } else {
        format!("{file} is as it should be: {accounts}.\n")
    };
    for Unsure { team, account, why } in *left_out {
        let _ = writeln!(text, "  without {account} of team.{team}: {}", plain(why));
    }
    for Unsure { team, account, why } in *kept {
        let _ = writeln!(
            text,
            "  as before: {account} of team.{team}: {}",
            plain(why)
        );
    }
    for Unsure { team, account, why } in *unweighed {
        let _ = writeln!(
            text,
            "  weights of team.{team} as before: {account}: {}",
            plain(why)
        );
    }
    match published {
        None => {}
        Some((place, Ok(true))) => {
            let _ = writeln!(text, "Published it to {place}.");
        }
        Some((place, Ok(false))) => {
            let _ = writeln!(text, "{place} has it already.");
        }
        Some((_, Err((error, hint)))) => {
            let _ = writeln!(text, "{} {}", style.red("error:"), plain(error));
            if let Some(hint) = hint {
                let _ = writeln!(text, "{} {}", style.cyan("hint:"), plain(hint));
            }
        }
    }
    text
}

pub fn json(delivery: &Delivery<'_>) -> Value {
    let Delivery {
        file,
        written,
        accounts,
        left_out,
        kept,
        unweighed,
        published,
    } = delivery;
    let shown = |list: &[Unsure]| -> Vec<Value> {
        let one = |Unsure { team, account, why }: &Unsure| json!({ "team": team, "account": account, "why": why });
        list.iter().map(one).collect()
    };
    let published = published.as_ref().map(|(place, result)| match result {
        Ok(sent) => json!({ "place": place.to_string(), "sent": sent }),
        Err((error, hint)) => {
            json!({ "place": place.to_string(), "error": error, "hint": hint })
        }
    });
    json!({
        "version": 1,
        "kind": "routes",
        "file": file,
        "written": written,
        "accounts": accounts,
        "left_out": shown(left_out),
        "kept": shown(kept),
        "unweighed": shown(unweighed),
        "published": published,
    })
}
