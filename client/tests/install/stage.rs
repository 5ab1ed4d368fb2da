//! A person's home folder, and the program in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

pub struct Stage {
    folder: tempfile::TempDir,
}

pub struct Said {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl Stage {
    /// With the routing document of the tests, where an installer puts it.
    pub fn new() -> Self {
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let routes = include_str!("routes.json");
        stage.write(".bedrock-auth/routes.json", routes.as_bytes());
        stage.private(".bedrock-auth");
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name).unwrap_or_default()).unwrap()
    }

    pub fn sign_in(&self, groups: &[&str]) {
        let identity = serde_json::json!({
            "issuer": "https://acme.okta.com",
            "client_id": "0oa1b2c3d4e5f6g7h8i9",
            "subject": "ada",
            "claims": { "groups": groups },
            "issued": 0,
            "expires": 1,
        });
        self.write(
            ".bedrock-auth/identity.json",
            identity.to_string().as_bytes(),
        );
        self.private(".bedrock-auth");
    }

    #[cfg(unix)]
    fn private(&self, folder: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let only_owner = |path: &std::path::Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let folder = self.path(folder);
        only_owner(&folder, 0o700);
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                only_owner(&path, 0o600);
            }
        }
    }

    #[cfg(not(unix))]
    fn private(&self, _: &str) {}

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bedrock-auth"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("USERPROFILE", self.folder.path())
            .env("BEDROCK_AUTH_HOME", self.path(".bedrock-auth"));
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        self.said(&self.command(args).output().unwrap())
    }

    /// With the paths of this run replaced by words.
    pub fn said(&self, output: &Output) -> Said {
        let text = |bytes: &[u8]| self.plain(str::from_utf8(bytes).unwrap());
        Said {
            out: text(&output.stdout),
            err: text(&output.stderr),
            code: output.status.code().unwrap(),
        }
    }

    pub fn plain(&self, text: &str) -> String {
        let program = std::path::absolute(env!("CARGO_BIN_EXE_bedrock-auth")).unwrap();
        let known = [(&*program, "/opt/bedrock-auth"), (self.folder.path(), "~")];
        let plain = known
            .iter()
            .fold(crate::unix_paths(text), |text, (path, word)| {
                text.replace(&crate::unix_paths(&path.to_string_lossy()), word)
            });
        // A path of Windows is quoted for a shell.
        plain.replace(r#"\"/opt/bedrock-auth\""#, "/opt/bedrock-auth")
    }

    pub fn install(&self, more: &[&str]) -> Said {
        let said = self.run(&[&["install"], more].concat());
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        said
    }

    pub fn uninstall(&self) -> Said {
        self.run(&["uninstall"])
    }
}
