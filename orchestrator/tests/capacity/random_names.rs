//! A hundred thousand names that nobody published: what is understood is understood in full.

use std::fmt::Write as _;

use bedrock_org::model::quota_name::{Claude, Lower, Per, QuotaName, Scope, Unit};

use super::names::OF_CALLS;

const NAMES: usize = 100_000;
const LIKELY: [char; 10] = ['0', '1', '2', '4', '5', '.', ' ', 'v', '-', '('];

/// The name again, in both orders, with and without what may be left out.
fn spellings(name: &QuotaName<'_>) -> Vec<String> {
    let rate = match (name.unit, name.per) {
        (Unit::Tokens, Per::Minute) => "tokens per minute",
        (Unit::Requests, Per::Minute) => "requests per minute",
        (Unit::Tokens, Per::Day) => "tokens per day",
        (Unit::Requests, Per::Day) => "requests per day",
    };
    let what = match name.scope {
        Scope::Geographic => format!("cross-region model inference {rate}"),
        Scope::Global => format!("global cross-region model inference {rate}"),
        Scope::OnDemand => format!("on-demand model inference {rate}"),
        Scope::Invocation => format!("model invocation max {rate}"),
    };
    let Claude {
        family,
        major,
        minor,
        revision,
    } = name.claude;
    let mut versions = vec![format!("{major}.{minor}")];
    if minor == 0 {
        versions.push(major.to_string());
    }
    let mut all = Vec::new();
    for version in versions {
        for model in [format!("{family} {version}"), format!("{version} {family}")] {
            let mut models = vec![format!("{model} v{revision}")];
            if revision == 1 {
                models.push(model);
            }
            for mut model in models {
                if name.long_context {
                    model.push_str(" 1m context length");
                }
                if name.doubled {
                    model.push_str(" (doubled for cross-region calls)");
                }
                all.push(format!("{what} for anthropic claude {model}"));
            }
        }
    }
    all
}

fn meddled(rng: &mut fastrand::Rng) -> String {
    let mut name: Vec<char> = OF_CALLS[rng.usize(..OF_CALLS.len())].chars().collect();
    for _ in 0..rng.usize(0..4) {
        let at = rng.usize(..name.len());
        match rng.u8(0..5) {
            0 => drop(name.remove(at)),
            1 => name.insert(at, rng.char(..)),
            2 => name.insert(at, rng.choice(LIKELY).unwrap()),
            3 => {
                let other = rng.usize(..name.len());
                name.swap(at, other);
            }
            _ => name.truncate(at.max(1)),
        }
        if name.is_empty() {
            name.push('x');
        }
    }
    name.into_iter().collect()
}

fn noise(rng: &mut fastrand::Rng) -> String {
    (0..rng.usize(0..120)).map(|_| rng.char(..)).collect()
}

#[test]
fn a_random_name_is_understood_in_full_or_not_at_all() {
    let mut rng = fastrand::Rng::with_seed(6);
    let mut understood = 0;
    for number in 0..NAMES {
        let name = match number % 10 {
            0 => noise(&mut rng),
            _ => meddled(&mut rng),
        };
        let lower = Lower::of(&name);
        let Some(parsed) = lower.parse() else {
            continue;
        };
        understood += 1;
        assert!(
            spellings(&parsed).contains(&name.to_ascii_lowercase()),
            "{name}: {parsed:?}"
        );
    }
    assert!((10_000..90_000).contains(&understood), "{understood}");
}

#[test]
fn a_random_id_of_a_model_stops_nothing() {
    let mut rng = fastrand::Rng::with_seed(7);
    let pieces = [
        "anthropic.",
        "claude",
        "-",
        "opus",
        "sonnet",
        "4",
        "5",
        "20250514",
        "v1",
        ":0",
        "é",
        "",
        "v",
    ];
    for _ in 0..NAMES {
        let mut id = String::from("anthropic.claude-");
        for _ in 0..rng.usize(0..8) {
            let _ = write!(id, "{}-", rng.choice(pieces).unwrap());
        }
        let id = id.trim_end_matches('-');
        if let Some(known) = Claude::in_id(id) {
            assert!(id.contains(known.family) && known.major < 100, "{id}");
        }
    }
}
