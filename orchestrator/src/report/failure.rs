//! An error as its reader sees it.

use serde_json::{Value, json};

use super::style::{Style, plain};

/// `error: ...` and, where there is one, `hint: ...`.
pub fn text(error: &str, hint: Option<&str>, style: Style) -> String {
    let mut text = format!("{} {}\n", style.red(&style.bold("error:")), plain(error));
    if let Some(hint) = hint {
        text.push_str(&format!("{} {}\n", style.cyan("hint:"), plain(hint)));
    }
    text
}

pub fn json(error: &str, hint: Option<&str>, exit_code: u8) -> Value {
    json!({ "version": 1, "kind": "error", "error": error, "hint": hint, "exit_code": exit_code })
}
