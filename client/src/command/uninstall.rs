//! `bedrock-auth uninstall`

use std::time::Duration;

use crate::cache::{self, lock::Lock, private};
use crate::cli;
use crate::home::Home;
use crate::install::record::{self, Record, Written};
use crate::install::steps::{Failed, Fate, TakenBack, take_back};
use crate::report;
use crate::session;
use crate::sign_in;
use crate::stop::{Exit, Stop};

const PATIENCE: Duration = Duration::from_secs(10);
/// Longer than a refresh and an exchange at their slowest.
const OTHERS: Duration = Duration::from_secs(60);

pub fn run(args: &cli::Uninstall) -> Result<Exit, Stop> {
    let home = Home::from_environment()?;
    let _alone = Lock::take(&home.file("install.lock"), PATIENCE)?;
    let (taken, failed) = take_all_back(&home, Record::read(&home)?)?;
    if args.all {
        forget(&home)?;
    }
    let left = taken.iter().any(|back: &TakenBack| !back.left.is_empty());
    report::install::uninstalled(&taken, &failed, args.all, args.json);
    Ok(match left || !failed.is_empty() {
        true => Exit::Failed,
        false => Exit::Done,
    })
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

/// What else this program keeps beside tokens and credentials.
const KEPT: [&str; 4] = [
    "settings.json",
    "provider.json",
    "attempts.json",
    "sign-in.json",
];

/// By name: the folder may hold what is somebody else's, such as an installer's routing document.
fn forget(home: &Home) -> Result<(), Stop> {
    sign_in::end_running(home)?;
    let _alone = Lock::take(&home.file(session::LOCK), OTHERS)?;
    cache::tokens::remove_all(home)?;
    cache::entries::remove_all(home)?;
    cache::identity::remove(home)?;
    for name in KEPT {
        private::remove(&home.file(name))?;
    }
    Ok(())
}
