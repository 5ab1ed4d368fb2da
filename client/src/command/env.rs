//! `bedrock-auth env`

use std::ffi::OsStr;
use std::io::IsTerminal as _;
use std::path::Path;

use crate::cli::{self, Shell};
use crate::context::Context;
use crate::report;
use crate::session::{self, SignIn};
use crate::stop::{Exit, Stop};

pub fn run(args: &cli::Env) -> Result<Exit, Stop> {
    let entry = session::credentials(&Context::new(&args.who)?, SignIn::Allowed)?;
    if args.json {
        report::json(&report::env::json(&entry));
        return Ok(Exit::Done);
    }
    let shell = args.shell.unwrap_or_else(|| {
        let login = std::env::var_os("SHELL");
        detect(caller().as_deref(), login.as_deref(), cfg!(windows))
    });
    report::out(&report::env::script(shell, &entry));
    if std::io::stdout().is_terminal() {
        report::err(&report::env::hint(shell));
    }
    Ok(Exit::Done)
}

/// The shell that runs this rather than the one that was logged in with, where the system tells.
#[cfg(target_os = "linux")]
fn caller() -> Option<String> {
    let parent = std::os::unix::process::parent_id();
    let name = std::fs::read_to_string(format!("/proc/{parent}/comm")).ok()?;
    Some(name.trim().to_owned())
}

#[cfg(not(target_os = "linux"))]
const fn caller() -> Option<String> {
    None
}

/// On Windows, `SHELL` is there only in what was ported from Unix.
fn detect(caller: Option<&str>, login: Option<&OsStr>, windows: bool) -> Shell {
    let login = login.and_then(|login| Path::new(login).file_stem()?.to_str());
    let known = caller
        .and_then(named)
        .or_else(|| login.and_then(named))
        .unwrap_or(Shell::Bash);
    match login {
        None if windows => Shell::Powershell,
        _ => known,
    }
}

fn named(shell: &str) -> Option<Shell> {
    match shell.trim_start_matches('-') {
        // What is written for Bash is plain enough for these.
        "bash" | "sh" | "dash" | "ash" | "ksh" => Some(Shell::Bash),
        "zsh" => Some(Shell::Zsh),
        "fish" => Some(Shell::Fish),
        "pwsh" | "powershell" => Some(Shell::Powershell),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_the_one_that_asks() {
        let check = |caller: Option<&str>, login: Option<&str>, windows: bool| {
            detect(caller, login.map(OsStr::new), windows)
        };
        assert_eq!(check(Some("fish"), Some("/bin/bash"), false), Shell::Fish);
        assert_eq!(check(Some("-zsh"), None, false), Shell::Zsh);
        assert_eq!(
            check(Some("make"), Some("/usr/bin/fish"), false),
            Shell::Fish
        );
        assert_eq!(
            check(Some("pwsh"), Some("/bin/bash"), false),
            Shell::Powershell
        );
        assert_eq!(check(None, Some("/bin/tcsh"), false), Shell::Bash);
        assert_eq!(check(None, None, false), Shell::Bash);
        assert_eq!(check(None, None, true), Shell::Powershell);
        assert_eq!(check(None, Some("/usr/bin/bash.exe"), true), Shell::Bash);
    }
}
