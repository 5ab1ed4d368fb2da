//! A command as one line of text, for programs that split it by themselves and for those that hand it
//! to a shell: AWS's tools do either.

use crate::stop::Stop;

/// Whose rules the line has to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Posix,
    Windows,
}

impl Shell {
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else {
        Self::Posix
    };
}

/// One word, in double quotes where it needs them.
///
/// What means something inside double quotes to one reader and nothing to another is refused, and so
/// is what begins a comment in `~/.aws/config`.
pub fn word(text: &str, shell: Shell) -> Result<String, Stop> {
    let special = |c: char| match shell {
        Shell::Posix => matches!(c, '"' | '$' | '`' | '\\'),
        Shell::Windows => matches!(c, '"' | '%'),
    };
    let refused = text.chars().find(|c| special(*c) || c.is_control());
    let comment = text.contains(" #") || text.contains(" ;");
    if text.is_empty() || refused.is_some() || comment {
        let cause = match refused {
            _ if text.is_empty() => "it is empty".into(),
            Some(c) => format!("not all of AWS's tools read {} alike", c.escape_debug()),
            None => "a space before # or ; begins a comment there".into(),
        };
        return Err(
            Stop::failed(format!("could not write {text:?} into a command: {cause}"))
                .hint("move the file to a path of letters, digits, spaces, - and _"),
        );
    }
    let plain = |c: char| {
        let windows = shell == Shell::Windows && c == '\\';
        c.is_ascii_alphanumeric()
            || windows
            || matches!(c, '.' | '_' | '/' | ':' | '-' | '+' | ',' | '@')
    };
    if text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Ok(format!("\"{text}\""))
    }
}

/// The program of a `credential_process` and its arguments: words, double quotes around those with
/// spaces. No shell looks at it.
pub fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_command_is_words() {
        assert_eq!(
            words(r#""C:\a b\x.exe" credential-process "#),
            [r"C:\a b\x.exe", "credential-process"]
        );
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("\"open"), ["open"]);
    }
}
