//! `bedrock-auth exec -- COMMAND`

use std::io;
use std::process::Command;

use crate::cli;
use crate::context::Context;
use crate::session::{self, SignIn};
use crate::stop::{Exit, Stop};
use crate::variables;

pub fn run(args: &cli::Exec) -> Result<Exit, Stop> {
    let Some((program, rest)) = args.command.split_first() else {
        return Err(Stop::failed("could not run a command: none was given"));
    };
    let entry = session::credentials(&Context::new(&args.who)?, SignIn::Allowed)?;
    let mut command = Command::new(program);
    command.args(rest);
    for name in variables::REMOVED {
        command.env_remove(name);
    }
    command.envs(variables::set(&entry));
    drop(entry);
    let error = become_it(command);
    let program = program.to_string_lossy();
    Err(match error.kind() {
        io::ErrorKind::NotFound => Stop::new(
            Exit::CommandNotFound,
            format!("could not run {program}: there is no such command"),
        )
        .hint("commands are looked for in the folders of PATH; aliases belong to a shell"),
        _ => Stop::new(
            Exit::CommandNotStarted,
            format!("could not run {program}: {error}"),
        ),
    })
}

/// The command takes the place of this process, with its terminal, its signals and its exit code.
#[cfg(unix)]
fn become_it(mut command: Command) -> io::Error {
    use std::os::unix::process::CommandExt as _;
    command.exec()
}

/// Windows cannot replace a process, so this one waits and ends as the command did.
#[cfg(windows)]
fn become_it(mut command: Command) -> io::Error {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close};
    // They reach both, and what they mean is the command's to say. Where somebody listens, they do not
    // end this process; what is heard is of no interest.
    let _listening = (ctrl_c(), ctrl_break(), ctrl_close());
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
