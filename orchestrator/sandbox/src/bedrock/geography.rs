//! Which Regions an inference profile may be called from, and which it sends a call to.

/// A geographic profile's prefix, the Regions it sends calls to, and those it can be called from
/// besides.
struct Geography {
    prefix: &'static str,
    destinations: &'static [&'static str],
    more_sources: &'static [&'static str],
}

const GEOGRAPHIES: &[Geography] = &[
    Geography {
        prefix: "us",
        destinations: &["us-east-1", "us-east-2", "us-west-2"],
        more_sources: &["us-west-1"],
    },
    Geography {
        prefix: "eu",
        destinations: &[
            "eu-central-1",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-3",
        ],
        more_sources: &["eu-central-2", "eu-west-2"],
    },
    Geography {
        prefix: "au",
        destinations: &["ap-southeast-2", "ap-southeast-4"],
        more_sources: &[],
    },
    Geography {
        prefix: "jp",
        destinations: &["ap-northeast-1", "ap-northeast-3"],
        more_sources: &[],
    },
];

/// Where a call of a profile goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any of these Regions, the source among them.
    Regions(Vec<&'static str>),
    /// Wherever there is room.
    Global,
}

/// Of a profile's prefix, called from a Region; `None` where the profile does not exist.
pub(super) fn reach(prefix: &str, source: &str) -> Option<Reach> {
    if prefix == "global" {
        let is_commercial = !["us-gov-", "cn-"]
            .iter()
            .any(|away| source.starts_with(away));
        return is_commercial.then_some(Reach::Global);
    }
    let geography = GEOGRAPHIES
        .iter()
        .find(|geography| geography.prefix == prefix)?;
    if geography.destinations.contains(&source) {
        return Some(Reach::Regions(geography.destinations.to_vec()));
    }
    let source = geography.more_sources.iter().find(|own| **own == source)?;
    let mut regions = geography.destinations.to_vec();
    regions.push(source);
    Some(Reach::Regions(regions))
}

/// The prefixes of all profiles that can be called from a Region.
pub(super) fn prefixes(source: &str) -> impl Iterator<Item = &'static str> {
    GEOGRAPHIES
        .iter()
        .map(|geography| geography.prefix)
        .chain(["global"])
        .filter(move |prefix| reach(prefix, source).is_some())
}

pub(crate) fn has_geographic_profiles(source: &str) -> bool {
    prefixes(source).any(|prefix| prefix != "global")
}

pub(crate) fn has_global_profiles(source: &str) -> bool {
    prefixes(source).any(|prefix| prefix == "global")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_is_no_destination_is_one_for_its_own_calls() {
        let Some(Reach::Regions(regions)) = reach("eu", "eu-west-2") else {
            panic!("eu-west-2 has no profile");
        };
        assert_eq!(regions.len(), 7);
        assert!(regions.contains(&"eu-west-2"));
        assert_eq!(reach("eu", "us-east-1"), None);
        assert_eq!(reach("global", "sa-east-1"), Some(Reach::Global));
        assert_eq!(reach("apac", "ap-south-1"), None);
    }

    #[test]
    fn each_region_has_its_profiles() {
        let of = |source| prefixes(source).collect::<Vec<_>>();
        assert_eq!(of("us-east-1"), ["us", "global"]);
        assert_eq!(of("sa-east-1"), ["global"]);
    }
}
