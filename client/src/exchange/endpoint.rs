//! Where AWS is, when it is not where it always is.

use http::Uri;

use super::refused::{Kind, Refused};
use crate::network;
use crate::stop::{Exit, Stop};

const OF_ALL: &str = "AWS_ENDPOINT_URL";

/// The variable of the service, else the one of all services; of both, empty is the same as not set.
pub(super) fn of(
    service: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, Refused> {
    let of_service = format!("{OF_ALL}_{service}");
    let set = [of_service.as_str(), OF_ALL]
        .into_iter()
        .find_map(|name| Some((name, variable(name).filter(|set| !set.is_empty())?)));
    let Some((name, address)) = set else {
        return Ok(None);
    };
    let is_usable = address
        .parse::<Uri>()
        .is_ok_and(|uri| network::is_usable(&uri));
    if is_usable {
        return Ok(Some(address));
    }
    // The address itself may hold a password.
    let stop = Stop::new(
        Exit::Failed,
        format!("could not use {name}: it is neither an https:// address nor one of this machine"),
    )
    .hint(format!("correct {name}, or unset it"));
    Err(Refused::new(Kind::Other, stop))
}

/// Where a client asks, to name it when nobody is there.
pub(super) fn address(set: Option<&str>, service: &str, region: &str) -> Uri {
    let usual = format!("https://{service}.{region}.amazonaws.com");
    set.unwrap_or(&usual).parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::stop::Stop;

    fn found(set: &[(&str, &str)]) -> Result<Option<String>, Stop> {
        let variable = |name: &str| {
            let set = set.iter().find(|(key, _)| *key == name);
            set.map(|(_, value)| (*value).to_owned())
        };
        of("STS", variable).map_err(Stop::from)
    }

    #[test]
    fn the_variable_of_the_service_comes_first() {
        let all = ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        let own = ("AWS_ENDPOINT_URL_STS", "https://sts.acme.example");
        assert_eq!(found(&[]).unwrap(), None);
        assert_eq!(found(&[all]).unwrap().unwrap(), all.1);
        assert_eq!(found(&[all, own]).unwrap().unwrap(), own.1);
        assert_eq!(found(&[all, (own.0, "")]).unwrap().unwrap(), all.1);
    }

    #[test]
    fn a_token_is_not_sent_in_the_clear() {
        for address in ["http://sts.acme.example", "sts", "http://user:word@[::1"] {
            let stop = found(&[("AWS_ENDPOINT_URL_STS", address)]).unwrap_err();
            assert!(
                stop.message.contains("AWS_ENDPOINT_URL_STS"),
                "{}",
                stop.message
            );
            assert!(!stop.message.contains("word"), "{}", stop.message);
        }
    }
}
