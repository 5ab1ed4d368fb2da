//! `bedrock-auth login`

use std::time::Duration;

use crate::cache::lock::Lock;
use crate::cli::{self, Way};
use crate::context::Context;
use crate::report;
use crate::session::{self, LOCK, SignIn};
use crate::sign_in::{self, Asked, By, Ended};
use crate::stop::{Exit, Stop};

/// A sign-in whose process was killed is begun once more, not again and again.
const MOST_SIGN_INS: u32 = 2;
const MOST_ENDED: u32 = 10;
/// A refresh and an exchange of another process.
const OTHERS: Duration = Duration::from_secs(60);

pub fn run(args: &cli::Login) -> Result<Exit, Stop> {
    let context = Context::new(&args.who)?;
    let at_hand = args
        .if_needed
        .then(|| session::credentials(&context, SignIn::Never));
    let entry = match at_hand {
        Some(Err(stop)) if stop.exit != Exit::LoginNeeded => return Err(stop),
        Some(Ok(entry)) => entry,
        Some(Err(_)) | None => {
            sign_in(&context, args)?;
            session::credentials(&context, SignIn::Never)?
        }
    };
    if args.json {
        report::json(&report::person::json(&entry, None));
    } else {
        report::out(&report::person::signed_in(&entry, context.now));
    }
    Ok(Exit::Done)
}

fn sign_in(context: &Context, args: &cli::Login) -> Result<(), Stop> {
    let asked = Asked {
        way: match (args.device, args.print_url) {
            (true, _) => Way::Device,
            (_, true) => Way::PrintUrl,
            _ => Way::Auto,
        },
        by: By::Person,
    };
    let mut begun = 1;
    loop {
        let lock = match args.if_needed {
            true => Lock::take(&context.home.file(LOCK), OTHERS)?,
            false => with_none_running(context)?,
        };
        let joined = sign_in::join(context, asked)?;
        drop(lock);
        match joined.wait(&context.home, &mut report::sign_in::show)? {
            Ended::SignedIn => return Ok(()),
            Ended::Vanished if args.if_needed && begun < MOST_SIGN_INS => begun += 1,
            Ended::Vanished | Ended::Cancelled => {
                return Err(Stop::new(
                    Exit::LoginNeeded,
                    "could not sign in: another sign-in took the place of this one",
                ));
            }
        }
    }
}

/// Whoever asks once more has lost the tab of before, or wants another way. Programs that wait for
/// credentials may begin one in between: it is ended as well.
fn with_none_running(context: &Context) -> Result<Lock, Stop> {
    for _ in 0..MOST_ENDED {
        sign_in::end_running(&context.home)?;
        let lock = Lock::take(&context.home.file(LOCK), OTHERS)?;
        if !sign_in::is_running(&context.home)? {
            return Ok(lock);
        }
    }
    Err(Stop::new(
        Exit::LoginNeeded,
        "could not sign in: other programs begin a sign-in again and again",
    )
    .hint("end the programs that ask for credentials, then run `bedrock-auth login`"))
}
