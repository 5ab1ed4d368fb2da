//! Which Regions exist and where an inference profile may send a request.
//!
//! An offline table: AWS's own truth is `GetInferenceProfile` in each source Region.

use super::{Profile, Region};

/// Where a call that enters at one Region may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destinations {
    /// These Regions, the source among them.
    Regions(Vec<Region>),
    /// Any commercial Region; AWS reports `aws:RequestedRegion` as `unspecified`.
    Anywhere,
}

struct Geography {
    profile: &'static str,
    sources: &'static [&'static str],
    destinations: &'static [&'static str],
}

const GEOGRAPHIES: &[Geography] = &[
    Geography {
        profile: "us",
        sources: &[
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
            "ca-central-1",
        ],
        destinations: &["us-east-1", "us-east-2", "us-west-2"],
    },
    Geography {
        profile: "eu",
        sources: &[
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
        ],
        destinations: &[
            "eu-central-1",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-3",
        ],
    },
    Geography {
        profile: "au",
        sources: &["ap-southeast-2", "ap-southeast-4"],
        destinations: &["ap-southeast-2", "ap-southeast-4"],
    },
    Geography {
        profile: "jp",
        sources: &["ap-northeast-1", "ap-northeast-3"],
        destinations: &["ap-northeast-1", "ap-northeast-3"],
    },
    Geography {
        profile: "apac",
        sources: APAC,
        destinations: APAC,
    },
    Geography {
        profile: "us-gov",
        sources: &["us-gov-east-1", "us-gov-west-1"],
        destinations: &["us-gov-east-1", "us-gov-west-1"],
    },
];

const APAC: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-4",
];

const GLOBAL: &str = "global";

const COMMERCIAL: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Regions that an account has to opt into.
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

const GOVERNMENT: &[&str] = &["us-gov-east-1", "us-gov-west-1"];

pub fn is_opt_in(region: &Region) -> bool {
    OPT_IN.contains(&region.as_str())
}

/// Every Region's code that this version knows, in order.
pub fn regions() -> impl Iterator<Item = &'static str> {
    COMMERCIAL.iter().chain(GOVERNMENT).copied()
}

/// Every profile prefix that this version knows.
pub fn profiles() -> impl Iterator<Item = &'static str> {
    GEOGRAPHIES
        .iter()
        .map(|geography| geography.profile)
        .chain([GLOBAL])
}

/// The Regions from which a profile can be called; `None` for a profile that is not known.
pub fn sources(profile: &Profile) -> Option<&'static [&'static str]> {
    if profile.as_str() == GLOBAL {
        return Some(COMMERCIAL);
    }
    find(profile).map(|geography| geography.sources)
}

/// Where a call through `profile` from `source` may be answered; `None` when the profile is not
/// known or cannot be called from there.
pub fn destinations(profile: &Profile, source: &Region) -> Option<Destinations> {
    if !sources(profile)?.contains(&source.as_str()) {
        return None;
    }
    if profile.as_str() == GLOBAL {
        return Some(Destinations::Anywhere);
    }
    let mut codes = find(profile)?.destinations.to_vec();
    if !codes.contains(&source.as_str()) {
        codes.push(source.as_str());
    }
    codes.sort_unstable();
    Some(Destinations::Regions(
        codes
            .into_iter()
            .filter_map(|code| code.parse().ok())
            .collect(),
    ))
}

fn find(profile: &Profile) -> Option<&'static Geography> {
    GEOGRAPHIES
        .iter()
        .find(|geography| geography.profile == profile.as_str())
}
