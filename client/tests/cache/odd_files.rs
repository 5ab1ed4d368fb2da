//! What may stand where a file of ours should be.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;

use bedrock_auth::cache::tokens::{self, Kept};
use bedrock_auth::cache::{entries, identity, memo, private};
use bedrock_auth::entry::Slot;
use bedrock_auth::home::Home;
use bedrock_auth::stop::Stop;

use super::samples::{CLIENT, ISSUER, SECRETS, entry, given_folder, home, prepared, tokens};

const NOBODY: u32 = 65_534;

#[allow(
    clippy::print_stderr,
    reason = "what a run leaves out is seen in its output"
)]
fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        eprintln!("left out: only root can give a file to somebody else");
    }
    root
}

/// Each kind of thing that is no plain file of ours.
fn stand_in(kind: &str, path: &Path, elsewhere: &Path) -> bool {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match kind {
        "a link" => {
            fs::write(elsewhere, "of somebody").unwrap();
            symlink(elsewhere, path).unwrap();
        }
        "a dangling link" => symlink(elsewhere.join("nowhere"), path).unwrap(),
        "a folder" => fs::create_dir(path).unwrap(),
        "a pipe" => {
            use rustix::fs::{CWD, FileType, Mode, mknodat};
            mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        }
        "a socket" => drop(UnixListener::bind(path).unwrap()),
        "too large" => fs::write(path, vec![b' '; 2 << 20]).unwrap(),
        "empty" => fs::write(path, "").unwrap(),
        "cut off" => fs::write(path, r#"{"version":1,"slot":{"rou"#).unwrap(),
        "somebody else's" => {
            if !is_root() {
                return false;
            }
            fs::write(path, "{}").unwrap();
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        other => panic!("{other}"),
    }
    true
}

const KINDS: [&str; 9] = [
    "a link",
    "a dangling link",
    "a folder",
    "a pipe",
    "a socket",
    "too large",
    "empty",
    "cut off",
    "somebody else's",
];

#[test]
fn whatever_stands_there_is_set_aside_and_the_next_sign_in_works() {
    for kind in KINDS {
        let (folder, home) = home();
        let elsewhere = folder.path().join("elsewhere");
        let path = home.file("credentials/default.json");
        if !stand_in(kind, &path, &elsewhere) {
            continue;
        }
        assert!(
            entries::read(&home, &Slot::default()).unwrap().is_none(),
            "{kind}"
        );
        let aside = home.file("credentials/default.json.unreadable-1");
        assert!(fs::symlink_metadata(&aside).is_ok(), "{kind}");
        entries::write(&home, &entry(None)).unwrap();
        assert!(
            entries::read(&home, &Slot::default()).unwrap().is_some(),
            "{kind}"
        );
        if kind == "a link" {
            assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "of somebody");
        }

        for name in ["tokens-e079194d.json", "tokens-e079194d.sealed"] {
            let elsewhere = folder.path().join(name);
            stand_in(kind, &home.file(name), &elsewhere);
        }
        let loaded = tokens::load(&home, ISSUER, CLIENT).unwrap();
        assert!(loaded.is_none(), "{kind}");
        stand_in(kind, &home.file("identity.json"), &elsewhere);
        assert!(identity::read(&home).unwrap().is_none(), "{kind}");
        stand_in(kind, &home.file("memo.json"), &elsewhere);
        assert!(memo::read::<u32>(&home, "memo.json").is_none(), "{kind}");
    }
}

/// The tokens' files above are named for the sample's issuer and client.
#[test]
fn the_names_above_are_those_of_the_tokens() {
    let (_folder, home) = home();
    let keyring = bedrock_auth::cache::keyring::Keyring::off("a test");
    let shelf = tokens::Shelf::new(&home, &keyring, ISSUER, CLIENT);
    shelf.save(&tokens()).unwrap();
    assert!(home.file("tokens-e079194d.json").is_file());
    assert!(matches!(shelf.where_kept().unwrap(), Kept::File { .. }));
}

#[test]
fn what_a_person_wrote_is_not_set_aside() {
    for (kind, said) in [
        ("a link", "it is a link"),
        ("a dangling link", "it is a link"),
        ("a folder", "it is a folder"),
        ("a pipe", "it is a pipe or a device"),
        ("a socket", "it is a pipe or a device"),
        ("too large", "it is larger than"),
        ("somebody else's", "it belongs to somebody else"),
    ] {
        let (folder, home) = home();
        let path = home.file("settings.json");
        if !stand_in(kind, &path, &folder.path().join("elsewhere")) {
            continue;
        }
        let stop = private::read(&path).unwrap_err();
        assert!(stop.message.contains(said), "{kind}: {}", stop.message);
        assert!(stop.message.contains("settings.json"), "{}", stop.message);
        assert!(stop.hint.is_some(), "{kind}");
    }
}

fn folder_stop(home: &Home) -> Vec<Stop> {
    let stops = [
        entries::read(home, &Slot::default()).map(drop),
        entries::write(home, &entry(None)),
        tokens::load(home, ISSUER, CLIENT).map(drop),
        tokens::save(home, &tokens()),
        private::write(&home.file("settings.json"), b"{}"),
        bedrock_auth::cache::lock::Lock::try_take(&home.file("lock")).map(drop),
    ];
    stops.map(Result::unwrap_err).into()
}

#[test]
fn a_home_that_is_no_folder_of_ours_is_said_so() {
    let (_folder, home) = home();
    fs::write(home.path(), "a file").unwrap();
    for stop in folder_stop(&home) {
        assert!(stop.message.contains("is not a folder"), "{}", stop.message);
        assert!(stop.hint.unwrap().contains("BEDROCK_AUTH_HOME"));
        for secret in SECRETS {
            assert!(!stop.message.contains(secret));
        }
    }
    if !is_root() {
        return;
    }
    fs::remove_file(home.path()).unwrap();
    fs::create_dir(home.path()).unwrap();
    fs::create_dir(home.file("credentials")).unwrap();
    chown(home.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    chown(home.file("credentials"), Some(NOBODY), Some(NOBODY)).unwrap();
    for stop in folder_stop(&home) {
        assert!(
            stop.message.contains("belongs to somebody else"),
            "{}",
            stop.message
        );
        assert!(stop.hint.unwrap().contains("BEDROCK_AUTH_HOME"));
    }
}

#[test]
fn who_is_not_root_recovers_too() {
    if !is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let own = folder.path().join("own");
    fs::create_dir(&own).unwrap();
    chown(&own, Some(NOBODY), Some(NOBODY)).unwrap();
    let mut command = prepared("cache::odd_files::as_nobody", &own);
    let output = command.uid(NOBODY).gid(NOBODY).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
#[ignore = "another test runs it as another user"]
fn as_nobody() {
    let Some(folder) = given_folder() else { return };
    let home = Home::at(folder.join(".bedrock-auth"));
    let slot = Slot::default();
    entries::write(&home, &entry(None)).unwrap();
    let path = home.file("credentials/default.json");

    // Our own, closed even to us.
    let set_mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    set_mode(&path, 0o000).unwrap();
    assert!(entries::read(&home, &slot).unwrap().is_some());

    // A folder that lets nothing new in: the entry is read, the next one is not written.
    set_mode(&home.file("credentials"), 0o500).unwrap();
    assert!(entries::read(&home, &slot).unwrap().is_some());
    let stop = entries::write(&home, &entry(None)).unwrap_err();
    assert!(
        stop.message.contains("permission denied"),
        "{}",
        stop.message
    );

    // What cannot be moved away is an error that says so.
    set_mode(&home.file("credentials"), 0o700).unwrap();
    fs::write(&path, "{").unwrap();
    set_mode(&home.file("credentials"), 0o500).unwrap();
    let stop = entries::read(&home, &slot).err().unwrap();
    assert!(
        stop.message.starts_with("could not set aside"),
        "{}",
        stop.message
    );
    set_mode(&home.file("credentials"), 0o700).unwrap();
    assert!(entries::read(&home, &slot).unwrap().is_none());

    // A folder that nobody may enter.
    entries::write(&home, &entry(None)).unwrap();
    set_mode(home.path(), 0o000).unwrap();
    let stop = entries::read(&home, &slot).err().unwrap();
    assert!(
        stop.message.contains("permission denied"),
        "{}",
        stop.message
    );
    assert!(stop.hint.unwrap().contains("yours"));
    set_mode(home.path(), 0o700).unwrap();
}
