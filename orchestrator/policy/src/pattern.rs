//! Wildcards and policy variables.

use crate::request::Request;

/// A text in which `*` stands for any run of characters and `?` for one.
///
/// Kept as pieces rather than text, so that a `*` that comes out of a variable stays a plain star.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Is(char),
    Any,
    Run,
}

impl Pattern {
    /// `*` and `?` are wildcards, `$` is a plain dollar.
    pub(crate) fn wild(text: &str) -> Self {
        Self(text.chars().map(Piece::read).collect())
    }

    /// `*`, `?` and `${...}`. `None` when the request has no value for a variable: AWS then matches
    /// nothing with the text.
    pub(crate) fn of_request(text: &str, request: &Request) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((variable, tail)) = after.split_once('}') else {
                break;
            };
            pieces.extend(before.chars().map(Piece::read));
            pieces.extend(value(variable, request)?.chars().map(Piece::Is));
            rest = tail;
        }
        pieces.extend(rest.chars().map(Piece::read));
        Some(Self(pieces))
    }

    /// The same text with its wildcards as plain characters, for the operators that have none.
    pub(crate) fn literal(&self) -> String {
        let plain = |piece: &Piece| match piece {
            Piece::Is(character) => *character,
            Piece::Any => '?',
            Piece::Run => '*',
        };
        self.0.iter().map(plain).collect()
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        glob(&self.0, &text)
    }

    /// ARN against ARN: six parts, each on its own, so that no wildcard reaches over a colon.
    /// Missing parts at the end of the pattern stand for anything.
    pub(crate) fn matches_arn(&self, arn: &str) -> bool {
        let parts: Vec<&[Piece]> = self.0.splitn(6, |piece| *piece == Piece::Is(':')).collect();
        if parts.len() < 2 {
            return self.matches(arn);
        }
        let offered: Vec<&str> = arn.splitn(6, ':').collect();
        if offered.len() < parts.len() {
            return false;
        }
        parts.iter().zip(offered).all(|(part, offered)| {
            let offered: Vec<char> = offered.chars().collect();
            glob(part, &offered)
        })
    }
}

impl Piece {
    fn read(character: char) -> Self {
        match character {
            '*' => Self::Run,
            '?' => Self::Any,
            other => Self::Is(other),
        }
    }

    fn accepts(self, character: char) -> bool {
        match self {
            Self::Is(own) => own == character,
            Self::Any | Self::Run => true,
        }
    }
}

/// What `${variable}` or `${variable, 'otherwise'}` stands for.
fn value<'a>(variable: &'a str, request: &'a Request) -> Option<&'a str> {
    if matches!(variable, "*" | "?" | "$") {
        return Some(variable);
    }
    let (key, otherwise) = match variable.split_once(',') {
        Some((key, otherwise)) => (key.trim(), Some(otherwise.trim().trim_matches('\''))),
        None => (variable.trim(), None),
    };
    match request.values(key) {
        // A key with several values cannot stand in one text.
        Some([one]) => Some(one),
        Some(_) => None,
        None => otherwise,
    }
}

/// Whether an action's pattern covers an action: wildcards, and no difference of letter case.
pub(crate) fn covers_action(pattern: &str, action: &str) -> bool {
    matches(
        pattern.as_bytes(),
        action.as_bytes(),
        |piece| *piece == b'*',
        |piece, offered| *piece == b'?' || piece.eq_ignore_ascii_case(offered),
    )
}

fn glob(pattern: &[Piece], text: &[char]) -> bool {
    matches(
        pattern,
        text,
        |piece| *piece == Piece::Run,
        |piece, offered| piece.accepts(*offered),
    )
}

/// Two cursors with one step back to the last run: never worse than pattern times text.
fn matches<P, T>(
    pattern: &[P],
    text: &[T],
    is_run: impl Fn(&P) -> bool,
    accepts: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut last_run: Option<(usize, usize)> = None;
    while let Some(offered) = text.get(position) {
        match pattern.get(at) {
            Some(piece) if is_run(piece) => {
                last_run = Some((at + 1, position));
                at += 1;
            }
            Some(piece) if accepts(piece, offered) => {
                at += 1;
                position += 1;
            }
            _ => match last_run {
                Some((after, taken)) => {
                    last_run = Some((after, taken + 1));
                    at = after;
                    position = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(is_run)
}
