//! `bedrock-auth env`: credentials in the words of a shell.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::cli::Shell;
use crate::entry::Entry;
use crate::variables;

/// For `eval` and its like.
pub fn script(shell: Shell, entry: &Entry) -> String {
    let mut text = String::new();
    for name in variables::REMOVED {
        let _ = match shell {
            Shell::Bash | Shell::Zsh => writeln!(text, "unset {name}"),
            Shell::Fish => writeln!(text, "set -e {name};"),
            Shell::Powershell => writeln!(
                text,
                "Remove-Item -Path Env:{name} -ErrorAction SilentlyContinue"
            ),
        };
    }
    for (name, value) in variables::set(entry) {
        let value = quoted(shell, &value);
        let _ = match shell {
            Shell::Bash | Shell::Zsh => writeln!(text, "export {name}={value}"),
            Shell::Fish => writeln!(text, "set -gx {name} {value};"),
            Shell::Powershell => writeln!(text, "$Env:{name} = {value}"),
        };
    }
    text
}

/// Between apostrophes nothing is special to any of the four, apart from these.
fn quoted(shell: Shell, value: &str) -> String {
    let mut text = String::from("'");
    for c in value.chars() {
        match (shell, c) {
            (Shell::Bash | Shell::Zsh, '\'') => text.push_str("'\\''"),
            (Shell::Fish, '\'' | '\\') => text.extend(['\\', c]),
            // PowerShell takes typographic apostrophes for plain ones.
            (Shell::Powershell, '\'' | '\u{2018}'..='\u{201b}') => text.extend([c, c]),
            _ => text.push(c),
        }
    }
    text.push('\'');
    text
}

/// A variable to be removed is null.
pub fn json(entry: &Entry) -> Value {
    let set = variables::set(entry);
    let set = set
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::String(value)));
    let removed = variables::REMOVED
        .iter()
        .map(|name| ((*name).to_owned(), Value::Null));
    Value::Object(set.chain(removed).collect::<Map<_, _>>())
}

/// How the shell takes it in, for who looked at it instead.
pub fn hint(shell: Shell) -> String {
    let usage = match shell {
        Shell::Bash | Shell::Zsh => "eval \"$(bedrock-auth env)\"",
        Shell::Fish => "bedrock-auth env | source",
        Shell::Powershell => "bedrock-auth env | Out-String | Invoke-Expression",
    };
    format!("hint: these are secret; to use them without showing them: {usage}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_is_special_to_a_shell() {
        let value = "a'b\\c$d`e\"f\u{2019}g";
        for (shell, expected) in [
            (Shell::Bash, "'a'\\''b\\c$d`e\"f\u{2019}g'"),
            (Shell::Zsh, "'a'\\''b\\c$d`e\"f\u{2019}g'"),
            (Shell::Fish, "'a\\'b\\\\c$d`e\"f\u{2019}g'"),
            (Shell::Powershell, "'a''b\\c$d`e\"f\u{2019}\u{2019}g'"),
        ] {
            assert_eq!(quoted(shell, value), expected, "{shell:?}");
        }
    }
}
