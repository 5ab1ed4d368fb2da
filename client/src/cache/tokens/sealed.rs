//! The tokens under a key of the keyring's: AES-256-GCM, another nonce each time, and for one client alone.

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Tokens, VERSION};
use crate::cache::keyring::{Keyring, Unavailable};
use crate::cache::private;
use crate::cache::recover::read_or_set_aside;
use crate::stop::Stop;

const KEY: usize = 32;

#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    version: u32,
    pub(super) sequence: u64,
    /// The key's name in the keyring. Drawn, so that no two folders share one.
    pub(super) key: String,
    /// Whose they are, for who revokes them all. Earlier releases did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<Owner>,
    nonce: String,
    sealed: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Owner {
    pub(super) issuer: String,
    pub(super) client_id: String,
}

struct Key {
    name: String,
    bytes: Zeroizing<Vec<u8>>,
}

impl Key {
    const fn new(name: String, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { name, bytes }
    }
}

pub(super) enum Opened {
    Tokens(Box<Tokens>),
    /// The key is gone, or it is not what was sealed.
    Never,
}

impl Sealed {
    /// With the key of `before` where the keyring still has it.
    pub(super) fn seal(
        keyring: &Keyring,
        before: Option<&Self>,
        sequence: u64,
        tokens: &Tokens,
        mut text: Zeroizing<Vec<u8>>,
    ) -> Result<Self, Unavailable> {
        let known = match before {
            Some(before) => {
                key_of(keyring, &before.key)?.map(|bytes| Key::new(before.key.clone(), bytes))
            }
            None => None,
        };
        let key = match known {
            Some(known) => known,
            None => new_key(keyring)?,
        };
        let bound = bound(&tokens.issuer, &tokens.client_id, sequence, &key.name);
        let nonce = cipher(&key.bytes)
            .and_then(|cipher| cipher.seal_in_place_append_tag(bound, &mut *text).ok())
            .ok_or_else(|| Unavailable::new("the cipher does not work"))?;
        Ok(Self {
            version: VERSION,
            sequence,
            key: key.name,
            owner: Some(Owner {
                issuer: tokens.issuer.clone(),
                client_id: tokens.client_id.clone(),
            }),
            nonce: STANDARD.encode(nonce.as_ref()),
            sealed: STANDARD.encode(&*text),
        })
    }

    pub(super) fn open(
        &self,
        keyring: &Keyring,
        issuer: &str,
        client_id: &str,
    ) -> Result<Opened, Unavailable> {
        let Some(key) = key_of(keyring, &self.key)? else {
            return Ok(Opened::Never);
        };
        let tokens = self.opened(&key, issuer, client_id);
        Ok(tokens.map_or(Opened::Never, |tokens| Opened::Tokens(Box::new(tokens))))
    }

    fn opened(&self, key: &[u8], issuer: &str, client_id: &str) -> Option<Tokens> {
        let nonce = STANDARD.decode(&self.nonce).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
        let mut bytes = Zeroizing::new(STANDARD.decode(&self.sealed).ok()?);
        let bound = bound(issuer, client_id, self.sequence, &self.key);
        let text = cipher(key)?.open_in_place(nonce, bound, &mut bytes).ok()?;
        serde_json::from_slice(text).ok()
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Stop> {
        super::to_json(self)
    }
}

pub(super) fn read(path: &Path) -> Result<Option<Sealed>, Stop> {
    read_or_set_aside(path, |text| {
        let sealed = serde_json::from_slice::<Sealed>(text).ok()?;
        (sealed.version == VERSION).then_some(sealed)
    })
}

/// The key's name, whatever else is in the file.
pub(super) fn key_in(path: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        key: String,
    }
    let text = private::read(path).ok()??;
    let Named { key } = serde_json::from_slice(&text).ok()?;
    let is_drawn = key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_drawn.then_some(key)
}

fn key_of(keyring: &Keyring, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Unavailable> {
    let key = keyring.get(name)?.map(Zeroizing::new);
    Ok(key.filter(|key| key.len() == KEY))
}

/// Read back, since a keyring may take it and not give it.
fn new_key(keyring: &Keyring) -> Result<Key, Unavailable> {
    let mut name = [0; 8];
    let mut bytes = Zeroizing::new(vec![0; KEY]);
    aws_lc_rs::rand::fill(&mut name)
        .and_then(|()| aws_lc_rs::rand::fill(&mut bytes))
        .map_err(|_| Unavailable::new("there are no random numbers for a key"))?;
    let name = format!("{:016x}", u64::from_be_bytes(name));
    keyring.set(&name, &bytes)?;
    match key_of(keyring, &name)? {
        Some(read) if read == bytes => Ok(Key::new(name, bytes)),
        _ => Err(Unavailable::new("it does not give back what it was given")),
    }
}

fn cipher(key: &[u8]) -> Option<RandomizedNonceKey> {
    RandomizedNonceKey::new(&AES_256_GCM, key).ok()
}

/// For whom they are and what the file says of itself: nothing of another client's opens here.
fn bound(issuer: &str, client_id: &str, sequence: u64, key: &str) -> Aad<Vec<u8>> {
    let parts = format!("bedrock-auth tokens\0{VERSION}\0{issuer}\0{client_id}\0{sequence}\0{key}");
    Aad::from(parts.into_bytes())
}
