//! Lists and inline tables that nobody closed.
//!
//! A parser reads on through them and finds a mistake in every line that follows. What follows a
//! forgotten bracket in a plan file is a line that gives a key, or a header: there the bracket was
//! meant to be closed.

use toml_parser::lexer::{Token, TokenKind};

use super::diagnostic::{Code, Diagnostic, Span};

/// A bracket that is open where the next key or table begins.
struct Unclosed {
    bracket: Token,
    /// The line that it was meant to be closed before.
    next_line: Span,
}

/// What is wrong, and the place from each such bracket to the line that follows it.
pub fn find(tokens: &[Token]) -> Vec<(Diagnostic, Span)> {
    brackets(tokens)
        .into_iter()
        .map(|unclosed| {
            let start = unclosed.bracket.span().start();
            let (name, closing) = match unclosed.bracket.kind() {
                TokenKind::LeftCurlyBracket => ("inline table", '}'),
                _ => ("list", ']'),
            };
            let diagnostic = Diagnostic::error(
                Code::Syntax,
                start..unclosed.bracket.span().end(),
                "opened here",
                format!("this is not TOML: the {name} is not closed"),
            )
            .and(unclosed.next_line.clone(), "not closed before this")
            .help(format!("add {closing} where it ends"));
            (diagnostic, start..unclosed.next_line.start)
        })
        .collect()
}

fn brackets(tokens: &[Token]) -> Vec<Unclosed> {
    let mut found = Vec::new();
    let mut open: Vec<Token> = Vec::new();
    let mut line_begins = true;
    let mut last = TokenKind::Newline;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let kind = token.kind();
        if line_begins && kind != TokenKind::Whitespace {
            let header = is_header(&tokens[index..]);
            let key = gives_key(&tokens[index..]);
            if let Some(innermost) = open.last() {
                // A new line may go on within an inline table, after a comma.
                let in_table = innermost.kind() == TokenKind::LeftCurlyBracket;
                let goes_on = matches!(last, TokenKind::Comma | TokenKind::LeftCurlyBracket);
                if header || key && !(in_table && goes_on) {
                    found.push(Unclosed {
                        bracket: open[0],
                        next_line: token.span().start()..token.span().end(),
                    });
                    open.clear();
                }
            }
            if open.is_empty() && kind == TokenKind::LeftSquareBracket {
                // A header: its brackets are not a list's.
                while tokens
                    .get(index)
                    .is_some_and(|token| token.kind() != TokenKind::Newline)
                {
                    index += 1;
                }
                continue;
            }
            line_begins = false;
        }
        match kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open.push(*token),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            TokenKind::Newline => line_begins = true,
            _ => {}
        }
        if !matches!(
            kind,
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Newline
        ) {
            last = kind;
        }
        index += 1;
    }
    found
}

/// `key =` or `a.b =`
fn gives_key(tokens: &[Token]) -> bool {
    let mut parts = 0;
    for token in tokens {
        match token.kind() {
            TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString => parts += 1,
            TokenKind::Dot | TokenKind::Whitespace => {}
            TokenKind::Equals => return parts > 0,
            _ => return false,
        }
    }
    false
}

/// `[a.b]` alone on its line. A list within a list looks alike when it holds one bare word, which
/// is no value of TOML.
fn is_header(tokens: &[Token]) -> bool {
    let mut tokens = tokens.iter().map(Token::kind).peekable();
    let mut brackets = 0;
    while tokens.next_if_eq(&TokenKind::LeftSquareBracket).is_some() {
        brackets += 1;
    }
    let mut parts = 0;
    loop {
        match tokens.next() {
            Some(TokenKind::Atom) => parts += 1,
            Some(
                TokenKind::Dot
                | TokenKind::Whitespace
                | TokenKind::BasicString
                | TokenKind::LiteralString,
            ) => {}
            Some(TokenKind::RightSquareBracket) => break,
            _ => return false,
        }
    }
    (1..=2).contains(&brackets)
        && parts > 0
        && tokens
            .find(|kind| {
                !matches!(
                    kind,
                    TokenKind::Whitespace | TokenKind::Comment | TokenKind::RightSquareBracket
                )
            })
            .is_none_or(|kind| matches!(kind, TokenKind::Newline | TokenKind::Eof))
}
