//! A fetched document on this machine, and what is known of the fetching.
//!
//! They are two files: the document's is touched only when the document changes, so that credentials that
//! were routed by it stay valid when the server says that it is still the same.

use std::path::PathBuf;

use bedrock_routing::{LARGEST, Routes};
use serde::{Deserialize, Serialize};

use super::file::parse;
use crate::cache::{memo, private};
use crate::clock::Moment;
use crate::entry::fnv1a;
use crate::home::Home;
use crate::stop::Stop;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fetching {
    pub address: String,
    /// The server's name for what is kept.
    pub etag: Option<String>,
    /// When the server last said what the document is.
    pub checked: Option<Moment>,
    /// When it was last asked, whatever became of it.
    pub tried: Option<Moment>,
}

pub struct Place<'a> {
    home: &'a Home,
    stem: String,
}

impl<'a> Place<'a> {
    pub fn of(home: &'a Home, address: &str) -> Self {
        let stem = format!("routes-{:016x}", fnv1a(address.as_bytes()));
        Self { home, stem }
    }

    pub fn path(&self) -> PathBuf {
        self.home.file(&format!("{}.json", self.stem))
    }

    /// None also where it is of no use any more; then it is set aside.
    pub fn document(&self) -> Result<Option<Routes>, Stop> {
        let path = self.path();
        let Some(bytes) = private::read_up_to(&path, LARGEST as u64)? else {
            return Ok(None);
        };
        match parse(&bytes, &self.stem) {
            Ok(routes) => Ok(Some(routes)),
            Err(_) => private::set_aside(&path).map(|()| None),
        }
    }

    pub fn keep(&self, document: &[u8]) -> Result<(), Stop> {
        private::write(&self.path(), document)
    }

    pub fn fetching(&self, address: &str) -> Fetching {
        memo::read(self.home, &self.memo())
            .filter(|memo: &Fetching| memo.address == address)
            .unwrap_or_else(|| Fetching {
                address: address.to_owned(),
                ..Fetching::default()
            })
    }

    pub fn remember(&self, fetching: &Fetching) {
        memo::write(self.home, &self.memo(), fetching);
    }

    fn memo(&self) -> String {
        format!("{}.fetched.json", self.stem)
    }
}
