//! Starting a sign-in, or joining the one that is running, and waiting for its end.

use std::io::{BufRead as _, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::ValueEnum as _;

use super::attempts::Attempts;
use super::state::{Outcome, State, cancel};
use crate::cache::lock::Lock;
use crate::cli::Way;
use crate::context::Context;
use crate::home::Home;
use crate::oidc::Prompt;
use crate::stop::{Exit, Stop};

pub const LOCK: &str = "sign-in.lock";
/// How long a person may take.
pub const PATIENCE: Duration = Duration::from_secs(300);
/// How long a process may take to start.
const STARTING: Duration = Duration::from_secs(15);
/// How long one may hold its lock before it says who it is.
const BEGINNING: Duration = Duration::from_secs(5);
/// How long one may take to end that is asked to, most often.
const SOON: Duration = Duration::from_millis(500);
/// One that has its tokens waits until others are done with `lock`, to keep them.
const ENDING: Duration = Duration::from_secs(75);
const PAUSE: Duration = Duration::from_millis(40);
const LOOKS: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// What a sign-in is to be like.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub way: Way,
    pub by: By,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// After failures there is a pause: nobody may be there.
    Program,
    Person,
    /// Another sign-in took the place of the one that was waited for, or none did.
    Waiter,
}

/// A sign-in to wait for.
#[derive(Debug)]
pub struct Joined {
    id: String,
}

/// To be called with `lock` held, so that two never start.
pub fn join(context: &Context, asked: Asked) -> Result<Joined, Stop> {
    let home = &context.home;
    if let Some(running) = running(home)? {
        return Ok(running);
    }
    if asked.by == By::Waiter {
        let message = "could not sign in: the sign-in was ended";
        return Err(Stop::new(Exit::LoginNeeded, message).hint("run `bedrock-auth login`"));
    }
    if asked.by == By::Program
        && let Some(seconds) = Attempts::read(home).pause(context.now)
    {
        let message = format!(
            "could not sign in: the last sign-in failed, and no other begins by itself for {seconds} s"
        );
        return Err(Stop::new(Exit::LoginNeeded, message).hint("run `bedrock-auth login`"));
    }
    start(context, asked.way)
}

/// One that holds its lock and has not said yet who it is soon will, and one that has ended soon lets go:
/// whoever was to start it may be dead, and a second one would wait for the lock in vain.
fn running(home: &Home) -> Result<Option<Joined>, Stop> {
    let began = Instant::now();
    while is_running(home)? {
        if let Some(state) = State::read(home).filter(|state| state.outcome.is_none()) {
            return Ok(Some(Joined { id: state.id }));
        }
        if began.elapsed() > BEGINNING {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    Ok(None)
}

/// Only with `lock` held does that stay so.
pub fn is_running(home: &Home) -> Result<bool, Stop> {
    // Whoever waits holds it for an instant each time; a worker holds it for good.
    for _ in 0..LOOKS {
        if Lock::try_take(&home.file(LOCK))?.is_some() {
            return Ok(false);
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    Ok(true)
}

/// Ends the sign-in that is running, if one is. To be called without `lock`: it may be about to keep its
/// tokens.
pub fn end_running(home: &Home) -> Result<(), Stop> {
    cancel(home)?;
    if Lock::take(&home.file(LOCK), SOON).is_ok() {
        return Ok(());
    }
    // One that had only just begun had not said yet who it is.
    cancel(home)?;
    Lock::take(&home.file(LOCK), ENDING).map(drop)
}

fn start(context: &Context, way: Way) -> Result<Joined, Stop> {
    let failed = |cause: &dyn std::fmt::Display| {
        Stop::failed(format!("could not start the sign-in: {cause}"))
    };
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut command = Command::new(program);
    command
        .arg("sign-in-worker")
        .args(["--seconds", &PATIENCE.as_secs().to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(way) = way.to_possible_value() {
        command.args(["--way", way.get_name()]);
    }
    if let Some(routes) = &context.slot.routes {
        // An address may hold a key, and everybody sees arguments.
        command.env("BEDROCK_AUTH_ROUTES", routes);
    }
    detached(&mut command);
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let said = child.stdout.take().map(first_line).unwrap_or_default();
    match said.trim().split_once(' ') {
        Some(("ready", id)) => Ok(Joined { id: id.to_owned() }),
        _ => {
            // It has ended, or never will: either way nobody waits for it.
            let _ = child.kill();
            let _ = child.wait();
            Err(failed(&"its process did not begin"))
        }
    }
}

/// Bounded: a process that neither speaks nor ends must not hold up all others.
fn first_line(stdout: ChildStdout) -> String {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = BufReader::new(stdout).read_line(&mut line);
        let _ = sender.send(line);
    });
    receiver.recv_timeout(STARTING).unwrap_or_default()
}

/// Signals to the caller's group, Ctrl-C among them, are not for the worker.
#[cfg(unix)]
fn detached(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(windows)]
fn detached(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const DETACHED_PROCESS: u32 = 0x0000_0008;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

/// How a sign-in ended, for who waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    SignedIn,
    /// Its process was killed, or another one has begun since.
    Vanished,
    /// Somebody wanted it to end.
    Cancelled,
}

impl Joined {
    /// To be called without `lock`, which the worker takes to keep the tokens. `show` is called when
    /// there is something new for the person to do.
    pub fn wait(&self, home: &Home, show: &mut dyn FnMut(&Prompt)) -> Result<Ended, Stop> {
        let began = Instant::now();
        let mut shown = None;
        loop {
            let free = Lock::try_take(&home.file(LOCK))?.is_some();
            let state = State::read(home);
            // What cannot be read may be anybody's, and is waited for.
            if state.as_ref().is_some_and(|state| state.id != self.id) {
                return Ok(Ended::Vanished);
            }
            if let Some(now) = state.as_ref().and_then(|state| state.shown.clone())
                && shown.as_ref() != Some(&now)
            {
                show(&now);
                shown = Some(now);
            }
            match state.and_then(|state| state.outcome) {
                Some(Outcome::SignedIn) => return Ok(Ended::SignedIn),
                Some(Outcome::Stopped(stop)) => return Err(stop),
                Some(Outcome::Cancelled) => return Ok(Ended::Cancelled),
                None if free => return Ok(Ended::Vanished),
                None if began.elapsed() > PATIENCE + STARTING => return Err(nobody_came()),
                None => std::thread::sleep(PAUSE),
            }
        }
    }
}

pub fn nobody_came() -> Stop {
    let message = format!(
        "could not sign in: nobody did within {} minutes",
        PATIENCE.as_secs() / 60
    );
    Stop::new(Exit::LoginNeeded, message).hint("run `bedrock-auth login`")
}
