//! Which quotas there are: their names, codes and AWS's defaults.

use std::sync::LazyLock;

use super::measure::{Counts, Measure, Scope};
use super::models::{Kind, MODELS, Model};
use crate::bedrock::{has_geographic_profiles, has_global_profiles};
use crate::world::World;

/// "Default maximum number of accounts".
pub(super) const ACCOUNTS: &str = "L-E619E033";
pub(super) const ORGANIZATIONS: &str = "organizations";
pub(super) const BEDROCK: &str = "bedrock";

/// Services by code and name; AWS knows hundreds.
pub(super) const SERVICES: [(&str, &str); 2] = [
    (BEDROCK, "Amazon Bedrock"),
    (ORGANIZATIONS, "AWS Organizations"),
];

#[derive(Debug)]
pub(crate) struct Quota {
    pub(super) service: &'static str,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) default: f64,
    pub(super) adjustable: bool,
    /// Whether it is one for all Regions, and then kept in us-east-1.
    pub(super) global: bool,
    /// What it counts, where calls of models are counted against it.
    pub(crate) measure: Option<Measure>,
    /// Where it counts one model alone.
    model: Option<&'static Model>,
}

static QUOTAS: LazyLock<Vec<Quota>> = LazyLock::new(|| {
    let mut quotas: Vec<_> = MODELS
        .iter()
        .flat_map(|model| model.quotas.iter().map(move |kind| of_model(model, *kind)))
        .chain(MODELS.iter().flat_map(batches))
        .chain(OTHERS.iter().map(|(name, default)| other(name, *default)))
        .collect();
    quotas.push(Quota {
        code: "L-E3F10727".into(),
        measure: Some(Measure {
            scope: Scope::Any,
            long: false,
            counts: Counts::Tokens,
            daily: true,
            times: 1.0,
        }),
        ..other("Cross-Model Max Tokens Per Day", 700_000_000.0)
    });
    quotas.push(Quota {
        service: ORGANIZATIONS,
        code: ACCOUNTS.into(),
        adjustable: true,
        global: true,
        ..other("Default maximum number of accounts", 10.0)
    });
    quotas.sort_by(|one, two| one.code.cmp(&two.code));
    quotas
});

/// Neighbours that no model of Claude's may be taken for.
const OTHERS: [(&str, f64); 8] = [
    (
        "On-demand model inference tokens per minute for Amazon Nova Micro",
        4_000_000.0,
    ),
    (
        "Cross-region model inference tokens per minute for Amazon Nova Pro",
        2_000_000.0,
    ),
    (
        "Cross-region model inference requests per minute for Meta Llama 3.3 70B Instruct",
        800.0,
    ),
    (
        "On-demand model inference requests per minute for Mistral Large 3",
        1_000.0,
    ),
    (
        "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
        1_440_000_000.0,
    ),
    (
        "[bedrock-mantle endpoint] Input tokens per minute for GPT-5.5",
        10_000_000.0,
    ),
    (
        "[bedrock-mantle endpoint] Output tokens per minute for GPT-5.5",
        1_000_000.0,
    ),
    ("Custom models per account", 100.0),
];

fn other(name: &str, default: f64) -> Quota {
    Quota {
        service: BEDROCK,
        code: made_up(name),
        name: name.to_owned(),
        default,
        adjustable: false,
        global: false,
        measure: None,
        model: None,
    }
}

fn batches(model: &'static Model) -> [Quota; 2] {
    let of = |what: &str, default| Quota {
        model: Some(model),
        adjustable: default > 1000.0,
        ..other(&format!("{what} for {}", model.name), default)
    };
    [
        of("Records per batch inference job", 100_000.0),
        of("Minimum number of records per batch inference job", 100.0),
    ]
}

fn of_model(model: &'static Model, (kind, code): (Kind, &str)) -> Quota {
    let (name, minute) = (model.name, model.tokens);
    let geo = match name {
        "Claude 3.5 Haiku" => "Cross-Region",
        _ => "Cross-region",
    };
    let global = "Global cross-region";
    let inference = |scope: &str, what: &str| format!("{scope} model inference {what}");
    let day = |long: &str| {
        format!(
            "Model invocation max tokens per day for Anthropic {name}{long} (doubled for \
             cross-region calls)"
        )
    };
    let (tokens, requests) = ("tokens per minute", "requests per minute");
    let (what, default) = match kind {
        Kind::GeoTokens => (inference(geo, tokens), minute),
        Kind::GeoTokensLong => (inference(geo, tokens), 1_000_000.0),
        Kind::GeoRequests => (inference(geo, requests), model.requests),
        Kind::GlobalTokens => (inference(global, tokens), minute),
        Kind::GlobalRequests => (inference(global, requests), model.requests),
        Kind::GlobalDaily => (inference(global, "tokens per day"), minute * 1440.0),
        Kind::OnDemandTokens => (inference("On-demand", tokens), minute / 2.0),
        Kind::OnDemandRequests => (inference("On-demand", requests), model.requests / 2.0),
        Kind::Daily => (day(""), minute * 720.0),
        Kind::DailyLong => (day(" 1M Context Length"), 720_000_000.0),
    };
    let name = match kind {
        Kind::Daily | Kind::DailyLong => what,
        Kind::GeoTokensLong => format!("{what} for Anthropic {name} 1M Context Length"),
        _ => format!("{what} for Anthropic {name}"),
    };
    let code = match code {
        "" => made_up(&name),
        code => code.to_owned(),
    };
    Quota {
        code,
        adjustable: matches!(
            kind,
            Kind::GeoTokens
                | Kind::GeoTokensLong
                | Kind::GeoRequests
                | Kind::GlobalTokens
                | Kind::GlobalRequests
        ),
        measure: Some(measure(kind)),
        model: Some(model),
        ..other(&name, default)
    }
}

fn measure(kind: Kind) -> Measure {
    let daily = matches!(kind, Kind::GlobalDaily | Kind::Daily | Kind::DailyLong);
    Measure {
        scope: match kind {
            Kind::GlobalTokens | Kind::GlobalRequests | Kind::GlobalDaily => Scope::Global,
            Kind::OnDemandTokens | Kind::OnDemandRequests => Scope::OnDemand,
            _ => Scope::Geographic,
        },
        long: matches!(kind, Kind::GeoTokensLong | Kind::DailyLong),
        counts: match kind {
            Kind::GeoRequests | Kind::GlobalRequests | Kind::OnDemandRequests => Counts::Requests,
            _ => Counts::Tokens,
        },
        daily,
        times: match kind {
            Kind::Daily | Kind::DailyLong => 2.0,
            _ => 1.0,
        },
    }
}

/// The same for a name on every machine.
fn made_up(name: &str) -> String {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("L-{hash:08X}")
}

/// What there is for an account in a Region, by code.
pub(super) fn of<'a>(
    world: &'a World,
    service: &'a str,
    region: &'a str,
    account: &'a str,
) -> impl Iterator<Item = &'static Quota> + 'a {
    QUOTAS
        .iter()
        .filter(move |quota| quota.service == service && quota.is_in(world, region, account))
}

/// By its code, or by its whole name.
pub(crate) fn find(
    world: &World,
    service: &str,
    region: &str,
    account: &str,
    named: &str,
) -> Option<&'static Quota> {
    of(world, service, region, account).find(|quota| quota.code == named || quota.name == named)
}

pub(crate) fn name_of_quota(code: &str) -> &str {
    let quota = QUOTAS.iter().find(|quota| quota.code == code);
    quota.map_or(code, |quota| &quota.name)
}

/// What a call of a model is held against.
pub(crate) fn limits<'a>(
    world: &'a World,
    region: &'a str,
    account: &'a str,
    model: &'a str,
    scope: Scope,
    long: bool,
) -> impl Iterator<Item = (&'static Quota, &'static Measure)> + 'a {
    let of_call = move |quota: &&'static Quota, measure: &Measure| {
        let of_model = quota.model.is_some_and(|one| one.is(model));
        measure.scope == Scope::Any || of_model && measure.scope == scope
    };
    let has_long = move || {
        let rows = of(world, BEDROCK, region, account);
        rows.filter(|quota| quota.model.is_some_and(|one| one.is(model)))
            .any(|quota| quota.measure.as_ref().is_some_and(|it| it.long))
    };
    let long = long && has_long();
    of(world, BEDROCK, region, account)
        .filter_map(|quota| Some((quota, quota.measure.as_ref()?)))
        .filter(move |(quota, measure)| of_call(quota, measure))
        .filter(move |(_, measure)| {
            measure.long == long
                || measure.counts == Counts::Requests
                || measure.scope == Scope::Any
        })
}

impl Quota {
    fn is_in(&self, world: &World, region: &str, account: &str) -> bool {
        if self.service == ORGANIZATIONS {
            return region == "us-east-1" && account == world.management;
        }
        let withheld = self
            .model
            .is_some_and(|model| !world.bedrock.has_model(region, &model.full_id()));
        let reached = match self.measure.as_ref().map(|measure| measure.scope) {
            Some(Scope::Geographic) => has_geographic_profiles(region),
            Some(Scope::Global) => has_global_profiles(region),
            _ => true,
        };
        !withheld && reached
    }
}
