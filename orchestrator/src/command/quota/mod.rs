//! `bedrock-org quota status`: how requests for higher quotas stand, and what to do about them.

mod following;

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::cli;
use crate::plan::quota_status::{QuotaStatus, State, pause, turns};
use crate::report::quota_status::{Follow, News};
use crate::report::{self, Style};

use super::interrupt::asked_to_stop;
use super::{Exit, Stop, plan_file, session};

pub use following::{Following, Looked};

pub async fn run(args: &cli::QuotaStatus, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let quiet = Style {
        live: style.live && !args.json,
        ..style
    };
    let stop = CancellationToken::new();
    if args.wait || args.watch {
        let asked = stop.clone();
        tokio::spawn(async move {
            asked_to_stop().await;
            asked.cancel();
        });
        tokio::task::yield_now().await;
    }
    let connection = session::environment();
    let mut following = tokio::select! {
        biased;
        () = stop.cancelled() => return Ok(if args.wait { Exit::Pending } else { Exit::Done }),
        following = Following::start(&connection, &file.intent, quiet) => following?,
    };
    let say = |status: &QuotaStatus, exit: Exit| {
        if args.json {
            let json = report::quota_status::json(status, &file.name, exit.code());
            report::json_line(&json);
        } else {
            let text = report::quota_status::text(status, &file.name, args.all, style);
            report::out(&text);
        }
    };
    let status = following.status();
    if args.wait {
        let show = Follow::on_err(style.of_errors());
        let (status, decided) = followed(args, &mut following, (&show, &stop), || ()).await?;
        let exit = ending(&status, decided);
        say(&status, exit);
        return Ok(exit);
    }
    if args.watch {
        let show = Follow::on_out(args.json, style);
        let begin = || say(&status, Exit::Done);
        let (last, _) = followed(args, &mut following, (&show, &stop), begin).await?;
        // Whoever reads has seen it come.
        if args.json {
            say(&last, Exit::Done);
        }
        return Ok(Exit::Done);
    }
    let exit = match is_known(&status) {
        true => Exit::Done,
        false => Exit::Partly,
    };
    say(&status, exit);
    Ok(exit)
}

/// Until AWS has decided, or somebody asks to stop: from the first word on, which `begin` says.
async fn followed(
    args: &cli::QuotaStatus,
    following: &mut Following<'_>,
    (show, stop): (&Follow, &CancellationToken),
    begin: impl FnOnce(),
) -> Result<(QuotaStatus, bool), Stop> {
    begin();
    let how = How {
        every: args.every,
        timeout: args.timeout,
        stop,
    };
    let (status, decided) = follow(following, how, &|news| show.tell(news)).await?;
    show.end(&status, decided);
    Ok((status, decided))
}

pub struct How<'a> {
    pub every: Option<Duration>,
    pub timeout: Option<Duration>,
    pub stop: &'a CancellationToken,
}

/// Looks again and again, until AWS has decided all that is open, the time is over, or somebody asks to
/// stop. And whether AWS has decided all.
pub async fn follow(
    following: &mut Following<'_>,
    how: How<'_>,
    tell: &dyn Fn(News<'_>),
) -> Result<(QuotaStatus, bool), Stop> {
    let How {
        every,
        timeout,
        stop,
    } = how;
    following.heed(stop);
    let mut status = following.status();
    let began = status.now;
    let mut unanswered = 0;
    tell(News::Begin(&status));
    while status.is_under_way() {
        let gone = Duration::from_secs(u64::try_from(following.now() - began).unwrap_or(0));
        let left = timeout.map_or(Duration::MAX, |most| most.saturating_sub(gone));
        let rest = every.unwrap_or_else(|| pause(&status)).min(left);
        if left.is_zero() || !following.rested(rest).await {
            return Ok((status, false));
        }
        let left = left.saturating_sub(rest).max(LAST_LOOK);
        let Looked { any, failed } = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok((status, false)),
            looked = following.look_again(&status) => looked,
            () = tokio::time::sleep(left) => return Ok((status, false)),
        };
        unanswered = if any { 0 } else { unanswered + 1 };
        if let Some(gap) = failed {
            if unanswered >= MOST_UNANSWERED {
                let error = format!("could not follow the requests: {}", gap.cause);
                return Err(Stop::failed(error).hint(gap.hint));
            }
            tell(News::Unanswered(&gap));
        }
        let next = following.status();
        tell(News::Turns(&turns(&status, &next), &next));
        status = next;
    }
    Ok((status, true))
}

/// The last look is when the time is over, and may take as long itself.
const LAST_LOOK: Duration = Duration::from_secs(30);

/// Networks fail, and sessions end for good: after so many times in a row nobody waits on.
const MOST_UNANSWERED: u32 = 5;

/// A quota that is too small is news, not a failure; what could not be read may be either.
fn is_known(status: &QuotaStatus) -> bool {
    status.unread.is_empty() && status.count(State::Unread) == 0
}

/// Of waiting: a script goes on where every account has what it should.
pub fn ending(status: &QuotaStatus, decided: bool) -> Exit {
    match decided {
        false => Exit::Pending,
        true if is_known(status) && status.rows.iter().all(|row| row.state.is_well()) => Exit::Done,
        true => Exit::Partly,
    }
}
