//! Who somebody is, as HTTP headers for the collector of Claude Code's telemetry.
//!
//! The names are those that AWS's collector for Claude Code on Bedrock turns into attributes; the
//! account's is of the same kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::entry::Entry;
use crate::identity::Identity;

/// A name that is cut would be somebody else's.
const LONGEST: usize = 256;

/// The entry counts when it is the same person's. Nothing of the token but what is named here.
pub fn headers(
    identity: &Identity,
    entry: Option<&Entry>,
    organization: Option<&str>,
) -> BTreeMap<&'static str, String> {
    let entry = entry.filter(|entry| {
        entry.subject == identity.subject
            && entry.key.issuer == identity.issuer
            && entry.key.client_id == identity.client_id
    });
    [
        ("x-user-id", Some(identity.subject.as_str())),
        ("x-user-email", identity.text("email")),
        ("x-department", identity.text("department")),
        ("x-cost-center", identity.text("cost_center")),
        ("x-team-id", entry.map(|entry| entry.team.as_str())),
        (
            "x-account-id",
            entry.map(|entry| entry.key.account.as_str()),
        ),
        ("x-organization", entry.and(organization)),
    ]
    .into_iter()
    .filter_map(|(name, text)| Some((name, value(text?)?)))
    .collect()
}

/// Printable ASCII as it is, all else as in an address (`%C3%AB`). The comma too: OpenTelemetry
/// separates headers by it.
fn value(text: &str) -> Option<String> {
    let mut value = String::new();
    for byte in text.trim().bytes() {
        if matches!(byte, b' '..=b'~') && !b"%,\"\\".contains(&byte) {
            value.push(char::from(byte));
        } else {
            let _ = write!(value, "%{byte:02X}");
        }
    }
    (1..=LONGEST).contains(&value.len()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn every_value_is_a_valid_header() {
        for (text, expected) in [
            ("ada@acme.example", Some("ada@acme.example")),
            (" Ada King ", Some("Ada King")),
            ("Zoë, 100%", Some("Zo%C3%AB%2C 100%25")),
            ("a\r\nx-admin: yes", Some("a%0D%0Ax-admin: yes")),
            ("a\0\u{7f}b", Some("a%00%7Fb")),
            ("", None),
            ("  ", None),
        ] {
            assert_eq!(value(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(value(&"x".repeat(257)), None);
        let any: String = (0..0x300).filter_map(char::from_u32).collect();
        for c in any.chars() {
            let text = value(&format!("a{c}b")).unwrap();
            assert!(http::HeaderValue::from_str(&text).is_ok(), "{c:?}");
        }
    }
}
