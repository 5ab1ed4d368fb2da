//! The environment, looked at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All that the checks ask about. Values of some are secret: checks say only that they are set.
const VARIABLES: &[&str] = &[
    "ALL_PROXY",
    "AWS_ACCESS_KEY_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CONFIG_FILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "CLAUDE_CONFIG_DIR",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "all_proxy",
    "https_proxy",
    "http_proxy",
    "no_proxy",
];

#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    pub variables: BTreeMap<&'static str, String>,
    /// The person's own folder.
    pub home: PathBuf,
    pub program: PathBuf,
    pub path: Vec<PathBuf>,
}

impl Surroundings {
    pub fn now() -> Self {
        let set = |name: &'static str| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
            Some((name, value.to_string_lossy().into_owned()))
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self {
            variables: VARIABLES.iter().copied().filter_map(set).collect(),
            home: std::env::home_dir().unwrap_or_default(),
            program: std::env::current_exe().unwrap_or_default(),
            path: std::env::split_paths(&path).collect(),
        }
    }

    pub fn get(&self, variable: &str) -> Option<&str> {
        self.variables.get(variable).map(String::as_str)
    }

    /// A file that a variable may move.
    pub fn file(&self, variable: &str, usual: &str) -> PathBuf {
        self.get(variable)
            .map_or_else(|| self.home.join(usual), PathBuf::from)
    }

    /// As people write it, with the separators of this system alone.
    pub fn short(&self, path: &Path) -> String {
        let short = match path.strip_prefix(&self.home) {
            Ok(rest) if !self.home.as_os_str().is_empty() => Path::new("~").join(rest),
            _ => path.to_owned(),
        };
        let short: PathBuf = short.components().collect();
        short.display().to_string()
    }
}
