//! Bills that were asked for already, one file for each month and way of dividing it. What is not
//! readable, or not of this question, is as if it were not there.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::aws::BillBy;
use crate::command::whole_file::{Readers, write};
use crate::model::{AccountId, Day, Month, Usd};
use crate::plan::digest;
use crate::plan::spend::{ByAccount, is_settled};

const VERSION: u32 = 1;
/// How long the figures of a month are good that AWS still changes: it does a few times a day.
const FRESH: u64 = 6 * 3600;
/// Clocks may disagree by so much.
const SKEW: u64 = 300;

#[derive(Debug, Clone)]
pub struct Kept {
    folder: Option<PathBuf>,
}

pub struct Query<'a> {
    pub payer: Option<&'a AccountId>,
    pub accounts: &'a BTreeSet<AccountId>,
    pub month: Month,
    pub by: BillBy,
}

pub struct Recalled {
    pub bill: ByAccount,
    /// In seconds; none when AWS will not change the figures any more.
    pub age: Option<u64>,
}

/// Amounts in millionths, so that what comes back is what was asked for.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    asked_at: u64,
    payer: Option<AccountId>,
    accounts: BTreeSet<AccountId>,
    month: Month,
    by: String,
    micros: BTreeMap<AccountId, BTreeMap<String, i64>>,
}

impl Kept {
    /// Where the user's own programs keep what they can do without.
    pub fn of_user() -> Self {
        let set = |name| env::var_os(name).filter(|value: &OsString| !value.is_empty());
        let base = if cfg!(windows) {
            set("LOCALAPPDATA").map(PathBuf::from)
        } else {
            let xdg = set("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || Some(PathBuf::from(set("HOME")?).join(".cache"));
            xdg.filter(|path| path.is_absolute()).or_else(home)
        };
        Self {
            folder: base.map(|base| base.join("bedrock-org")),
        }
    }

    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
        }
    }

    pub fn nowhere() -> Self {
        Self { folder: None }
    }

    pub fn recall(&self, query: &Query<'_>, now: u64) -> Option<Recalled> {
        let bytes = fs::read(self.file(query)?).ok()?;
        let written: Written = serde_json::from_slice(&bytes).ok()?;
        if !query.is_answered_by(&written) || written.asked_at > now + SKEW {
            return None;
        }
        let age = now.saturating_sub(written.asked_at);
        let settled = is_settled(query.month, Day::of(written.asked_at));
        if !settled && age >= FRESH {
            return None;
        }
        let usd = |lines: BTreeMap<String, i64>| {
            let lines = lines.into_iter();
            lines
                .map(|(name, micros)| (name, Usd::micros(micros)))
                .collect()
        };
        let bill = written.micros.into_iter();
        Some(Recalled {
            bill: bill.map(|(account, lines)| (account, usd(lines))).collect(),
            age: (!settled).then_some(age),
        })
    }

    /// A report is none the worse where nothing can be kept.
    pub fn keep(&self, query: &Query<'_>, now: u64, bill: &ByAccount) {
        let Some(file) = self.file(query) else {
            return;
        };
        let micros = |lines: &BTreeMap<String, Usd>| {
            let lines = lines.iter();
            lines
                .map(|(name, usd)| (name.clone(), usd.as_micros()))
                .collect()
        };
        let written = Written {
            version: VERSION,
            asked_at: now,
            payer: query.payer.cloned(),
            accounts: query.accounts.clone(),
            month: query.month,
            by: query.word().to_owned(),
            micros: bill
                .iter()
                .map(|(account, lines)| (account.clone(), micros(lines)))
                .collect(),
        };
        let folder = file.parent().map(fs::create_dir_all);
        if let (Some(Ok(())), Ok(text)) = (folder, serde_json::to_string(&written)) {
            let _ = write(&file, &text, Readers::Owner);
        }
    }

    fn file(&self, query: &Query<'_>) -> Option<PathBuf> {
        let ids = query.accounts.iter().map(AccountId::as_str);
        let payer = query.payer.map_or("", AccountId::as_str);
        let digest = digest::sha256(std::iter::once(payer).chain(ids));
        let short = digest.get(..16)?;
        let name = format!("bill-{}-{}-{short}.json", query.month, query.word());
        Some(self.folder.as_ref()?.join(name))
    }
}

impl Query<'_> {
    fn word(&self) -> &'static str {
        match self.by {
            BillBy::Service => "service",
            BillBy::Person => "person",
        }
    }

    fn is_answered_by(&self, written: &Written) -> bool {
        let Written {
            version,
            asked_at: _,
            payer,
            accounts,
            month,
            by,
            micros: _,
        } = written;
        *version == VERSION
            && payer.as_ref() == self.payer
            && accounts == self.accounts
            && *month == self.month
            && by == self.word()
    }
}
