//! The tokens as they are, in a private file.

use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Tokens, VERSION};
use crate::cache::recover::read_or_set_aside;
use crate::stop::Stop;

#[derive(Serialize, Deserialize)]
pub(super) struct Plain {
    version: u32,
    pub(super) sequence: u64,
    /// Why no keyring has them.
    pub(super) why: String,
    pub(super) tokens: Tokens,
}

impl Plain {
    pub(super) fn new(sequence: u64, why: String, tokens: Tokens) -> Self {
        Self {
            version: VERSION,
            sequence,
            why,
            tokens,
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
