//! The tokens of a sign-in: sealed, with the key in the operating system's keyring; where there is no
//! keyring, in a private file as they are.
//!
//! Both files may be there: a keyring came after the first sign-in, or could not be asked at the last.
//! Each carries the number of its saving, and the higher one counts. A save writes one file whole, and
//! only then takes away what it replaces, so that who is killed leaves the old tokens or the new.

mod held;
mod plain;
mod sealed;

use std::fs;
use std::path::PathBuf;

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

pub use self::held::{Held, held};
use self::plain::Plain;
use self::sealed::{Opened, Sealed};
use super::keyring::{Keyring, Unavailable};
use super::private;
use crate::home::Home;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Tokens {
    pub issuer: String,
    pub client_id: String,
    pub id_token: Secret,
    pub refresh_token: Option<Secret>,
    pub identity: Identity,
    /// Whether the provider gives another refresh token each time, as far as it has been seen.
    pub rotates: Option<bool>,
    /// A refresh was begun and its end is not known: set before a refresh token is sent, cleared when
    /// any answer came.
    pub spending: bool,
}

/// Where tokens are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    Nowhere,
    Keyring,
    File { why: Unavailable },
}

pub fn load(home: &Home, issuer: &str, client_id: &str) -> Result<Option<Tokens>, Stop> {
    Shelf::of_this_machine(home, issuer, client_id).load()
}

pub fn save(home: &Home, tokens: &Tokens) -> Result<(), Stop> {
    Shelf::of_this_machine(home, &tokens.issuer, &tokens.client_id).save(tokens)
}

pub fn remove(home: &Home, issuer: &str, client_id: &str) -> Result<(), Stop> {
    Shelf::of_this_machine(home, issuer, client_id).remove()
}

/// Whoever's they are. Says what could not be removed; the rest is.
pub fn remove_each(home: &Home) -> Vec<Stop> {
    forget(home, Keyring::of_this_machine(), PREFIX)
}

pub fn where_kept(home: &Home, issuer: &str, client_id: &str) -> Result<Kept, Stop> {
    Shelf::of_this_machine(home, issuer, client_id).where_kept()
}

/// The place of one client's tokens.
pub struct Shelf<'a> {
    home: &'a Home,
    keyring: &'a Keyring,
    issuer: &'a str,
    client_id: &'a str,
    name: String,
}

impl<'a> Shelf<'a> {
    fn of_this_machine(home: &'a Home, issuer: &'a str, client_id: &'a str) -> Self {
        Self::new(home, Keyring::of_this_machine(), issuer, client_id)
    }

    pub fn new(home: &'a Home, keyring: &'a Keyring, issuer: &'a str, client_id: &'a str) -> Self {
        let hash = digest(&SHA256, format!("{issuer}\0{client_id}").as_bytes());
        let hex: String = hash.as_ref()[..4]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            home,
            keyring,
            issuer,
            client_id,
            name: format!("{PREFIX}{hex}"),
        }
    }

    /// Tokens that can never be read again are set aside and count as none; those that cannot be read
    /// now are an error.
    pub fn load(&self) -> Result<Option<Tokens>, Stop> {
        let (plain, sealed) = self.both()?;
        let Some(sealed) = sealed else {
            return Ok(plain.map(|plain| plain.tokens));
        };
        if let Some(plain) = &plain
            && plain.sequence > sealed.sequence
        {
            return Ok(Some(plain.tokens.clone()));
        }
        match sealed.open(self.keyring, self.issuer, self.client_id) {
            Ok(Opened::Tokens(tokens)) => Ok(Some(*tokens)),
            Ok(Opened::Never) => {
                private::set_aside(&self.sealed_file())?;
                Ok(plain.map(|plain| plain.tokens))
            }
            Err(unavailable) => Err(locked_away(&unavailable)),
        }
    }

    pub fn save(&self, tokens: &Tokens) -> Result<(), Stop> {
        let (plain, sealed) = self.both()?;
        let before = plain.as_ref().map(|plain| plain.sequence);
        let before = before.max(sealed.as_ref().map(|sealed| sealed.sequence));
        let sequence = before.map_or(1, |before| before.saturating_add(1));
        let text = to_json(tokens)?;
        match Sealed::seal(self.keyring, sealed.as_ref(), sequence, tokens, text) {
            Ok(sealed) => {
                private::write(&self.sealed_file(), &sealed.to_bytes()?)?;
                private::remove(&self.plain_file())
            }
            // What was sealed before stays, and counts for less.
            Err(why) => {
                let plain = Plain::new(sequence, why, tokens.clone());
                private::write(&self.plain_file(), &plain.to_bytes()?)
            }
        }
    }

    /// Also what was set aside, and the key.
    pub fn remove(&self) -> Result<(), Stop> {
        let failed = forget(self.home, self.keyring, &format!("{}.", self.name));
        failed.into_iter().next().map_or(Ok(()), Err)
    }

    pub fn where_kept(&self) -> Result<Kept, Stop> {
        Ok(match self.both()? {
            (None, None) => Kept::Nowhere,
            (Some(plain), None) => Kept::File { why: plain.why() },
            (Some(plain), Some(sealed)) if plain.sequence > sealed.sequence => {
                Kept::File { why: plain.why() }
            }
            (_, Some(_)) => Kept::Keyring,
        })
    }

    fn both(&self) -> Result<(Option<Plain>, Option<Sealed>), Stop> {
        let plain = plain::read(&self.plain_file())?;
        // Another client's that happens to have the same name.
        let plain = plain.filter(|plain| {
            plain.tokens.issuer == self.issuer && plain.tokens.client_id == self.client_id
        });
        Ok((plain, sealed::read(&self.sealed_file())?))
    }

    fn plain_file(&self) -> PathBuf {
        self.home.file(&format!("{}.json", self.name))
    }

    fn sealed_file(&self) -> PathBuf {
        self.home.file(&format!("{}.sealed", self.name))
    }
}

/// Also what was set aside, and what killed writers left.
fn forget(home: &Home, keyring: &Keyring, prefix: &str) -> Vec<Stop> {
    let mut failed = Vec::new();
    for entry in fs::read_dir(home.path()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let name = name.trim_start_matches('.');
        let is_one = name.starts_with(prefix) && is_of_tokens(name);
        if !is_one || entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let key = sealed::key_in(&entry.path());
        if let Err(stop) = private::remove(&entry.path()) {
            failed.push(stop);
            continue;
        }
        if let Some(key) = key {
            // Without the file it opens nothing.
            let _ = keyring.remove(&key);
        }
    }
    failed
}

/// `tokens-`, eight digits of a hash, and an ending.
fn is_of_tokens(name: &str) -> bool {
    let rest = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.split_once('.'));
    rest.is_some_and(|(hash, _)| {
        hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn locked_away(why: &Unavailable) -> Stop {
    Stop::new(
        Exit::LoginNeeded,
        format!("could not read your tokens from the keyring: {why}"),
    )
    .hint("unlock the keyring and try again, or sign in anew with `bedrock-auth login`")
}

/// Of the files' shape. A file of a later release reads as none and is set aside when it is replaced.
const VERSION: u32 = 1;
const PREFIX: &str = "tokens-";

fn to_json(value: &impl Serialize) -> Result<zeroize::Zeroizing<Vec<u8>>, Stop> {
    serde_json::to_vec(value)
        .map(zeroize::Zeroizing::new)
        .map_err(|_| Stop::failed("could not write the tokens: they are not JSON"))
}
