//! One file for each subcommand. Here alone an exit code is decided.

mod access;
mod apply;
pub mod budget;
pub mod capacity;
pub mod carry_out;
pub mod check;
mod completions;
mod confirm;
mod ending;
mod explain_routes;
pub mod init;
mod interrupt;
mod package;
mod permissions;
mod plan;
mod plan_file;
pub mod quota;
mod rehearse;
pub mod routes;
mod sandbox;
mod save;
mod scenario;
pub mod schema;
mod session;
mod shares;
pub mod spend;
mod stop;
pub mod verify;
mod whole_file;

use std::future::Future;
use std::io::IsTerminal as _;

use console::Term;

use crate::cli::{Cli, Colour, Command, Quota, Routes};
use crate::report::{self, Style};

pub use ending::{Ended, Exit};
use stop::Stop;

/// Runs one command line to its end.
pub fn run(cli: &Cli) -> Exit {
    let colour = match cli.color {
        Colour::Auto => None,
        Colour::Always => Some(true),
        Colour::Never => Some(false),
    };
    let style = Style::of_terminal(&Term::stdout(), colour);
    let (ended, json) = match &cli.command {
        Command::Plan(args) => (block_on(plan::run(args, style)), args.json),
        Command::Apply(args) => (block_on(apply::run(args, style)), args.json),
        Command::Access(args) => (block_on(access::run(args, style)), args.json),
        Command::Report(args) => (block_on(spend::run(args, style)), args.json),
        Command::Budget(args) => (block_on(budget::run(args, style)), budget::json(args)),
        Command::Verify(args) => (block_on(verify::run(args, style)), args.json),
        Command::Capacity(args) => (block_on(capacity::run(args, style)), args.json),
        Command::Quota(Quota::Status(args)) => (block_on(quota::run(args, style)), args.json),
        Command::Routes(Routes::Explain(args)) => (explain_routes::run(args, style), args.json),
        Command::Rehearse(args) => (rehearse::run(args, style), args.json),
        Command::Check(args) => (
            Ok(check::run(args, style.of_errors().into()).say()),
            args.json,
        ),
        Command::Schema => (Ok(schema::run().say()), false),
        Command::Package(args) => (package::run(args), args.json),
        Command::Permissions(args) => (permissions::run(args), false),
        Command::Completions(args) => (Ok(completions::run(args)), false),
        Command::Sandbox(args) => (sandbox::run(args, style), false),
        Command::Init(args) => (run_init(args, style), false),
    };
    ended.unwrap_or_else(|stop| {
        let Stop { exit, error, hint } = stop;
        if json {
            report::json_line(&report::failure::json(&error, hint.as_deref(), exit.code()));
        } else {
            let text = report::failure::text(&error, hint.as_deref(), style.of_errors());
            report::err(&text);
        }
        exit
    })
}

/// Says why a command line cannot be run, or prints the help that was asked for.
///
/// clap itself would end with 2, which here means that changes are pending.
pub fn explain(usage: &clap::Error) -> Exit {
    report::usage(usage);
    if usage.use_stderr() {
        Exit::Failed
    } else {
        Exit::Done
    }
}

fn run_init(args: &crate::cli::Init, style: Style) -> Result<Exit, Stop> {
    if args.from_live {
        return block_on(init::live::run(args, style));
    }
    let stdin = std::io::stdin();
    let ended = if stdin.is_terminal() {
        let answers = init::Answers::Asked {
            lines: &mut stdin.lock(),
            ask: &mut |question| report::err(question),
        };
        init::run(args, answers, style.of_errors().into())
    } else {
        init::run(args, init::Answers::FromFlags, style.of_errors().into())
    };
    Ok(ended.say())
}

/// One thread is enough: what takes time is AWS.
fn block_on(work: impl Future<Output = Result<Exit, Stop>>) -> Result<Exit, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::failed(format!("could not start: {error}")))?;
    runtime.block_on(work)
}
