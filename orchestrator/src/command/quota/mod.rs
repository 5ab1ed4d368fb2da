//! `bedrock-org quota status`: how requests for higher quotas stand, and what to do about them.

mod following;

use tokio_util::sync::CancellationToken;

use crate::cli;
use crate::plan::quota_status::{QuotaStatus, State, pause, turns};
use crate::report::quota_status::Follow;
use crate::report::{self, Style};

use super::interrupt::asked_to_stop;
use super::{Exit, Stop, plan_file, session};

pub use following::Following;

pub async fn run(args: &cli::QuotaStatus, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let quiet = Style {
        live: style.live && !args.json,
        ..style
    };
    let mut following = Following::start(&session::environment(), &file.intent, quiet).await?;
    let status = following.status();
    let say = |status: &QuotaStatus, exit: Exit| {
        if args.json {
            let json = report::quota_status::json(status, &file.name, exit.code());
            report::json_line(&json);
        } else {
            let text = report::quota_status::text(status, &file.name, args.all, style);
            report::out(&text);
        }
    };
    if !args.watch && !args.wait {
        let exit = if is_known(&status) {
            Exit::Done
        } else {
            Exit::Partly
        };
        say(&status, exit);
        return Ok(exit);
    }
    let show = match args.watch {
        true => {
            say(&status, Exit::Done);
            Follow::on_out(args.json, style)
        }
        false => Follow::on_err(style.of_errors()),
    };
    let stop = CancellationToken::new();
    let asked = stop.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        asked.cancel();
    });
    let how = How {
        every: args.every,
        timeout: args.timeout,
        show: &show,
        stop: &stop,
    };
    let (status, decided) = follow(&mut following, how).await?;
    let exit = match args.watch {
        true => Exit::Done,
        false => ending(&status, decided),
    };
    show.end(&status, decided);
    // Who watches has seen it come.
    if args.json || args.wait {
        say(&status, exit);
    }
    Ok(exit)
}

pub struct How<'a> {
    pub every: Option<std::time::Duration>,
    pub timeout: Option<std::time::Duration>,
    pub show: &'a Follow,
    pub stop: &'a CancellationToken,
}

/// Looks again and again, until AWS has decided all that is open, the time is over, or somebody asks to
/// stop. And whether AWS has decided all.
pub async fn follow(
    following: &mut Following<'_>,
    how: How<'_>,
) -> Result<(QuotaStatus, bool), Stop> {
    let How {
        every,
        timeout,
        show,
        stop,
    } = how;
    following.heed(stop);
    let mut status = following.status();
    let began = status.now;
    let mut unanswered = 0;
    show.begin(&status);
    while status.is_under_way() {
        let gone = u64::try_from(following.now() - began).unwrap_or(0);
        let left = timeout.map(|most| most.saturating_sub(std::time::Duration::from_secs(gone)));
        if left.is_some_and(|left| left.is_zero()) {
            return Ok((status, false));
        }
        let rest = every.unwrap_or_else(|| pause(&status));
        if !following
            .rested(left.map_or(rest, |left| rest.min(left)))
            .await
        {
            return Ok((status, false));
        }
        let looked = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok((status, false)),
            looked = following.look_again(&status) => looked,
        };
        match looked {
            Ok(()) => unanswered = 0,
            Err(gap) => {
                unanswered += 1;
                show.could_not_look(&gap);
                if unanswered >= MOST_UNANSWERED {
                    let error = format!("could not follow the requests: {}", gap.cause);
                    return Err(Stop::failed(error).hint(gap.hint));
                }
            }
        }
        let next = following.status();
        show.turns(&turns(&status, &next), &next);
        status = next;
    }
    Ok((status, true))
}

/// Sessions end and networks fail; who waits for days is told, and not after the first time.
const MOST_UNANSWERED: u32 = 5;

/// A quota that is too small is news, not a failure; what could not be read may be either.
fn is_known(status: &QuotaStatus) -> bool {
    status.unread.is_empty() && status.count(State::Unread) == 0
}

/// Of waiting: a script goes on where every account has what it should.
fn ending(status: &QuotaStatus, decided: bool) -> Exit {
    match decided {
        false => Exit::Pending,
        true if is_known(status) && status.rows.iter().all(|row| row.state.is_well()) => Exit::Done,
        true => Exit::Partly,
    }
}
