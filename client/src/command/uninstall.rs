//! `bedrock-auth uninstall`

use std::time::Duration;

use super::sign_out::{OTHERS, Revocation, SignedOut, sign_out};
use crate::cache::{kept, lock::Lock, private};
use crate::cli;
use crate::home::Home;
use crate::install::record::{self, Record, Written};
use crate::install::steps::{Failed, Fate, TakenBack, take_back};
use crate::report;
use crate::session::LOCK;
use crate::stop::{Exit, Stop};

const PATIENCE: Duration = Duration::from_secs(10);

pub fn run(args: &cli::Uninstall) -> Result<Exit, Stop> {
    let home = Home::from_environment()?;
    let _alone = Lock::take(&home.file("install.lock"), PATIENCE)?;
    let record = Record::read(&home)?;
    // First of all: afterwards nobody knows any more what there is to revoke.
    let signed_out = args.all.then(|| signed_out(&home));
    let (taken, failed) = take_all_back(&home, record)?;
    let forgotten = signed_out.map(|signed_out| forget(&home, signed_out));
    let left = taken.iter().any(|back: &TakenBack| !back.left.is_empty());
    report::install::uninstalled(&taken, &failed, forgotten.as_ref(), args.json);
    Ok(match left || !failed.is_empty() {
        true => Exit::Failed,
        false => forgotten.map_or(Exit::Done, |forgotten| forgotten.exit()),
    })
}

/// Whatever stands in the way of it, what `install` wrote is taken back.
fn signed_out(home: &Home) -> SignedOut {
    sign_out(home).unwrap_or_else(|stop| SignedOut {
        revocation: Revocation::Nothing,
        failed: vec![stop],
    })
}

fn forget(home: &Home, mut signed_out: SignedOut) -> SignedOut {
    match Lock::take(&home.file(LOCK), OTHERS) {
        Ok(_alone) => signed_out.failed.extend(kept::remove_each(home)),
        Err(stop) => signed_out.failed.push(stop),
    }
    signed_out.failed.extend(kept::remove_copies(home));
    signed_out
}

/// Every file by itself: what stands in the way of one is no reason to leave the others. Those that
/// could not be taken back stay written down, for the next time.
fn take_all_back(home: &Home, mut record: Record) -> Result<(Vec<TakenBack>, Vec<Failed>), Stop> {
    let (mut taken, mut failed, mut stay) = (Vec::new(), Vec::new(), Vec::new());
    for written in std::mem::take(&mut record.files).into_iter().rev() {
        match one_back(home, &written) {
            Ok(back) => taken.push(back),
            Err(stop) => {
                failed.push(Failed::new(&written.path, stop));
                stay.insert(0, written);
            }
        }
    }
    record.files = stay;
    if record.files.is_empty() {
        private::remove(&home.file(record::FILE))?;
    } else {
        record.write(home)?;
    }
    Ok((taken, failed))
}

fn one_back(home: &Home, written: &Written) -> Result<TakenBack, Stop> {
    let back = take_back(home, written)?;
    // A copy that says no more than the file does is needed no longer.
    if let (Some(copy), Fate::AsBefore | Fate::Removed) = (&written.before, back.fate) {
        private::remove(&home.file(record::COPIES).join(copy))?;
    }
    Ok(back)
}
