//! Which `bedrock-auth` runs, and whether another would run elsewhere.

use std::path::PathBuf;

use super::check::Check;
use super::surroundings::Surroundings;

const NAME: &str = "program";

/// Those on PATH, each once, in PATH's order, links followed.
pub fn on_path(around: &Surroundings) -> Vec<PathBuf> {
    let file = format!("bedrock-auth{}", std::env::consts::EXE_SUFFIX);
    let mut found = Vec::new();
    for folder in &around.path {
        let Ok(program) = folder.join(&file).canonicalize() else {
            continue;
        };
        if program.is_file() && !found.contains(&program) {
            found.push(program);
        }
    }
    found
}

pub fn judge(around: &Surroundings, found: &[PathBuf]) -> Check {
    let version = env!("CARGO_PKG_VERSION");
    let this = around.short(&around.program);
    let others: Vec<String> = found
        .iter()
        .filter(|one| **one != around.program)
        .map(|one| around.short(one))
        .collect();
    match (found.first(), others.as_slice()) {
        (None, _) => Check::ok(NAME, format!("{version} at {this}, not on PATH")),
        (Some(_), []) => Check::ok(NAME, format!("{version} at {this}")),
        (Some(first), others) => Check::warning(
            NAME,
            format!(
                "{version} at {this}, and on PATH there is also {}",
                others.join(", ")
            ),
            format!(
                "keep one; a shell takes the first on PATH, {}",
                around.short(first)
            ),
        ),
    }
}
