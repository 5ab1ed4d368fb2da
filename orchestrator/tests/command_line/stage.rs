//! A sandbox of its own for a test, and the program run as its user runs it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bedrock-org");

/// A year of the sandbox in a day of ours: an account takes a quarter of a second.
const SPEED: &str = "600";

pub struct Stage {
    sandbox: Child,
    endpoint: String,
    folder: PathBuf,
}

/// Whose credentials a command runs with.
pub enum As<'a> {
    Operator,
    Reader,
    Session {
        key_id: &'a str,
        secret: &'a str,
        token: &'a str,
    },
    Nobody,
}

impl Stage {
    pub fn set(name: &str) -> Self {
        Self::with(name, &[])
    }

    /// With more arguments for the sandbox, which runs in the stage's folder.
    pub fn with(name: &str, more: &[&str]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("bedrock-org-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut sandbox = Command::new(PROGRAM)
            .args(["sandbox", "--listen", "127.0.0.1:0", "--speed", SPEED])
            .args(more)
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a sandbox");
        let stdout = sandbox.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines();
        let first = lines.next().expect("a line").expect("a line of text");
        let endpoint = first.rsplit(' ').next().expect("an address").to_owned();
        // It goes on printing: someone has to read.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            sandbox,
            endpoint,
            folder,
        }
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn command(&self, who: &As<'_>, arguments: &[&str]) -> Command {
        let mut command = command(arguments);
        command
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("BEDROCK_ORG_CLOCK", SPEED)
            .current_dir(&self.folder);
        match who {
            As::Operator => command
                .env("AWS_ACCESS_KEY_ID", "AKIASANDBOXOPERATOR1")
                .env("AWS_SECRET_ACCESS_KEY", "sandbox-secret-of-the-operator"),
            As::Reader => command
                .env("AWS_ACCESS_KEY_ID", "AKIASANDBOXREADER001")
                .env("AWS_SECRET_ACCESS_KEY", "sandbox-secret-of-the-reader"),
            As::Session {
                key_id,
                secret,
                token,
            } => command
                .env("AWS_ACCESS_KEY_ID", key_id)
                .env("AWS_SECRET_ACCESS_KEY", secret)
                .env("AWS_SESSION_TOKEN", token),
            As::Nobody => &mut command,
        };
        command
    }

    pub fn run(&self, who: &As<'_>, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(who, arguments))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Nothing of the environment that the tests run in reaches the program.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(arguments)
        .env_clear()
        .env("HOME", Path::new("/nonexistent"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null());
    command
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(command: &mut Command) -> Self {
        Self::from(command.output().expect("the program"))
    }

    /// Every line of standard output, which is JSON.
    pub fn json(&self) -> Vec<serde_json::Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).expect(line))
            .collect()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}
