//! A plan with one team, and quotas by hand.

use bedrock_org::model::{AccountName, Intent, LiveQuotas, QuotaValue, Quotas, Region};
use bedrock_org::plan::capacity::{Capacity, TeamCapacity, capacity};

use crate::in_memory;

pub const OPUS: &str =
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 5.5";
pub const HAIKU: &str =
    "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5";
pub const HAIKU_REQUESTS: &str =
    "Cross-region model inference requests per minute for Anthropic Claude Haiku 4.5";
pub const HAIKU_DAY: &str = "Model invocation max tokens per day for Anthropic Claude Haiku 4.5 \
                             (doubled for cross-region calls)";
pub const ALL_DAY: &str = "Cross-Model Account-Level Tokens Per Day";

const HEAD: &str = r#"
[organization]
name = "acme"
email = "aws+{account}@acme.example"
regions = ["us-east-1"]

[identity]
issuer = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"

[models]
opus = { id = "anthropic.claude-opus-5-5", profile = "us" }
haiku = { id = "anthropic.claude-haiku-4-5-20251001-v1:0", profile = "us" }

[team.backend]
group = "bedrock-backend"
models = ["opus", "haiku"]
"#;

/// `more`: further lines of the team.
pub fn plan(more: &str) -> Intent {
    in_memory::intent(&format!("{HEAD}{more}\n"))
}

pub fn quota(name: &str, applied: Option<u64>, default: Option<u64>) -> QuotaValue {
    QuotaValue {
        code: format!("L-{:08X}", name.len()),
        name: name.into(),
        default,
        applied,
        adjustable: !name.contains("day") && !name.contains("Day"),
    }
}

/// Each account of the team with these quotas.
pub fn live(accounts: &[&[(&str, u64)]]) -> LiveQuotas {
    let mut live = LiveQuotas::default();
    for (number, quotas) in (1..).zip(accounts) {
        let quotas = quotas
            .iter()
            .map(|(name, applied)| quota(name, Some(*applied), Some(30_000_000)));
        live.read.insert(here(number), Quotas(quotas.collect()));
    }
    live
}

pub fn here(number: u32) -> (AccountName, Region) {
    let name = format!("backend-{number}");
    (name.parse().unwrap(), "us-east-1".parse().unwrap())
}

pub fn backend(intent: &Intent, live: Option<&LiveQuotas>) -> TeamCapacity {
    let Capacity { teams, .. } = capacity(intent, live);
    let mut teams = teams.into_iter();
    teams.find(|team| team.name.as_str() == "backend").unwrap()
}
