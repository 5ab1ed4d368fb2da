//! The commands around credentials, through the real program.

mod book;
mod console;
mod doctor;
mod env;
mod exec;
mod otel_headers;
mod places;
mod server;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use bedrock_auth::clock::Moment;
use bedrock_auth::entry::{Credentials, Entry, Key, Slot, Stamp, Stamps, VERSION};
use bedrock_auth::secret::Secret;
use tempfile::TempDir;

/// Every character that some shell takes for its own.
pub const AWKWARD: &str = "it's \"$HOME\" `id` \\ \\' !x #;&|*?~ %PATH% \u{2019}\u{201c} é";

/// Somebody's folders, with credentials in them.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("empty")).unwrap();
        Self { folder }
    }

    pub fn signed_in() -> Self {
        let desk = Self::new();
        desk.keep(&desk.entry("secret"));
        desk
    }

    /// `BEDROCK_AUTH_HOME`
    pub fn home(&self) -> std::path::PathBuf {
        self.folder.path().join("bedrock")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn entry(&self, secret: &str) -> Entry {
        let now = Moment::now();
        Entry {
            version: VERSION,
            slot: Slot::default(),
            stamps: Stamps {
                routes: Stamp::of(&self.home().join("routes.json")),
                settings: Stamp::of(&self.home().join("settings.json")),
            },
            key: Key {
                issuer: "https://idp.example".into(),
                client_id: "client".into(),
                account: "111122223333".into(),
                pool: "eu-central-1:0f8fad5b-d9cb-469f-a165-70867728950e".into(),
                role: "arn:aws:iam::111122223333:role/bedrock-developer".into(),
            },
            credentials: Credentials {
                access_key_id: "ASIAEXAMPLE".into(),
                secret_access_key: Secret::new(secret.into()),
                session_token: Secret::new("token".into()),
                expires: now.plus(3600),
            },
            obtained: now,
            subject: "sub-1".into(),
            person: "ada@acme.example".into(),
            team: "data".into(),
            account_name: "data-1".into(),
            region: "eu-central-1".into(),
            identity_id: None,
        }
    }

    pub fn keep(&self, entry: &Entry) {
        let text = serde_json::to_vec(entry).unwrap();
        self.write("bedrock/credentials/default.json", &text);
    }

    /// As private as the program wants it.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path, mode| {
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
            };
            mode(&path, 0o600);
            for folder in path.ancestors().skip(1) {
                mode(folder, 0o700);
                if folder == self.folder.path() {
                    break;
                }
            }
        }
    }

    /// The program, and nothing of this machine but PATH.
    pub fn program(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_bedrock-auth"))
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.folder.path())
            .env("USERPROFILE", self.folder.path())
            .env("BEDROCK_AUTH_HOME", self.home());
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        Said::of(&self.program().args(args).output().unwrap())
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }
}

/// Whether it is installed; says so where it is not.
pub fn installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        // Not by a macro, which the test harness would swallow.
        let line = format!("skipped: {program} is not installed\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    found
}
