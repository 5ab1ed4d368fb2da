//! Files and addresses, good, bad and gone.

use bedrock_auth::clock::Moment;
use bedrock_auth::context::{Context, Settings};
use bedrock_auth::entry::Slot;
use bedrock_auth::home::Home;
use bedrock_auth::network::{Http, block_on};
use bedrock_auth::routes::{Loaded, load};
use bedrock_auth::stop::{Exit, Stop};
use serde_json::json;

use super::document;
use super::server::{answer, server};

const NOON: Moment = Moment(1_795_176_000);
const HOUR: i64 = 3600;

struct Desk {
    home: tempfile::TempDir,
    routes: String,
}

impl Desk {
    fn at(routes: &str) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            routes: routes.to_owned(),
        }
    }

    fn load(&self, now: Moment) -> Result<Loaded, Stop> {
        let context = Context {
            home: Home::at(self.home.path()),
            now,
            slot: Slot {
                routes: Some(self.routes.clone()),
                ..Slot::default()
            },
            settings: Settings::default(),
            settings_stamp: bedrock_auth::entry::Stamp::default(),
        };
        let http = || {
            Ok(Http::through(
                aws_smithy_http_client::proxy::ProxyConfig::disabled(),
            ))
        };
        block_on(load(&context, http)).unwrap()
    }
}

fn good(etag: &str, organization: &str) -> String {
    let mut document = document();
    document["organization"] = json!(organization);
    let etag = format!("etag: {etag}");
    answer("200 OK", &[&etag], &document.to_string())
}

fn same() -> String {
    answer("304 Not Modified", &[], "")
}

fn organization(loaded: &Loaded) -> &str {
    &loaded.routes.organization
}

#[test]
fn a_file_is_read_each_time_and_its_stamp_tells_a_change() {
    let desk = Desk::at("");
    let path = desk.home.path().join("my routes.json");
    let desk = Desk {
        routes: path.to_str().unwrap().to_owned(),
        ..desk
    };
    // Written by an editor that puts a byte order mark first.
    std::fs::write(&path, format!("\u{feff}{}", document())).unwrap();
    let loaded = desk.load(NOON).unwrap();
    assert_eq!(organization(&loaded), "acme");
    assert!(loaded.stamp.holds() && loaded.warning.is_none());
    std::fs::write(&path, document().to_string()).unwrap();
    assert!(!loaded.stamp.holds());
}

#[test]
fn a_file_that_is_missing_or_none_says_what_to_do() {
    let desk = Desk::at("/nowhere/routes.json");
    let stop = desk.load(NOON).unwrap_err();
    assert_eq!(
        stop.message,
        "could not read the routing document /nowhere/routes.json: there is no such file"
    );
    assert!(stop.hint.unwrap().contains("installer"));
    let folder = Desk::at(desk.home.path().to_str().unwrap());
    let stop = folder.load(NOON).unwrap_err();
    assert!(
        stop.message.ends_with("it is not a file"),
        "{}",
        stop.message
    );
    let torn = desk.home.path().join("torn.json");
    std::fs::write(&torn, &document().to_string()[..500]).unwrap();
    let stop = Desk::at(torn.to_str().unwrap()).load(NOON).unwrap_err();
    assert!(stop.message.contains("it is not JSON"), "{}", stop.message);
    assert!(stop.hint.unwrap().contains("fetch routes.json again"));
}

#[test]
fn an_address_is_asked_once_an_hour_and_only_whether_it_changed() {
    let server = server(vec![
        good("\"one\"", "acme"),
        same(),
        good("\"two\"", "acme-two"),
    ]);
    let desk = Desk::at(&server.address);
    let first = desk.load(NOON).unwrap();
    assert_eq!(organization(&first), "acme");
    assert!(!server.asked()[0].contains("if-none-match"));

    let again = desk.load(NOON.plus(HOUR - 1)).unwrap();
    assert_eq!(again, first);
    assert!(server.asked().is_empty());

    // The same document leaves the stamp as it is: what was routed by it stays valid.
    let same = desk.load(NOON.plus(HOUR)).unwrap();
    assert_eq!(same, first);
    assert!(server.asked()[0].contains("if-none-match: \"one\""));
    assert!(first.stamp.holds());

    let another = desk.load(NOON.plus(2 * HOUR)).unwrap();
    assert_eq!(organization(&another), "acme-two");
    assert!(another.stamp.holds() && !first.stamp.holds());
    assert!(server.asked()[0].contains("if-none-match: \"one\""));
}

#[test]
fn a_clock_that_was_set_back_asks_again() {
    let server = server(vec![good("\"one\"", "acme"), good("\"two\"", "later")]);
    let desk = Desk::at(&server.address);
    desk.load(NOON).unwrap();
    let loaded = desk.load(NOON.plus(-10 * HOUR)).unwrap();
    assert_eq!(organization(&loaded), "later");
}

#[test]
fn without_the_server_what_is_kept_is_used_and_after_a_day_that_is_said() {
    let server = server(vec![good("\"one\"", "acme")]);
    let desk = Desk::at(&server.address);
    desk.load(NOON).unwrap();
    for (hours, said) in [(2, false), (23, false), (24, true), (24 * 400, true)] {
        let loaded = desk.load(NOON.plus(hours * HOUR)).unwrap();
        assert_eq!(organization(&loaded), "acme");
        assert_eq!(
            loaded.warning.is_some(),
            said,
            "{hours}: {:?}",
            loaded.warning
        );
    }
    let loaded = desk.load(NOON.plus(500 * 24 * HOUR)).unwrap();
    let warning = loaded.warning.unwrap();
    assert!(
        warning.ends_with("the one of 2026-11-20T12:00:00Z stays in use"),
        "{warning}"
    );
    // For five minutes nobody is asked again, and nothing is said again.
    let soon = desk.load(NOON.plus(500 * 24 * HOUR + 299)).unwrap();
    assert_eq!(soon.warning, None);
}

#[test]
fn without_the_server_and_without_a_kept_one_the_exit_is_offline() {
    let desk = Desk::at("http://127.0.0.1:1/routes.json");
    let stop = desk.load(NOON).unwrap_err();
    assert_eq!(stop.exit, Exit::Offline);
    assert_eq!(
        stop.message,
        "could not fetch the routing document: could not reach 127.0.0.1: nobody listens there"
    );
}

#[test]
fn a_bad_document_never_replaces_a_good_one() {
    let long = "x".repeat(5 * 1024 * 1024);
    let bad = vec![
        (
            answer("200 OK", &[], "<html>sign in</html>"),
            "it is not JSON",
        ),
        (
            answer("200 OK", &[], "{\"version\": 2}"),
            "it has version 2",
        ),
        (answer("200 OK", &[], &long), "larger than 4194304 bytes"),
        (
            answer("404 Not Found", &[], ""),
            "the answer was 404 Not Found",
        ),
        (
            answer("302 Found", &["location: https://sso.example/?k=1"], ""),
            "it leads elsewhere (302 Found)",
        ),
    ];
    for (bad, why) in bad {
        let server = server(vec![good("\"one\"", "acme"), bad.clone(), bad]);
        let desk = Desk::at(&server.address);
        desk.load(NOON).unwrap();
        let loaded = desk.load(NOON.plus(2 * HOUR)).unwrap();
        assert_eq!(organization(&loaded), "acme");
        let warning = loaded.warning.unwrap();
        assert!(warning.contains(why), "{warning}");
        assert!(warning.len() < 400 && !warning.contains("k=1"), "{warning}");

        let nothing = Desk::at(&server.address);
        let stop = nothing.load(NOON).unwrap_err();
        assert!(stop.message.contains(why), "{}", stop.message);
        assert_eq!(stop.exit, Exit::Failed);
        assert_eq!(std::fs::read_dir(nothing.home.path()).unwrap().count(), 1);
    }
}

#[test]
fn a_server_in_trouble_is_waited_for_in_silence() {
    let trouble = answer("503 Service Unavailable", &[], "");
    let server = server(vec![good("\"one\"", "acme"), trouble]);
    let desk = Desk::at(&server.address);
    desk.load(NOON).unwrap();
    let loaded = desk.load(NOON.plus(2 * HOUR)).unwrap();
    assert_eq!(
        (organization(&loaded), loaded.warning.as_deref()),
        ("acme", None)
    );
}

#[test]
fn a_kept_document_that_is_torn_is_set_aside_and_fetched_whole() {
    let server = server(vec![good("\"one\"", "acme"), good("\"one\"", "acme")]);
    let desk = Desk::at(&server.address);
    let first = desk.load(NOON).unwrap();
    let bytes = std::fs::read(&first.stamp.path).unwrap();
    std::fs::write(&first.stamp.path, &bytes[..bytes.len() / 2]).unwrap();
    let loaded = desk.load(NOON.plus(60)).unwrap();
    assert_eq!(organization(&loaded), "acme");
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert!(!asked[1].contains("if-none-match"));
}

#[test]
fn two_addresses_are_kept_apart() {
    let (one, other) = (
        server(vec![good("\"one\"", "one")]),
        server(vec![good("\"one\"", "other")]),
    );
    let desk = Desk::at(&one.address);
    desk.load(NOON).unwrap();
    let desk = Desk {
        routes: other.address.clone(),
        ..desk
    };
    assert_eq!(organization(&desk.load(NOON).unwrap()), "other");
    let desk = Desk {
        routes: one.address.clone(),
        ..desk
    };
    assert_eq!(organization(&desk.load(NOON.plus(60)).unwrap()), "one");
}

#[test]
fn what_an_address_hides_is_never_shown() {
    let server = server(vec![
        good("\"one\"", "acme"),
        answer("403 Forbidden", &[], ""),
    ]);
    let desk = Desk::at(&format!("{}?sig=hunter2", server.address));
    let loaded = desk.load(NOON).unwrap();
    assert_eq!(loaded.place, server.address);
    let loaded = desk.load(NOON.plus(2 * HOUR)).unwrap();
    let warning = loaded.warning.unwrap();
    assert!(
        warning.contains("403") && !warning.contains("hunter2"),
        "{warning}"
    );
    assert!(server.asked()[0].contains("?sig=hunter2"));
}

#[test]
fn only_addresses_that_can_be_trusted_are_asked() {
    for address in [
        "http://files.acme.example/routes.json",
        "file:///etc/routes.json",
        "s3://bucket/routes.json",
        "https://user:word@files.acme.example/routes.json",
        "https://",
        "\u{1b}[31m://x",
    ] {
        let stop = Desk::at(address).load(NOON).unwrap_err();
        assert!(
            stop.message.contains("is not an address to read from"),
            "{}",
            stop.message
        );
        assert!(!stop.message.contains("word") && !stop.message.contains('\u{1b}'));
    }
}
