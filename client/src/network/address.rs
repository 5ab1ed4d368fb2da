//! Which addresses may be asked at all.

use std::net::IpAddr;

use http::Uri;

/// https, or http on this machine; no name or password in it.
pub fn is_usable(uri: &Uri) -> bool {
    let names_host = uri.host().is_some_and(|host| !host.is_empty());
    let has_user = uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'));
    let is_private = is_https(uri) || (uri.scheme_str() == Some("http") && is_loopback(uri));
    names_host && !has_user && is_private
}

pub fn is_https(uri: &Uri) -> bool {
    uri.scheme_str() == Some("https")
}

pub(super) fn is_loopback(uri: &Uri) -> bool {
    uri.host().is_some_and(is_loopback_host)
}

/// `localhost` is this machine by RFC 6761, whatever a name service says.
pub fn is_loopback_host(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for (text, expected) in [
            ("https://idp.example/token", true),
            ("http://localhost:8080/", true),
            ("http://127.0.0.1/", true),
            ("http://127.8.8.8/", true),
            ("http://[::1]:9/", true),
            ("http://idp.example/token", false),
            ("http://127.0.0.1.evil.example/", false),
            ("http://localhost.evil.example/", false),
            ("https://user:word@idp.example/", false),
            ("ftp://localhost/", false),
            ("/token", false),
        ] {
            assert_eq!(is_usable(&text.parse().unwrap()), expected, "{text}");
        }
    }
}
