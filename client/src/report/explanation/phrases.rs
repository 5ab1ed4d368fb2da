//! The words for each shape and each rule.

use bedrock_routing::{Groups, PassedOver, Rule, Seen, Shape};

pub const BY_PATH: &str = "the claim is inside of another one. An identity pool looks only at the \
    token's own claims, and will refuse: ask your administrator to have the groups sent in a claim \
    of their own.";

pub const CUT: &str = "there are exactly 100 groups, which is as many as Okta sends. Others may be \
    missing.";

pub const DRAW: &str = "Each account draws a number from its id and your subject, and the highest \
    score has you. It stays the same until the accounts or their weights change.";

pub fn shape(groups: &Groups) -> String {
    match groups {
        Groups::Seen(seen) => of_seen(seen),
        Groups::Overage { .. } => {
            "left out by the identity provider, because there are too many (group overage)".into()
        }
        Groups::Missing(_) => "not in the token".into(),
        Groups::Odd { what, .. } => format!("{what}, where a list or a text belongs"),
    }
}

fn of_seen(seen: &Seen) -> String {
    let many = seen.names.len();
    let shape = match seen.shape {
        Shape::List => format!("a list of {}", seen.entries),
        Shape::Text if many == 0 => "an empty text".to_owned(),
        Shape::Text => "a text".to_owned(),
        Shape::Commas => format!("a text, taken for {many} groups with commas between"),
        Shape::Spaces => format!("a text, taken for {many} groups with spaces between"),
        Shape::Brackets => format!("a text in brackets, taken for a list of {many}"),
    };
    match seen.passed_over {
        0 => shape,
        odd => format!("{shape}, {odd} of which cannot be groups"),
    }
}

pub const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Asked => "asked for with --team or BEDROCK_AUTH_TEAM",
        Rule::Saved => "chosen for good with `bedrock-auth team`",
        Rule::Only => "the only team whose group you are in",
        Rule::First => "the first of your teams in the routing document",
    }
}

pub const fn rule_key(rule: Rule) -> &'static str {
    match rule {
        Rule::Asked => "asked",
        Rule::Saved => "saved",
        Rule::Only => "only",
        Rule::First => "first",
    }
}

pub fn passed_over(over: &PassedOver) -> String {
    let team = super::plain(&over.team);
    let why = if over.gone {
        "there is no such team any more"
    } else {
        "you are not in its group any more"
    };
    format!(
        "your saved choice, {team}, is passed over: {why}. `bedrock-auth team --clear` forgets it."
    )
}
