//! The tokens as they are, in a private file.

use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Tokens, VERSION};
use crate::cache::keyring::Unavailable;
use crate::cache::recover::read_or_set_aside;
use crate::stop::Stop;

#[derive(Serialize, Deserialize)]
pub(super) struct Plain {
    version: u32,
    pub(super) sequence: u64,
    /// Why no keyring has them.
    why: String,
    #[serde(default)]
    cause: Option<String>,
    pub(super) tokens: Tokens,
}

impl Plain {
    pub(super) fn new(sequence: u64, why: Unavailable, tokens: Tokens) -> Self {
        let Unavailable { what, cause } = why;
        Self {
            version: VERSION,
            sequence,
            why: what,
            cause,
            tokens,
        }
    }

    pub(super) fn why(self) -> Unavailable {
        Unavailable {
            what: self.why,
            cause: self.cause,
        }
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Stop> {
        super::to_json(self)
    }
}

pub(super) fn read(path: &Path) -> Result<Option<Plain>, Stop> {
    read_or_set_aside(path, |text| {
        let plain = serde_json::from_slice::<Plain>(text).ok()?;
        (plain.version == VERSION).then_some(plain)
    })
}
