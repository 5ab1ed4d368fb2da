//! Tokens: sealed where a keyring answers, in a file where none does, and never lost in between.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use bedrock_auth::cache::keyring::Keyring;
use bedrock_auth::cache::tokens::{Held, Kept, Shelf, Tokens, held};
use bedrock_auth::home::Home;
use bedrock_auth::stop::Exit;
use keyring_core::{CredentialStore, Error, mock};

use super::samples::{CLIENT, ISSUER, SECRETS, home, number, numbered, tokens};

const PATIENCE: Duration = Duration::from_secs(20);

const WORKS: u8 = 0;
const LOCKED: u8 = 1;
const ABSENT: u8 = 2;
const MUTE: u8 = 3;

/// A machine whose keyring comes and goes.
struct Machine {
    store: Arc<mock::Store>,
    state: Arc<AtomicU8>,
}

impl Machine {
    fn new() -> Self {
        Self {
            store: mock::Store::new().unwrap(),
            state: Arc::default(),
        }
    }

    fn turn(&self, state: u8) {
        self.state.store(state, Ordering::SeqCst);
    }

    /// As a new process finds it.
    fn keyring(&self) -> Keyring {
        let (store, state) = (self.store.clone(), self.state.clone());
        let open = move || match state.load(Ordering::SeqCst) {
            LOCKED => Err(Error::NoStorageAccess("no prompt".into())),
            ABSENT => Err(Error::PlatformFailure("no D-Bus".into())),
            MUTE => {
                std::thread::park_timeout(PATIENCE);
                Err(Error::NoDefaultStore)
            }
            _ => Ok(store.clone() as Arc<CredentialStore>),
        };
        let patience = if self.state.load(Ordering::SeqCst) == MUTE {
            Duration::from_millis(30)
        } else {
            PATIENCE
        };
        Keyring::new(open, patience)
    }

    fn keys(&self) -> usize {
        let creds = self.store.inner.lock().unwrap();
        let creds = creds.borrow();
        let has_secret = |cred: &&Arc<mock::Cred>| {
            let data = cred.inner.lock().unwrap();
            let data = data.borrow();
            data.secret.is_some()
        };
        creds.iter().filter(has_secret).count()
    }

    fn save(&self, home: &Home, tokens: &Tokens) {
        let keyring = self.keyring();
        Shelf::new(home, &keyring, ISSUER, CLIENT)
            .save(tokens)
            .unwrap();
    }

    fn load(&self, home: &Home) -> Option<u64> {
        let keyring = self.keyring();
        let loaded = Shelf::new(home, &keyring, ISSUER, CLIENT).load().unwrap();
        loaded.as_ref().map(number)
    }

    fn kept(&self, home: &Home) -> Kept {
        let keyring = self.keyring();
        Shelf::new(home, &keyring, ISSUER, CLIENT)
            .where_kept()
            .unwrap()
    }
}

fn file(home: &Home, ending: &str) -> std::path::PathBuf {
    home.file(&format!("tokens-e079194d.{ending}"))
}

fn all_text(home: &Home) -> String {
    let files = fs::read_dir(home.path()).unwrap();
    files
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn what_is_saved_is_loaded_and_the_disk_does_not_show_it() {
    let (_folder, home) = home();
    let machine = Machine::new();
    assert_eq!(machine.load(&home), None);
    assert_eq!(machine.kept(&home), Kept::Nowhere);
    machine.save(&home, &tokens());
    let keyring = machine.keyring();
    let shelf = Shelf::new(&home, &keyring, ISSUER, CLIENT);
    assert!(shelf.load().unwrap().unwrap() == tokens());
    assert_eq!(shelf.where_kept().unwrap(), Kept::Keyring);
    let text = all_text(&home);
    for secret in SECRETS.into_iter().chain(["ann@acme.example"]) {
        assert!(!text.contains(secret), "{secret}");
    }
    for (issuer, client) in [(ISSUER, "other"), ("https://other.example", CLIENT)] {
        let other = Shelf::new(&home, &keyring, issuer, client);
        assert!(other.load().unwrap().is_none());
    }
}

#[test]
fn each_save_is_sealed_anew_under_one_key() {
    let (_folder, home) = home();
    let machine = Machine::new();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        machine.save(&home, &tokens());
        let text = fs::read_to_string(file(&home, "sealed")).unwrap();
        let sealed: serde_json::Value = serde_json::from_str(&text).unwrap();
        seen.insert(sealed["nonce"].to_string());
        seen.insert(sealed["sealed"].to_string());
    }
    assert_eq!((seen.len(), machine.keys()), (40, 1));
}

#[test]
fn without_a_keyring_a_private_file_has_them_and_says_why() {
    let (_folder, home) = home();
    let machine = Machine::new();
    machine.turn(ABSENT);
    machine.save(&home, &numbered(1));
    assert_eq!(machine.load(&home), Some(1));
    let Kept::File { why } = machine.kept(&home) else {
        panic!("there is no keyring");
    };
    assert_eq!(why.cause.as_deref(), Some("no D-Bus"));
    assert!(!file(&home, "sealed").exists());
}

#[test]
fn the_keyring_takes_them_over_when_it_comes() {
    let (_folder, home) = home();
    let machine = Machine::new();
    machine.turn(ABSENT);
    machine.save(&home, &numbered(1));
    machine.turn(WORKS);
    assert_eq!(machine.load(&home), Some(1));
    machine.save(&home, &numbered(2));
    assert_eq!(machine.kept(&home), Kept::Keyring);
    assert!(!file(&home, "json").exists());
    assert_eq!(machine.load(&home), Some(2));
}

#[test]
fn a_keyring_that_is_gone_is_said_and_nothing_is_lost() {
    for state in [LOCKED, ABSENT, MUTE] {
        let (_folder, home) = home();
        let machine = Machine::new();
        machine.save(&home, &numbered(1));
        machine.turn(state);
        let keyring = machine.keyring();
        let shelf = Shelf::new(&home, &keyring, ISSUER, CLIENT);
        let stop = shelf.load().err().unwrap();
        assert_eq!(stop.exit, Exit::LoginNeeded);
        assert!(stop.message.contains("keyring"), "{}", stop.message);
        assert!(stop.hint.unwrap().contains("bedrock-auth login"));
        machine.turn(WORKS);
        assert_eq!(machine.load(&home), Some(1), "nothing was moved");

        // A sign-in meanwhile is the newer one, also when the keyring is back.
        machine.turn(state);
        machine.save(&home, &numbered(2));
        assert_eq!(machine.load(&home), Some(2));
        assert!(matches!(machine.kept(&home), Kept::File { .. }));
        machine.turn(WORKS);
        assert_eq!(machine.load(&home), Some(2));
        machine.save(&home, &numbered(3));
        assert_eq!(machine.load(&home), Some(3));
        assert_eq!(machine.kept(&home), Kept::Keyring);
        assert_eq!(machine.keys(), 1);
    }
}

#[test]
fn a_keyring_that_does_not_answer_is_asked_once() {
    let (_folder, home) = home();
    let machine = Machine::new();
    machine.turn(MUTE);
    let keyring = machine.keyring();
    let shelf = Shelf::new(&home, &keyring, ISSUER, CLIENT);
    shelf.save(&numbered(1)).unwrap();
    let began = Instant::now();
    for number in 2..50 {
        shelf.save(&numbered(number)).unwrap();
    }
    assert!(began.elapsed() < PATIENCE, "49 times {PATIENCE:?}");
    let Kept::File { why } = shelf.where_kept().unwrap() else {
        panic!("it does not answer");
    };
    assert!(why.what.contains("has not answered"), "{why}");
}

#[test]
fn what_can_never_be_opened_is_set_aside() {
    let machine = Machine::new();
    let spoilt = |spoil: &dyn Fn(&mut serde_json::Value)| {
        let (folder, home) = home();
        machine.save(&home, &numbered(1));
        let text = fs::read_to_string(file(&home, "sealed")).unwrap();
        let mut sealed = serde_json::from_str(&text).unwrap();
        spoil(&mut sealed);
        fs::write(file(&home, "sealed"), sealed.to_string()).unwrap();
        assert_eq!(machine.load(&home), None, "{sealed}");
        assert!(file(&home, "sealed.unreadable-1").exists());
        machine.save(&home, &numbered(2));
        assert_eq!(machine.load(&home), Some(2));
        drop(folder);
    };
    spoilt(&|sealed| sealed["key"] = "0123456789abcdef".into());
    spoilt(&|sealed| sealed["sequence"] = 7.into());
    spoilt(&|sealed| sealed["nonce"] = "AAAAAAAAAAAAAAAA".into());
    spoilt(&|sealed| sealed["nonce"] = "?".into());
    spoilt(&|sealed| sealed["sealed"] = "".into());
    spoilt(&|sealed| sealed["version"] = 2.into());
    spoilt(&|sealed| *sealed = serde_json::Value::Null);

    // Another client's file in our place.
    let (_folder, home) = home();
    let keyring = machine.keyring();
    let other = Shelf::new(&home, &keyring, ISSUER, "other");
    let theirs = Tokens {
        client_id: "other".into(),
        ..numbered(5)
    };
    other.save(&theirs).unwrap();
    let theirs = fs::read_dir(home.path()).unwrap().next().unwrap().unwrap();
    fs::rename(theirs.path(), file(&home, "sealed")).unwrap();
    assert_eq!(machine.load(&home), None);
}

/// Killed after the sealed file was written and before the plain one was taken away, and the other way.
#[test]
fn of_two_files_the_later_one_counts() {
    let (_folder, home) = home();
    let machine = Machine::new();
    machine.turn(ABSENT);
    machine.save(&home, &numbered(1));
    let plain = fs::read(file(&home, "json")).unwrap();
    machine.turn(WORKS);
    machine.save(&home, &numbered(2));
    fs::write(file(&home, "json"), &plain).unwrap();
    assert_eq!(machine.load(&home), Some(2));
    assert_eq!(machine.kept(&home), Kept::Keyring);
    machine.turn(LOCKED);
    let keyring = machine.keyring();
    let load = Shelf::new(&home, &keyring, ISSUER, CLIENT).load();
    assert!(load.is_err(), "the plain file's refresh token may be spent");
    machine.turn(WORKS);
    machine.save(&home, &numbered(3));
    assert_eq!(machine.load(&home), Some(3));
    assert!(!file(&home, "json").exists());
}

#[test]
fn nothing_is_left_of_what_is_removed() {
    let (_folder, home) = home();
    let machine = Machine::new();
    machine.save(&home, &numbered(1));
    fs::write(file(&home, "sealed"), "{").unwrap();
    assert_eq!(machine.load(&home), None);
    machine.save(&home, &numbered(2));
    machine.turn(ABSENT);
    machine.save(&home, &numbered(3));
    machine.turn(WORKS);
    let left = home.file(".tokens-e079194d.json.4242-0123456789abcdef.tmp");
    fs::write(left, SECRETS[3]).unwrap();
    let keyring = machine.keyring();
    let other = Shelf::new(&home, &keyring, ISSUER, "other");
    let theirs = Tokens {
        client_id: "other".into(),
        ..numbered(5)
    };
    other.save(&theirs).unwrap();
    let keys = machine.keys();
    Shelf::new(&home, &keyring, ISSUER, CLIENT)
        .remove()
        .unwrap();
    assert_eq!(machine.load(&home), None);
    assert_eq!(machine.keys(), keys - 1);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    assert!(other.load().unwrap().unwrap() == theirs);
}

/// One was sealed before the keyring went away, the other came since; both still open the door.
#[test]
fn whoever_signs_out_of_all_finds_all() {
    let (_folder, home) = home();
    let machine = Machine::new();
    machine.save(&home, &numbered(1));
    machine.turn(ABSENT);
    machine.save(&home, &numbered(2));
    machine.turn(WORKS);
    let keyring = machine.keyring();
    let theirs = Tokens {
        client_id: "other".into(),
        ..numbered(3)
    };
    let other = Shelf::new(&home, &keyring, ISSUER, "other");
    other.save(&theirs).unwrap();
    let found = |(held, failed): (Vec<Held>, Vec<_>)| {
        let token = |one: &Held| (one.client_id.clone(), one.refresh_token.reveal().to_owned());
        let mut tokens: Vec<_> = held.iter().map(token).collect();
        tokens.sort();
        (tokens, failed.len())
    };
    let token = |client: &str, number| (client.to_owned(), format!("{}-{number}", SECRETS[3]));
    assert_eq!(
        found(held(&home, &keyring, None)),
        (
            vec![token(CLIENT, 1), token(CLIENT, 2), token("other", 3)],
            0
        )
    );
    machine.turn(LOCKED);
    let keyring = machine.keyring();
    assert_eq!(
        found(held(&home, &keyring, None)),
        (vec![token(CLIENT, 2)], 2)
    );

    // Of an earlier release, which did not write down whose they are.
    machine.turn(WORKS);
    let text = fs::read_to_string(file(&home, "sealed")).unwrap();
    let mut sealed: serde_json::Value = serde_json::from_str(&text).unwrap();
    sealed.as_object_mut().unwrap().remove("owner").unwrap();
    fs::write(file(&home, "sealed"), sealed.to_string()).unwrap();
    let keyring = machine.keyring();
    let last = Some((ISSUER, CLIENT));
    assert_eq!(found(held(&home, &keyring, last)).0.len(), 3);
    assert_eq!(found(held(&home, &keyring, None)).0.len(), 2);
}

/// A keyring that swallows what it is given.
#[test]
fn a_keyring_that_forgets_is_not_trusted() {
    let (_folder, home) = home();
    let keyring = Keyring::new(|| Ok(mock::Store::new()? as Arc<CredentialStore>), PATIENCE);
    let shelf = Shelf::new(&home, &keyring, ISSUER, CLIENT);
    shelf.save(&numbered(1)).unwrap();
    assert_eq!(shelf.load().unwrap().as_ref().map(number), Some(1));
    assert!(matches!(shelf.where_kept().unwrap(), Kept::File { .. }));
}
