//! `bedrock-auth uninstall`

use std::time::Duration;

use crate::cache::{self, lock::Lock, private};
use crate::cli;
use crate::home::Home;
use crate::install::record::{self, Record};
use crate::install::steps::{Fate, TakenBack, take_back};
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
    let record = Record::read(&home)?;
    let mut taken = Vec::new();
    for written in record.files.iter().rev() {
        let back = take_back(&home, written)?;
        // A copy that says no more than the file does is needed no longer.
        if let (Some(copy), Fate::AsBefore | Fate::Removed) = (&written.before, back.fate) {
            private::remove(&home.file(record::COPIES).join(copy))?;
        }
        taken.push(back);
    }
    private::remove(&home.file(record::FILE))?;
    if args.all {
        forget(&home)?;
    }
    let left = taken.iter().any(|back: &TakenBack| !back.left.is_empty());
    report::install::uninstalled(&taken, args.all, args.json);
    Ok(if left { Exit::Failed } else { Exit::Done })
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
