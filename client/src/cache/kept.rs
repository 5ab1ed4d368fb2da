//! What this program keeps beside tokens and credentials, for who wants nothing of it to stay. By name:
//! the folder may hold what is somebody else's, such as an installer's routing document.

use std::fs;

use super::private;
use crate::home::Home;
use crate::install::record::{COPIES, Record};
use crate::stop::Stop;

const FILES: [&str; 6] = [
    "settings.json",
    "provider.json",
    "attempts.json",
    "sign-in.json",
    "failure.json",
    "identity.json",
];

/// Says what could not be removed; the rest is.
pub fn remove_each(home: &Home) -> Vec<Stop> {
    let names = fs::read_dir(home.path()).into_iter().flatten().flatten();
    names
        .filter(|entry| is_ours(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| private::remove(&entry.path()).err())
        .collect()
}

/// The files as they were before an installation, but for those that are still needed to take it back.
pub fn remove_copies(home: &Home) -> Vec<Stop> {
    let record = match Record::read(home) {
        Ok(record) => record,
        Err(stop) => return vec![stop],
    };
    let needed = |name: &str| {
        let mut copies = record
            .files
            .iter()
            .filter_map(|file| file.before.as_deref());
        copies.any(|copy| copy == name)
    };
    let folder = home.file(COPIES);
    let copies = fs::read_dir(&folder).into_iter().flatten().flatten();
    let failed = copies
        .filter(|entry| !needed(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| private::remove(&entry.path()).err())
        .collect();
    // Only when it is empty.
    let _ = fs::remove_dir(&folder);
    failed
}

/// Also what was set aside, and what a killed writer left.
fn is_ours(name: &str) -> bool {
    let unfinished = name.strip_prefix('.').filter(|_| name.ends_with(".tmp"));
    let name = unfinished.unwrap_or(name);
    let rest_of = |file: &str| name.strip_prefix(file).map(ToOwned::to_owned);
    let rest = FILES.into_iter().find_map(rest_of).or_else(|| {
        let (hash, rest) = name.strip_prefix("routes-")?.split_at_checked(16)?;
        let rest = rest.strip_prefix(".fetched").unwrap_or(rest);
        let is_hash = hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let rest = rest.strip_prefix(".json").filter(|_| is_hash)?;
        Some(rest.to_owned())
    });
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(".unreadable-") || unfinished.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn what_is_somebody_elses_is_not_ours() {
        for name in [
            "settings.json",
            "settings.json.unreadable-1",
            ".settings.json.1-0123456789abcdef.tmp",
            "failure.json",
            "routes-0123456789abcdef.json",
            "routes-0123456789abcdef.fetched.json",
            "routes-0123456789abcdef.json.unreadable-2",
        ] {
            assert!(is_ours(name), "{name}");
        }
        for name in [
            "routes.json",
            "routes-mine.json",
            "routes-0123456789abcdeé.json",
            "routes-0123456789abcdef.json.bak",
            "settings.json.bak",
            "settings.jsonl",
            "my-settings.json",
            "install.json",
            "lock",
        ] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
