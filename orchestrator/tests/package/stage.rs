//! A release's folder with stand-ins for the client, and the program that packages them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bedrock_org::plan::package::BINARIES;

const ROUTES: &str = include_str!("routes.json");

pub struct Stage {
    folder: PathBuf,
}

impl Stage {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("package-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("release")).unwrap();
        fs::write(folder.join("routes.json"), ROUTES).unwrap();
        let stage = Self { folder };
        for binary in BINARIES {
            // Says what it was asked for, beside itself.
            let script = format!("#!/bin/sh\n# {}\necho \"$@\" >>\"$0.asked\"\n", binary.file);
            fs::write(stage.path("release").join(binary.file), script).unwrap();
        }
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn package(&self, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_bedrock-org"))
            .args(["package", "--binaries", "release", "--out", "out"])
            .args(more)
            .current_dir(&self.folder)
            .output()
            .unwrap()
    }

    pub fn packaged(name: &str) -> Self {
        let stage = Self::new(name);
        let output = stage.package(&[]);
        assert!(output.status.success(), "{output:?}");
        stage
    }
}
