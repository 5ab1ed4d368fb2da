//! Claude's models as Service Quotas and the throttling see them.
//!
//! Codes and figures are AWS's own where somebody published them; an empty code is published
//! nowhere, and one is made up for it from the quota's name. Models come and go: one that is not here
//! can be called all the same, and nothing limits it.

use Kind::{
    Daily, DailyLong, GeoRequests, GeoTokens, GeoTokensLong, GlobalDaily, GlobalRequests,
    GlobalTokens, OnDemandRequests, OnDemandTokens,
};

#[derive(Debug)]
pub(crate) struct Model {
    /// Behind `anthropic.`
    pub(super) id: &'static str,
    /// As the quotas' names have it.
    pub(super) name: &'static str,
    /// How many tokens of the quota one token of the answer takes.
    pub(crate) burndown: u64,
    /// The longest answer, and what is reserved when a request does not say.
    pub(crate) longest: u64,
    /// Tokens and requests a minute, through a profile.
    pub(super) tokens: f64,
    pub(super) requests: f64,
    pub(super) quotas: &'static [(Kind, &'static str)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    GeoTokens,
    GeoTokensLong,
    GeoRequests,
    GlobalTokens,
    GlobalRequests,
    GlobalDaily,
    OnDemandTokens,
    OnDemandRequests,
    Daily,
    DailyLong,
}

pub(super) const MODELS: &[Model] = &[
    Model {
        id: "claude-3-5-haiku-20241022-v1:0",
        name: "Claude 3.5 Haiku",
        burndown: 1,
        longest: 8_192,
        tokens: 4_000_000.0,
        requests: 2_000.0,
        quotas: &[
            (GeoTokens, ""),
            (GeoRequests, ""),
            (OnDemandTokens, ""),
            (OnDemandRequests, ""),
        ],
    },
    Model {
        id: "claude-3-5-sonnet-20241022-v2:0",
        name: "Claude 3.5 Sonnet V2",
        burndown: 1,
        longest: 8_192,
        tokens: 800_000.0,
        requests: 100.0,
        quotas: &[
            (GeoTokens, ""),
            (GeoRequests, ""),
            (OnDemandTokens, ""),
            (OnDemandRequests, ""),
        ],
    },
    Model {
        id: "claude-3-7-sonnet-20250219-v1:0",
        name: "Claude 3.7 Sonnet V1",
        burndown: 5,
        longest: 64_000,
        tokens: 1_000_000.0,
        requests: 250.0,
        quotas: &[
            (GeoTokens, "L-6E888CC2"),
            (GeoRequests, "L-3D8CC480"),
            (Daily, ""),
        ],
    },
    Model {
        id: "claude-sonnet-4-20250514-v1:0",
        name: "Claude Sonnet 4 V1",
        burndown: 5,
        longest: 64_000,
        tokens: 200_000.0,
        requests: 200.0,
        quotas: &[
            (GeoTokens, "L-59759B4A"),
            (GeoTokensLong, ""),
            (GeoRequests, "L-559DCC33"),
            (GlobalTokens, "L-97E41E39"),
            (GlobalRequests, "L-C63AA5DA"),
            (Daily, ""),
            (DailyLong, ""),
        ],
    },
    Model {
        id: "claude-opus-4-20250514-v1:0",
        name: "Claude Opus 4 V1",
        burndown: 5,
        longest: 32_000,
        tokens: 200_000.0,
        requests: 200.0,
        quotas: &[
            (GeoTokens, "L-29C2B0A3"),
            (GeoRequests, "L-C99C7EF6"),
            (Daily, ""),
        ],
    },
    Model {
        id: "claude-opus-4-1-20250805-v1:0",
        name: "Claude Opus 4.1",
        burndown: 5,
        longest: 32_000,
        tokens: 500_000.0,
        requests: 200.0,
        quotas: &[
            (GeoTokens, "L-BD85BFCD"),
            (GeoRequests, "L-7EC72A47"),
            (Daily, ""),
        ],
    },
    Model {
        id: "claude-sonnet-4-5-20250929-v1:0",
        name: "Claude Sonnet 4.5 V1",
        burndown: 5,
        longest: 64_000,
        tokens: 5_000_000.0,
        requests: 10_000.0,
        quotas: &[
            (GeoTokens, "L-F4DDD3EB"),
            (GeoTokensLong, "L-8EA73537"),
            (GeoRequests, "L-4A6BFAB1"),
            (GlobalTokens, "L-27C57EE8"),
            (GlobalRequests, "L-DB84CE56"),
            (GlobalDaily, ""),
            (Daily, ""),
            (DailyLong, "L-E107194C"),
        ],
    },
    Model {
        id: "claude-haiku-4-5-20251001-v1:0",
        name: "Claude Haiku 4.5",
        burndown: 5,
        longest: 64_000,
        tokens: 5_000_000.0,
        requests: 10_000.0,
        quotas: &[
            (GeoTokens, "L-58BE175A"),
            (GeoRequests, "L-CCA5DF70"),
            (GlobalTokens, "L-9A11C666"),
            (GlobalRequests, "L-E5084BBA"),
            (GlobalDaily, ""),
            (Daily, "L-6120CF2D"),
        ],
    },
    Model {
        id: "claude-opus-4-5-20251101-v1:0",
        name: "Claude Opus 4.5",
        burndown: 5,
        longest: 64_000,
        tokens: 2_000_000.0,
        requests: 10_000.0,
        quotas: &[
            (GeoTokens, "L-7007E9C9"),
            (GeoRequests, "L-27989F42"),
            (GlobalTokens, "L-3ABF6ACC"),
            (GlobalRequests, "L-58424D95"),
            (GlobalDaily, ""),
            (Daily, ""),
        ],
    },
    Model {
        id: "claude-opus-4-6-v1",
        name: "Claude Opus 4.6 V1",
        burndown: 5,
        longest: 128_000,
        tokens: 3_000_000.0,
        requests: 10_000.0,
        quotas: &[
            (GeoTokens, "L-0AD9BBE8"),
            (GeoRequests, "L-11DFF789"),
            (GlobalTokens, "L-3DCCFAA4"),
            (GlobalRequests, "L-3DD46812"),
            (GlobalDaily, ""),
            (OnDemandTokens, "L-98944717"),
            (OnDemandRequests, "L-0491E43A"),
            (Daily, "L-82CD9B28"),
        ],
    },
    Model {
        id: "claude-sonnet-4-6",
        name: "Claude Sonnet 4.6",
        burndown: 5,
        longest: 128_000,
        tokens: 6_000_000.0,
        requests: 10_000.0,
        quotas: &[
            (GeoTokens, "L-15B8E632"),
            (GeoRequests, "L-00FF3314"),
            (GlobalTokens, "L-7BEE40FB"),
            (GlobalRequests, "L-F6E116D7"),
            (GlobalDaily, ""),
            (OnDemandTokens, ""),
            (OnDemandRequests, ""),
            (Daily, "L-B29C9321"),
        ],
    },
    Model {
        id: "claude-opus-4-7",
        name: "Claude Opus 4.7",
        burndown: 5,
        longest: 128_000,
        tokens: 30_000_000.0,
        requests: 0.0,
        quotas: &[
            (GeoTokens, "L-5DB28B7B"),
            (GlobalTokens, "L-34152C1D"),
            (GlobalDaily, ""),
            (Daily, "L-0A609FDF"),
        ],
    },
    Model {
        id: "claude-opus-4-8",
        name: "Claude Opus 4.8",
        burndown: 15,
        longest: 128_000,
        tokens: 30_000_000.0,
        requests: 0.0,
        quotas: &[
            (GeoTokens, "L-DB99DCDB"),
            (GlobalTokens, "L-4FCE27C7"),
            (GlobalDaily, ""),
            (Daily, "L-AFE3B2BE"),
        ],
    },
    Model {
        id: "claude-sonnet-5",
        name: "Claude Sonnet 5",
        burndown: 10,
        longest: 128_000,
        tokens: 6_000_000.0,
        requests: 0.0,
        quotas: &[
            (GeoTokens, "L-D4FBCF4E"),
            (GlobalTokens, "L-DD84E5CA"),
            (OnDemandTokens, ""),
        ],
    },
    Model {
        id: "claude-opus-5",
        name: "Claude Opus 5",
        burndown: 10,
        longest: 128_000,
        tokens: 30_000_000.0,
        requests: 0.0,
        quotas: &[(GeoTokens, "L-99296DCD"), (GlobalTokens, "L-D73B1244")],
    },
    Model {
        id: "claude-haiku-5-5",
        name: "Claude Haiku 5.5",
        burndown: 10,
        longest: 128_000,
        tokens: 5_000_000.0,
        requests: 0.0,
        quotas: &[(GeoTokens, ""), (GlobalTokens, "")],
    },
    Model {
        id: "claude-sonnet-5-5",
        name: "Claude Sonnet 5.5",
        burndown: 10,
        longest: 128_000,
        tokens: 6_000_000.0,
        requests: 0.0,
        quotas: &[
            (GeoTokens, "L-94A31E46"),
            (GlobalTokens, ""),
            (OnDemandTokens, ""),
        ],
    },
    Model {
        id: "claude-opus-5-5",
        name: "Claude Opus 5.5",
        burndown: 10,
        longest: 128_000,
        tokens: 30_000_000.0,
        requests: 0.0,
        quotas: &[(GeoTokens, "L-A4430697"), (GlobalTokens, "L-A103A344")],
    },
];

impl Model {
    /// Of `anthropic.claude-x`.
    pub(super) fn is(&self, id: &str) -> bool {
        id.strip_prefix("anthropic.") == Some(self.id)
    }

    pub(super) fn full_id(&self) -> String {
        format!("anthropic.{}", self.id)
    }
}

pub(crate) fn model(id: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.is(id))
}

/// How many tokens of its quota one token of a model's answer takes; `anthropic.claude-x`.
pub fn burndown(id: &str) -> u64 {
    model(id).map_or(1, |model| model.burndown)
}
