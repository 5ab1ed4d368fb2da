//! Whatever a file says: nothing breaks, and no error repeats a secret.

use std::fs;
use std::path::Path;

use bedrock_auth::cache::keyring::Keyring;
use bedrock_auth::cache::tokens::Shelf;
use bedrock_auth::cache::{entries, identity, memo};
use bedrock_auth::entry::Slot;
use bedrock_auth::home::Home;
use bedrock_auth::stop::Stop;
use fastrand::Rng;
use tempfile::TempDir;

use super::samples::{CLIENT, ISSUER, SECRETS, entry, tokens};

const INPUTS: usize = 100_000;

/// Something like `good`, or nothing like it.
fn odd(rng: &mut Rng, good: &[u8]) -> Vec<u8> {
    if rng.u8(..10) == 0 {
        return (0..rng.usize(..200)).map(|_| rng.u8(..)).collect();
    }
    let mut bytes = good.to_vec();
    for _ in 0..rng.usize(1..4) {
        let length = bytes.len().max(1);
        let at = rng.usize(..length);
        match rng.u8(..6) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = rng.u8(..),
            2 => bytes.insert(at.min(bytes.len()), rng.u8(..)),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            4 => {
                let words: [&[u8]; 8] = [
                    b"null",
                    b"[]",
                    b"{}",
                    b"-1",
                    b"1e999",
                    b"\"\"",
                    b"\\ud800",
                    b"99999999999999999999",
                ];
                let word = words[rng.usize(..words.len())];
                let at = at.min(bytes.len());
                bytes.splice(at..at, word.iter().copied());
            }
            _ => {
                let end = rng.usize(at..=length).min(bytes.len());
                let piece = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.extend(piece);
            }
        }
    }
    bytes
}

fn silent(outcome: Result<(), Stop>) {
    if let Err(stop) = outcome {
        let told = format!("{} {:?}", stop.message, stop.hint);
        for secret in SECRETS {
            assert!(!told.contains(secret), "{told}");
        }
        panic!("every one of them is set aside: {told}");
    }
}

/// The file is put in place without our own writer, whose care would take minutes.
fn each(good: &[u8], seed: u64, mut check: impl FnMut(&[u8])) {
    let mut rng = Rng::with_seed(seed);
    for _ in 0..INPUTS {
        check(&odd(&mut rng, good));
    }
}

/// What was set aside goes at once: a hundred thousand of them would only fill the folder.
fn clear_aside(path: &Path) {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".unreadable-1");
    let _ = fs::remove_file(aside);
}

/// In memory where the machine has such a place: these tests write more than a disk likes.
fn home() -> (TempDir, Home) {
    let memory = Path::new("/dev/shm");
    let folder = match tempfile::tempdir_in(memory) {
        Ok(folder) => folder,
        Err(_) => tempfile::tempdir().unwrap(),
    };
    let home = Home::at(folder.path().join(".bedrock-auth"));
    (folder, home)
}

#[test]
fn credentials() {
    let (_folder, home) = home();
    entries::write(&home, &entry(None)).unwrap();
    let path = home.file("credentials/default.json");
    let good = fs::read(&path).unwrap();
    each(&good, 1, |bytes| {
        fs::write(&path, bytes).unwrap();
        silent(entries::read(&home, &Slot::default()).map(drop));
        clear_aside(&path);
    });
}

fn tokens_of(ending: &str, keyring: &Keyring, seed: u64) {
    let (_folder, home) = home();
    let shelf = Shelf::new(&home, keyring, ISSUER, CLIENT);
    shelf.save(&tokens()).unwrap();
    let path = home.file(&format!("tokens-e079194d.{ending}"));
    let good = fs::read(&path).unwrap();
    each(&good, seed, |bytes| {
        fs::write(&path, bytes).unwrap();
        silent(shelf.load().map(drop));
        clear_aside(&path);
    });
}

#[test]
fn tokens_as_they_are() {
    tokens_of("json", &Keyring::off("a test"), 2);
}

#[test]
fn sealed_tokens() {
    let store = keyring_core::mock::Store::new().unwrap();
    let open = move || Ok(store.clone() as std::sync::Arc<keyring_core::CredentialStore>);
    let keyring = Keyring::new(open, std::time::Duration::from_secs(20));
    tokens_of("sealed", &keyring, 3);
}

#[test]
fn who_is_signed_in_and_memos() {
    let (_folder, home) = home();
    identity::write(&home, &tokens().identity).unwrap();
    let path = home.file("identity.json");
    let good = fs::read(&path).unwrap();
    each(&good, 4, |bytes| {
        fs::write(&path, bytes).unwrap();
        drop(memo::read::<bedrock_auth::identity::Identity>(
            &home,
            "identity.json",
        ));
        silent(identity::read(&home).map(drop));
        clear_aside(&path);
    });
}
