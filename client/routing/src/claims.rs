//! Where in a token's claims the groups are.

use serde_json::{Map, Value};

/// How deep in objects a claim is looked for that was not named.
const DEEPEST: usize = 3;
const MOST_LIKELY: usize = 5;

/// The claim of exactly this name, or what is at the end of it when it is read as a path. The second
/// says that it was a path.
pub(crate) fn find<'a>(claims: &'a Map<String, Value>, claim: &str) -> Option<(&'a Value, bool)> {
    let exact = claims.get(claim).filter(|value| !value.is_null());
    let by_path = || at(claims, claim.trim_start_matches('/'));
    match exact.or_else(by_path) {
        Some(value) => Some((value, exact.is_none())),
        None => claims.get(claim).map(|null| (null, false)),
    }
}

/// Names may have dots and slashes in them, as Auth0's `https://acme/groups` and Keycloak's clients
/// have: any of them may end a name.
fn at<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let ends = path.match_indices(['.', '/']);
    ends.into_iter().find_map(|(end, _)| {
        let inner = object.get(&path[..end])?.as_object()?;
        at(inner, &path[end + 1..])
    })
}

/// Whether the provider says that it left this claim out. Entra ID names it in `_claim_names`, or sends
/// `hasgroups` where the token came by way of the browser.
pub(crate) fn is_overage(claims: &Map<String, Value>, claim: &str) -> bool {
    let names = claims.get("_claim_names").and_then(Value::as_object);
    let elsewhere = names.is_some_and(|names| names.contains_key(claim));
    let has = match claims.get("hasgroups") {
        Some(Value::Bool(has)) => *has,
        Some(Value::String(has)) => has.eq_ignore_ascii_case("true"),
        _ => false,
    };
    elsewhere || (has && claim == "groups")
}

/// Lists and texts whose names speak of groups: what somebody may have meant.
pub(crate) fn likely(claims: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    collect(claims, "", DEEPEST, &mut found);
    found.sort_unstable();
    found.truncate(MOST_LIKELY);
    found
}

fn collect(object: &Map<String, Value>, before: &str, deep: usize, found: &mut Vec<String>) {
    for (key, value) in object {
        let place = format!("{before}{key}");
        match value {
            Value::Object(inner) if deep > 1 => {
                collect(inner, &format!("{place}."), deep - 1, found);
            }
            Value::Array(_) | Value::String(_) if speaks_of_groups(key) => found.push(place),
            _ => {}
        }
    }
}

fn speaks_of_groups(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = ["group", "role", "memberof", "team"];
    words.iter().any(|word| name.contains(word))
}
