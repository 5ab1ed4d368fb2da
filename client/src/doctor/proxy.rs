//! The way out of the network.

use super::check::Check;
use super::surroundings::Surroundings;

const NAME: &str = "proxy";

pub fn judge(around: &Surroundings) -> Check {
    let https = ["HTTPS_PROXY", "https_proxy"];
    // What is taken where there is no HTTPS_PROXY.
    let all = ["ALL_PROXY", "all_proxy"];
    let mut names = https.iter().chain(&all);
    let Some((name, proxy)) = names.find_map(|one| Some((one, around.get(one)?))) else {
        return match around.get("HTTP_PROXY").or(around.get("http_proxy")) {
            None => Check::ok(NAME, "none"),
            Some(_) => Check::warning(
                NAME,
                "HTTP_PROXY is set, and HTTPS_PROXY is not",
                "set HTTPS_PROXY too, if the proxy is needed to get out: all that is asked \
                 here is https",
            ),
        };
    };
    let pair = if https.contains(name) { https } else { all };
    let both: Vec<&str> = pair.iter().filter_map(|one| around.get(one)).collect();
    if let [one, other] = both.as_slice()
        && one != other
    {
        return Check::warning(
            NAME,
            format!("{} and {} differ", pair[0], pair[1]),
            "set both to the same: programs differ in which they read",
        );
    }
    let Some(address) = without_login(proxy) else {
        return Check::failed(
            NAME,
            format!("{name} is not an address"),
            format!("set {name} to something like http://proxy.example:8080"),
        );
    };
    match around.get("NO_PROXY").or(around.get("no_proxy")) {
        Some(none) => Check::ok(NAME, format!("{address}, but not for {none}")),
        None => Check::ok(NAME, address),
    }
}

/// A proxy's address may have a password in it.
fn without_login(address: &str) -> Option<String> {
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), address),
    };
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let whole = if scheme.is_empty() {
        format!("http://{place}")
    } else {
        format!("{scheme}{place}")
    };
    let uri: http::Uri = whole.parse().ok()?;
    uri.host().filter(|host| !host.is_empty())?;
    Some(format!("{scheme}{place}"))
}
