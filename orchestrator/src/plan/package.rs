//! What a team is handed so that its developers can install the client.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bedrock_routing::claude_code::{ClaudeCode, Source};
use bedrock_routing::{Routes, Team};

pub const SHELL: &str = include_str!("../../installers/install.sh");
pub const POWERSHELL: &str = include_str!("../../installers/install.ps1");
const README: &str = include_str!("../../installers/README.md");

/// The profile that installers and managed settings agree on.
const PROFILE: &str = "bedrock";

pub const CHECKSUMS: &str = "SHA256SUMS";

/// The client's binaries in a release.
pub const BINARIES: [Binary; 5] = [
    Binary {
        file: "bedrock-auth-x86_64-unknown-linux-musl",
        system: "Linux on x86-64",
    },
    Binary {
        file: "bedrock-auth-aarch64-unknown-linux-musl",
        system: "Linux on Arm",
    },
    Binary {
        file: "bedrock-auth-x86_64-apple-darwin",
        system: "macOS on Intel",
    },
    Binary {
        file: "bedrock-auth-aarch64-apple-darwin",
        system: "macOS on Apple silicon",
    },
    Binary {
        file: "bedrock-auth-x86_64-pc-windows-msvc.exe",
        system: "Windows",
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binary {
    pub file: &'static str,
    pub system: &'static str,
}

/// A file of the folder, its name with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub name: &'static str,
    pub text: String,
}

/// All that is text, but the checksums. `program` is how managed machines call the client.
pub fn texts(routes: &Routes, team: &Team, binaries: &[Binary], program: &str) -> Vec<Text> {
    let settings = ClaudeCode {
        team,
        program,
        options: &format!(" --team {}", team.name),
        credentials: Source::Profile(PROFILE),
    };
    let systems: Vec<&str> = binaries.iter().map(|binary| binary.system).collect();
    let readme = README
        .replace("{team}", &team.name)
        .replace("{organization}", &routes.organization)
        .replace("{targets}", &systems.join(", "));
    let text = |name, text| Text { name, text };
    vec![
        text("README.md", readme),
        text("install.ps1", POWERSHELL.replace('\n', "\r\n")),
        text("install.sh", SHELL.to_owned()),
        text("managed-settings.json", settings.to_json()),
        text("routes.json", routes.to_json()),
        text("team", format!("{}\n", team.name)),
    ]
}

/// As `sha256sum` writes and checks them: by name.
pub fn checksums(sums: &BTreeMap<String, String>) -> String {
    sums.iter().fold(String::new(), |mut text, (name, sum)| {
        let _ = writeln!(text, "{sum}  {name}");
        text
    })
}

/// The sum of one file in such a list, which may mark binaries with a star.
pub fn checksum_of<'a>(list: &'a str, file: &str) -> Option<&'a str> {
    list.lines().find_map(|line| {
        let (sum, name) = line.split_once([' ', '\t'])?;
        let name = name.trim_start_matches([' ', '\t', '*']);
        (name.trim_end() == file).then_some(sum)
    })
}
