//! Names of quotas as AWS publishes them, held against models: each finds its own and no neighbour.

use bedrock_org::model::quota_name::{Claude, Lower, Per, Scope, Unit};
use bedrock_org::model::{Model, QuotaValue, Quotas, Rate};

/// As Service Quotas shows them for `bedrock`; the first group is about models of Claude and their calls.
pub const OF_CALLS: &[&str] = &[
    "Cross-Region model inference requests per minute for Anthropic Claude 3.5 Haiku",
    "Cross-Region model inference requests per minute for Anthropic Claude 3.5 Sonnet V2",
    "Cross-Region model inference tokens per minute for Anthropic Claude 3.5 Haiku",
    "Cross-Region model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2",
    "Cross-region model inference requests per minute for Anthropic Claude 3 Haiku",
    "Cross-region model inference requests per minute for Anthropic Claude 3 Sonnet",
    "Cross-region model inference requests per minute for Anthropic Claude 3.5 Sonnet",
    "Cross-region model inference requests per minute for Anthropic Claude 3.7 Sonnet V1",
    "Cross-region model inference requests per minute for Anthropic Claude Haiku 4.5",
    "Cross-region model inference requests per minute for Anthropic Claude Opus 4.5",
    "Cross-region model inference requests per minute for Anthropic Claude Opus 4.6 V1",
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4 V1",
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1",
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.6",
    "Cross-region model inference tokens per minute for Anthropic Claude 3 Haiku",
    "Cross-region model inference tokens per minute for Anthropic Claude 3 Sonnet",
    "Cross-region model inference tokens per minute for Anthropic Claude 3.5 Sonnet",
    "Cross-region model inference tokens per minute for Anthropic Claude 3.7 Sonnet V1",
    "Cross-region model inference tokens per minute for Anthropic Claude Fable 5",
    "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4 V1",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.1",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.5",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.6 V1",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.6 V1 1M Context Length",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.7",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.8",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 5.5",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1 1M Context Length",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.6",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5.5",
    "Global cross-region model inference requests per minute for Anthropic Claude Haiku 4.5",
    "Global cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1",
    "Global cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    "Global cross-region model inference requests per minute for Anthropic Claude Sonnet 4.6",
    "Global cross-region model inference tokens per day for Anthropic Claude Haiku 4.5",
    "Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.5 V1",
    "Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    "Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.6",
    "Global cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5",
    "Global cross-region model inference tokens per minute for Anthropic Claude Opus 4.6 V1",
    "Global cross-region model inference tokens per minute for Anthropic Claude Opus 4.8",
    "Global cross-region model inference tokens per minute for Anthropic Claude Opus 5",
    "Global cross-region model inference tokens per minute for Anthropic Claude Opus 5.5",
    "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
    "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.6",
    "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 5",
    "Model invocation max tokens per day for Anthropic Claude 3.7 Sonnet V1 (doubled for cross-region calls)",
    "Model invocation max tokens per day for Anthropic Claude Haiku 4.5 (doubled for cross-region calls)",
    "Model invocation max tokens per day for Anthropic Claude Opus 4.5",
    "Model invocation max tokens per day for Anthropic Claude Opus 4.8",
    "Model invocation max tokens per day for Anthropic Claude Sonnet 4 V1 (doubled for cross-region calls)",
    "Model invocation max tokens per day for Anthropic Claude Sonnet 4.5 V1 (doubled for cross-region calls)",
    "Model invocation max tokens per day for Anthropic Claude Sonnet 4.5 V1 1M Context Length (doubled for cross-region calls)",
    "On-demand model inference requests per minute for Anthropic Claude 3 Haiku",
    "On-demand model inference requests per minute for Anthropic Claude 3.5 Sonnet",
    "On-demand model inference requests per minute for Anthropic Claude 3.5 Sonnet V2",
    "On-demand model inference tokens per day for Anthropic Claude 3 Haiku",
    "On-demand model inference tokens per minute for Anthropic Claude 3 Haiku",
    "On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet",
    "On-demand model inference tokens per minute for Anthropic Claude Opus 5.5",
    "On-demand model inference tokens per minute for Anthropic Claude Sonnet 5.5",
];

/// Of the same service, and none of ours.
const OF_OTHERS: &[&str] = &[
    "(Guardrails) On-demand ApplyGuardrail requests per second",
    "Batch inference input file size (in GB) for Claude 3.5 Haiku",
    "Batch inference job size (in GB) for Claude Sonnet 4",
    "Cross-Model Max Tokens Per Day",
    "Cross-region model inference tokens per minute for Amazon Nova Pro",
    "Cross-region model inference tokens per minute for Claude Opus 4.6",
    "Cross-region model inference tokens per minute for Meta Llama 3.2 3B Instruct",
    "Global cross-region model inference tokens per day for Cohere Embed V4",
    "Model invocation max latency-optimized tokens per day for Anthropic Claude 3.5 Haiku",
    "Model invocation max tokens per day for Amazon Nova Pro",
    "Model units per provisioned model for Anthropic Claude V2.1 200K",
    "On-demand InvokeModel requests per minute for Anthropic Claude Opus 4.8",
    "On-demand model inference input tokens per minute for Anthropic Claude Opus 5",
    "On-demand model inference requests per minute for Anthropic Claude Instant",
    "On-demand model inference requests per minute for Anthropic Claude V2",
    "On-demand, latency-optimized model inference tokens per minute for Anthropic Claude 3.5 Haiku",
    "Records per batch inference job for Claude 3.5 Sonnet v2",
    "Sum of in-progress and submitted batch inference jobs using a base model for Claude 3.5 Sonnet v2",
    "Throttle rate limit for CreateBlueprint",
    "[bedrock-mantle endpoint] Input tokens per minute for Claude Opus 4.8",
    "[bedrock-mantle endpoint] Output tokens per minute for Claude Opus 4.8",
];

/// Of the plan's model: its id and profile, and what of the names behind tokens a minute, requests a
/// minute and tokens a day is its own.
type Own = (&'static str, &'static str, [Option<&'static str>; 3]);

const GEO: &str = "Cross-region model inference";
const GLOBAL: &str = "Global cross-region model inference";

#[rustfmt::skip]
const OWN: &[Own] = &[
    ("anthropic.claude-opus-5-5", "us", [Some("Claude Opus 5.5"), None, None]),
    ("anthropic.claude-opus-5", "us", [Some("Claude Opus 5"), None, None]),
    ("anthropic.claude-opus-5", "global", [Some("Claude Opus 5"), None, None]),
    ("anthropic.claude-opus-4-8", "jp", [Some("Claude Opus 4.8"), None, Some("Claude Opus 4.8")]),
    ("anthropic.claude-opus-4-6-v1", "eu", [Some("Claude Opus 4.6 V1"), Some("Claude Opus 4.6 V1"), None]),
    ("anthropic.claude-opus-4-6-v1", "global", [Some("Claude Opus 4.6 V1"), None, None]),
    ("anthropic.claude-opus-4-5-20251101-v1:0", "us", [Some("Claude Opus 4.5"), Some("Claude Opus 4.5"), Some("Claude Opus 4.5")]),
    ("anthropic.claude-opus-4-1-20250805-v1:0", "us", [Some("Claude Opus 4.1"), None, None]),
    ("anthropic.claude-opus-4-20250514-v1:0", "us", [Some("Claude Opus 4 V1"), None, None]),
    ("anthropic.claude-sonnet-5-5", "us", [Some("Claude Sonnet 5.5"), None, None]),
    ("anthropic.claude-sonnet-5-5", "global", [None, None, None]),
    ("anthropic.claude-sonnet-5", "au", [Some("Claude Sonnet 5"), None, None]),
    ("anthropic.claude-sonnet-4-6", "us", [Some("Claude Sonnet 4.6"), Some("Claude Sonnet 4.6"), None]),
    ("anthropic.claude-sonnet-4-6", "global", [Some("Claude Sonnet 4.6"), Some("Claude Sonnet 4.6"), Some("Claude Sonnet 4.6")]),
    ("anthropic.claude-sonnet-4-5-20250929-v1:0", "us", [Some("Claude Sonnet 4.5 V1"), Some("Claude Sonnet 4.5 V1"), Some("Claude Sonnet 4.5 V1 (doubled for cross-region calls)")]),
    ("anthropic.claude-sonnet-4-5-20250929-v1:0", "global", [Some("Claude Sonnet 4.5 V1"), Some("Claude Sonnet 4.5 V1"), Some("Claude Sonnet 4.5 V1")]),
    ("anthropic.claude-sonnet-4-20250514-v1:0", "us", [Some("Claude Sonnet 4 V1"), Some("Claude Sonnet 4 V1"), Some("Claude Sonnet 4 V1 (doubled for cross-region calls)")]),
    ("anthropic.claude-3-7-sonnet-20250219-v1:0", "us", [Some("Claude 3.7 Sonnet V1"), Some("Claude 3.7 Sonnet V1"), Some("Claude 3.7 Sonnet V1 (doubled for cross-region calls)")]),
    ("anthropic.claude-3-5-sonnet-20240620-v1:0", "us", [Some("Claude 3.5 Sonnet"), Some("Claude 3.5 Sonnet"), None]),
    ("anthropic.claude-3-5-sonnet-20241022-v2:0", "us", [Some("Claude 3.5 Sonnet V2"), Some("Claude 3.5 Sonnet V2"), None]),
    ("anthropic.claude-3-5-haiku-20241022-v1:0", "us", [Some("Claude 3.5 Haiku"), Some("Claude 3.5 Haiku"), None]),
    ("anthropic.claude-3-haiku-20240307-v1:0:200k", "eu", [Some("Claude 3 Haiku"), Some("Claude 3 Haiku"), None]),
    ("anthropic.claude-haiku-4-5-20251001-v1:0", "us", [Some("Claude Haiku 4.5"), Some("Claude Haiku 4.5"), Some("Claude Haiku 4.5 (doubled for cross-region calls)")]),
    ("anthropic.claude-haiku-4-5-20251001-v1:0", "global", [Some("Claude Haiku 4.5"), Some("Claude Haiku 4.5"), Some("Claude Haiku 4.5")]),
    ("anthropic.claude-haiku-5-5", "us", [None, None, None]),
    ("anthropic.claude-fable-5", "us", [Some("Claude Fable 5"), None, None]),
    ("amazon.nova-pro-v1:0", "us", [None, None, None]),
    ("anthropic.claude-instant-v1", "us", [None, None, None]),
    ("anthropic.claude-v2:1", "us", [None, None, None]),
];

fn model(id: &str, profile: &str) -> Model {
    Model {
        id: id.into(),
        profile: profile.parse().unwrap(),
    }
}

fn all() -> impl Iterator<Item = &'static str> {
    OF_CALLS.iter().chain(OF_OTHERS).copied()
}

fn name(profile: &str, rate: Rate, rest: &str) -> String {
    let way = if profile == "global" { GLOBAL } else { GEO };
    match rate {
        Rate::TokensPerMinute => format!("{way} tokens per minute for Anthropic {rest}"),
        Rate::RequestsPerMinute => format!("{way} requests per minute for Anthropic {rest}"),
        Rate::TokensPerDay if profile == "global" => {
            format!("{way} tokens per day for Anthropic {rest}")
        }
        Rate::TokensPerDay => format!("Model invocation max tokens per day for Anthropic {rest}"),
    }
}

#[test]
fn each_model_finds_its_own_quotas_and_refuses_every_neighbour() {
    let quota = |name: &str| QuotaValue {
        code: "L-00000000".into(),
        name: name.into(),
        default: None,
        applied: Some(1),
        adjustable: true,
    };
    let published = Quotas(all().map(quota).collect());
    let rates = [
        Rate::TokensPerMinute,
        Rate::RequestsPerMinute,
        Rate::TokensPerDay,
    ];
    let mut refused = 0;
    for (id, profile, own) in OWN {
        let model = model(id, profile);
        let mut found = Vec::new();
        for (rate, rest) in rates.into_iter().zip(own) {
            let expected = rest.map(|rest| name(profile, rate, rest).to_lowercase());
            let is = published.of(&model, rate).map(|it| it.name.to_lowercase());
            assert_eq!(is, expected, "{profile}.{id}");
            found.extend(expected);
        }
        for name in all() {
            let lower = Lower::of(name);
            let counts = lower.parse().is_some_and(|name| name.counts(&model));
            let own = found.contains(&name.to_lowercase());
            assert_eq!(counts, own, "{profile}.{id}: {name}");
            refused += usize::from(!own);
        }
    }
    assert!(refused > 2_000, "{refused}");
}

#[test]
fn every_published_name_of_a_call_is_understood_and_no_other() {
    for name in OF_CALLS {
        assert!(Lower::of(name).parse().is_some(), "{name}");
    }
    for name in OF_OTHERS {
        assert!(!Lower::of(name).is_understood(), "{name}");
    }
    assert!(Lower::of("Cross-Model Account-Level Tokens Per Day").is_of_all_models());
}

#[test]
fn a_name_is_taken_apart() {
    let lower = Lower::of(OF_CALLS[13]);
    let name = lower.parse().unwrap();
    assert_eq!(name.scope, Scope::Geographic);
    assert_eq!((name.unit, name.per), (Unit::Requests, Per::Minute));
    assert!(name.long_context && !name.doubled);
    let sonnet = Claude {
        family: "sonnet",
        major: 4,
        minor: 5,
        revision: 1,
    };
    assert_eq!(name.claude, sonnet);
    assert_eq!(
        Claude::in_id("anthropic.claude-sonnet-4-5-20250929-v1:0"),
        Some(sonnet)
    );
}

#[test]
fn two_quotas_that_claim_a_model_are_none() {
    let twice = |name: &str| QuotaValue {
        code: name.into(),
        name: super::stage::OPUS.into(),
        default: None,
        applied: Some(1),
        adjustable: true,
    };
    let opus = model("anthropic.claude-opus-5-5", "us");
    let one = Quotas(vec![twice("L-1")]);
    assert!(one.of(&opus, Rate::TokensPerMinute).is_some());
    let two = Quotas(vec![twice("L-1"), twice("L-2")]);
    assert_eq!(two.of(&opus, Rate::TokensPerMinute), None);
}
