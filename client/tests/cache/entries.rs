//! Credentials by what was asked for.

use std::fs;

use bedrock_auth::cache::entries;
use bedrock_auth::entry::Slot;

use super::samples::{entry, home};

fn slot(team: &str) -> Slot {
    Slot {
        team: Some(team.into()),
        ..Slot::default()
    }
}

#[test]
fn each_thing_that_was_asked_for_has_its_own() {
    let (_folder, home) = home();
    entries::write(&home, &entry(None)).unwrap();
    entries::write(&home, &entry(Some("data"))).unwrap();
    let read = |slot: &Slot| entries::read(&home, slot).unwrap();
    assert!(read(&Slot::default()).unwrap() == entry(None));
    assert!(read(&slot("data")).unwrap() == entry(Some("data")));
    assert!(read(&slot("platform")).is_none());
}

/// A file that was renamed, or a name that two share.
#[test]
fn another_ones_credentials_are_never_handed_out() {
    let (_folder, home) = home();
    entries::write(&home, &entry(None)).unwrap();
    let default = home.file("credentials/default.json");
    let of_data = home.file("credentials").join(slot("data").file_name());
    fs::copy(&default, &of_data).unwrap();
    assert!(entries::read(&home, &slot("data")).unwrap().is_none());
    assert!(of_data.is_file(), "it is whole, only another's");
}

#[test]
fn another_releases_file_is_passed_over_and_replaced() {
    let (_folder, home) = home();
    entries::write(&home, &entry(None)).unwrap();
    let path = home.file("credentials/default.json");
    let text = fs::read_to_string(&path).unwrap();
    let newer = text.replacen("\"version\":1", "\"version\":2", 1);
    assert_ne!(newer, text);
    for newer in [newer.as_str(), r#"{"version":3,"nothing":"else"}"#] {
        fs::write(&path, newer).unwrap();
        assert!(entries::read(&home, &Slot::default()).unwrap().is_none());
        assert!(path.is_file());
    }
    entries::write(&home, &entry(None)).unwrap();
    assert!(entries::read(&home, &Slot::default()).unwrap().is_some());
}

#[test]
fn all_are_forgotten_at_once_and_what_was_set_aside_with_them() {
    let (_folder, home) = home();
    entries::remove_all(&home).unwrap();
    entries::write(&home, &entry(None)).unwrap();
    entries::write(&home, &entry(Some("data"))).unwrap();
    fs::write(home.file("credentials/default.json"), "{").unwrap();
    assert!(entries::read(&home, &Slot::default()).unwrap().is_none());
    entries::remove_all(&home).unwrap();
    assert_eq!(fs::read_dir(home.file("credentials")).unwrap().count(), 0);
}
