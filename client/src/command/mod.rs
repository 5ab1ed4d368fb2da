//! One file per command. Each chooses its exit code.

mod completions;
mod console;
mod doctor;
mod env;
mod exec;
mod explain;
mod install;
mod login;
mod logout;
mod otel_headers;
pub mod sign_out;
mod signed_in;
pub mod status;
mod team;
mod uninstall;
mod whoami;

use crate::cli::{Cli, Command};
use crate::stop::{Exit, Stop};
use crate::{credential_process, sign_in};

pub fn run(cli: &Cli) -> Result<Exit, Stop> {
    match &cli.command {
        Command::CredentialProcess(args) => credential_process::run(args),
        Command::Login(args) => login::run(args),
        Command::Logout(args) => logout::run(args),
        Command::Whoami(args) => whoami::run(args),
        Command::Status(args) => status::run(args),
        Command::SignInWorker(args) => sign_in::run(args),
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Install(args) => install::run(args),
        Command::Uninstall(args) => uninstall::run(args),
        Command::Console(args) => console::run(args),
        Command::Doctor(args) => Ok(doctor::run(args)),
        Command::Env(args) => env::run(args),
        Command::Exec(args) => exec::run(args),
        Command::OtelHeaders(args) => Ok(otel_headers::run(args)),
        Command::Explain(args) => explain::run(args),
        Command::Team(args) => team::run(args),
    }
}
