//! Credentials for a person, by the shortest way that works.
//!
//! One process at a time goes beyond the cached path, under `lock`; the others wait for it, look again, and
//! find what it kept.

use std::time::{Duration, SystemTime};

use crate::cache::lock::Lock;
use crate::cache::{entries, tokens};
use crate::cli::Way;
use crate::clock::Moment;
use crate::context::Context;
use crate::decide::{Verdict, decide};
use crate::entry::{Entry, Stamps, VERSION};
use crate::exchange::{self, Exchanged};
use crate::hit;
use crate::network::{self, Http};
use crate::oidc::Issuer;
use crate::report;
use crate::routes;
use crate::sign_in::{self, By, Ended};
use crate::stop::{Exit, Stop};

mod destination;
mod failure;
mod token;

use destination::Destination;
use token::Token;

pub const LOCK: &str = "lock";
/// The documents, a refresh and an exchange, at their slowest.
pub const LONGEST: Duration = Duration::from_secs(50);
/// Longer than another process's work.
const OTHERS: Duration = Duration::from_secs(60);
/// A sign-in whose process was killed is begun once more, not again and again.
const MOST_SIGN_INS: u32 = 2;
/// How long another sign-in takes to follow the one that it ended.
const SUCCESSION: Duration = Duration::from_millis(700);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    Allowed,
    Never,
}

/// What the work under the lock ends with, when it does not end with an error.
enum Worked {
    Ready(Box<Entry>),
    NeedsSignIn,
}

pub fn credentials(context: &Context, sign_in: SignIn) -> Result<Entry, Stop> {
    if let Some(entry) = hit::ready(&context.home, &context.slot, context.now) {
        return Ok(entry);
    }
    let mut begun = 0;
    let mut by = By::Program;
    loop {
        // A person may have taken minutes, or chosen another team meanwhile.
        let context = &context.anew()?;
        let waiting_since = SystemTime::now();
        let lock = Lock::take(&context.home.file(LOCK), OTHERS)?;
        if let Some(stop) = failure::heard(context, waiting_since) {
            return Err(stop);
        }
        if let Some(entry) = hit::ready(&context.home, &context.slot, context.now) {
            return Ok(entry);
        }
        match network::block_on(work(context)).flatten() {
            Ok(Worked::Ready(entry)) => return Ok(*entry),
            Ok(Worked::NeedsSignIn) if sign_in == SignIn::Never => return Err(login_needed()),
            Ok(Worked::NeedsSignIn) => {}
            Err(stop) => {
                failure::tell(context, &stop);
                return Err(stop);
            }
        }
        if begun == MOST_SIGN_INS {
            return Err(Stop::failed(
                "could not sign in: the sign-in ended and left no token that can be used",
            )
            .hint("run `bedrock-auth doctor`"));
        }
        begun += 1;
        let asked = sign_in::Asked { way: Way::Auto, by };
        let joined = sign_in::join(context, asked)?;
        drop(lock);
        match joined.wait(&context.home, &mut report::sign_in::show)? {
            Ended::SignedIn | Ended::Vanished => {}
            Ended::Cancelled => {
                // Somebody signed out, or signs in anew: that one may be joined, none is begun.
                std::thread::sleep(SUCCESSION);
                by = By::Waiter;
            }
        }
    }
}

fn login_needed() -> Stop {
    Stop::new(
        Exit::LoginNeeded,
        "could not get credentials: nobody is signed in",
    )
    .hint("run `bedrock-auth login`")
}

/// Refresh, route, exchange, cache. What is at hand serves where nobody can be reached and it still will.
async fn work(context: &Context) -> Result<Worked, Stop> {
    let at_hand = entries::read(&context.home, &context.slot)?;
    match in_time(Box::pin(renewed(context, at_hand.as_ref()))).await {
        // Read again: what leads elsewhere by now was thrown away meanwhile.
        Err(stop) if stop.exit == Exit::Offline => {
            match entries::read(&context.home, &context.slot)? {
                Some(entry) if still_serves(&entry) => Ok(Worked::Ready(Box::new(entry))),
                _ => Err(stop),
            }
        }
        other => other,
    }
}

/// Each answer comes in its own time, and others wait for the sum. What was cut off is found as after a
/// crash.
async fn in_time<T>(work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    tokio::time::timeout(LONGEST, work)
        .await
        .unwrap_or_else(|_| {
            let message = format!(
                "could not get credentials: the answers together took longer than {} s",
                LONGEST.as_secs()
            );
            Err(Stop::new(Exit::Offline, message)
                .hint("check the network and the VPN; then try again"))
        })
}

/// Even beyond what SDKs like: only for what has not changed since, by the time that it is now.
fn still_serves(entry: &Entry) -> bool {
    let unchanged = entry.stamps.routes.holds() && entry.stamps.settings.holds();
    unchanged && decide(Some(entry), Moment::now()) != Verdict::Obtain
}

async fn renewed(context: &Context, at_hand: Option<&Entry>) -> Result<Worked, Stop> {
    let loaded = routes::load(context, Http::from_environment).await?;
    report::warning(loaded.warning.as_deref());
    let issuer = Issuer::of(&loaded.routes);
    let Some(kept) = tokens::load(&context.home, &issuer.issuer, &issuer.client_id)? else {
        return Ok(Worked::NeedsSignIn);
    };
    let stamps = Stamps {
        routes: loaded.stamp.clone(),
        settings: context.settings_stamp.clone(),
    };
    let by_kept = destination::of(&loaded.routes, &kept.identity, context);
    if let (Some(entry), Ok(destination)) = (at_hand, &by_kept)
        && let Some(entry) = unmoved(entry, destination, &kept.identity.subject, &stamps, context)
    {
        entries::write(&context.home, &entry)?;
        return Ok(Worked::Ready(Box::new(entry)));
    }
    let http = Http::from_environment()?;
    let token = match token::fresh(context, &http, &issuer, kept).await? {
        Token::Fresh(tokens) => tokens,
        Token::None => return Ok(Worked::NeedsSignIn),
    };
    let destination = destination::of(&loaded.routes, &token.identity, context)?;
    let moved = |entry: &Entry| {
        entry.key != destination.key
            || entry.team != destination.team.name
            || entry.subject != token.identity.subject
    };
    if at_hand.is_some_and(moved) {
        entries::remove_all(&context.home)?;
    }
    let known = at_hand
        .filter(|entry| entry.key == destination.key && entry.subject == token.identity.subject)
        .and_then(|entry| entry.identity_id.as_deref());
    let session = token.identity.name();
    let Exchanged {
        credentials,
        identity_id,
    } = exchange::credentials(
        &http,
        destination.account,
        &token.id_token,
        known,
        session,
        context.now,
    )
    .await?;
    let entry = Entry {
        version: VERSION,
        slot: context.slot.clone(),
        stamps,
        key: destination.key.clone(),
        credentials,
        obtained: Moment::now(),
        subject: token.identity.subject.clone(),
        person: token.identity.name().to_owned(),
        team: destination.team.name.clone(),
        account_name: destination.account.name.clone(),
        region: destination.region().to_owned(),
        identity_id,
    };
    if let Err(stop) = entries::write(&context.home, &entry) {
        // They are good all the same; only the next call has to ask again.
        report::stop(&stop);
    }
    Ok(Worked::Ready(Box::new(entry)))
}

/// The routing document or the settings have changed, and for this person they still say the same.
fn unmoved(
    entry: &Entry,
    destination: &Destination<'_>,
    subject: &str,
    stamps: &Stamps,
    context: &Context,
) -> Option<Entry> {
    let same = entry.key == destination.key
        && entry.subject == subject
        && entry.team == destination.team.name
        && decide(Some(entry), context.now) == Verdict::Use;
    same.then(|| Entry {
        stamps: stamps.clone(),
        region: destination.region().to_owned(),
        ..entry.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::{Exit, LONGEST, OTHERS, Stop, in_time};

    #[tokio::test(start_paused = true)]
    async fn slow_answers_end_before_others_give_up_waiting() {
        let began = tokio::time::Instant::now();
        let never = std::future::pending::<Result<(), Stop>>();
        let stop = in_time(never).await.unwrap_err();
        assert_eq!(stop.exit, Exit::Offline);
        assert!(began.elapsed() < OTHERS);
        // Who signed in waits until several have been slow, one after the other.
        assert!(crate::sign_in::KEEPING > 3 * LONGEST);
    }
}
