//! From text to tables, through syntax errors: each is reported, and what can be read around it is
//! still looked at.

use toml::de::DeTable;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::diagnostic::{Code, Diagnostic, Span};
use super::suggest;

/// A plan of ten thousand teams fits; a file that is something else altogether does not.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// No key of the plan file is deeper than five.
const DEEPEST_KEY: usize = 16;

/// After that many rounds of leaving out what cannot be read, the rest is not worth reading.
const ROUNDS: usize = 4;

/// A text that can be read, and what was wrong with the rest.
pub struct Readable {
    /// Lines that cannot be read are blank; everything else is where it was.
    pub text: String,
    pub errors: Vec<Diagnostic>,
    /// The tables that the blank lines are in; empty for all of them.
    pub broken: Vec<String>,
}

/// `Err`: nothing in it is worth reading.
pub fn readable(text: &str) -> Result<Readable, Diagnostic> {
    if text.len() > LARGEST {
        return Err(Diagnostic::error(
            Code::TooLarge,
            0..0,
            "the file starts here",
            format!("the plan file has {} bytes; {LARGEST} fit", text.len()),
        ));
    }
    if let Some(span) = deep_key(text) {
        return Err(Diagnostic::error(
            Code::TooDeep,
            span,
            "this nests too deep",
            format!("a key has more than {DEEPEST_KEY} parts"),
        )
        .help("no key of the plan file has more than five parts"));
    }
    let mut readable = text.to_owned();
    let mut broken = Vec::new();
    let mut diagnostics = Vec::new();
    for round in 0..ROUNDS {
        let (_, errors) = DeTable::parse_recoverable(&readable);
        if errors.is_empty() {
            break;
        }
        let spans: Vec<Span> = errors.iter().map(|error| place(error, text)).collect();
        if round == 0 {
            diagnostics = errors
                .iter()
                .zip(&spans)
                .map(|(error, span)| diagnostic(error.message(), span.clone(), text))
                .collect();
        }
        broken.extend(spans.iter().map(|span| table_around(span.start, text)));
        blank_lines(&mut readable, &spans);
    }
    Ok(Readable {
        text: readable,
        errors: diagnostics,
        broken,
    })
}

/// The header above the line at `offset`; none when the line is a header itself.
fn table_around(offset: usize, text: &str) -> String {
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |end| offset + end);
    let header = |line: &str| line.trim_start().starts_with('[');
    let mut lines = text[..end].lines().rev();
    if lines.next().is_none_or(header) {
        return String::new();
    }
    let inner = |line: &str| line.trim().trim_matches(['[', ']']).trim().to_owned();
    lines
        .find(|line| header(line))
        .map(inner)
        .unwrap_or_default()
}

/// The first key with too many parts. The parser limits how deep values nest, but not how deep
/// dotted keys within them do, and freeing such a tree would overflow the stack.
fn deep_key(text: &str) -> Option<Span> {
    let mut dots = 0;
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => dots += 1,
            TokenKind::Atom
            | TokenKind::Whitespace
            | TokenKind::BasicString
            | TokenKind::LiteralString => {}
            _ => dots = 0,
        }
        if dots == DEEPEST_KEY {
            return Some(token.span().start()..token.span().end());
        }
    }
    None
}

/// Where the parser's error is, never outside the text nor inside a character.
fn place(error: &toml::de::Error, text: &str) -> Span {
    let span = error.span().unwrap_or(0..0);
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end).max(start);
    start..end
}

fn diagnostic(message: &str, span: Span, text: &str) -> Diagnostic {
    if message != "duplicate key" {
        return Diagnostic::error(
            Code::Syntax,
            span,
            "here",
            format!("this is not TOML: {message}"),
        );
    }
    let key = suggest::shortened(&text[span.clone()]);
    let twice = Diagnostic::error(
        Code::KeyTwice,
        span.clone(),
        "again here",
        format!("{key} is given twice"),
    )
    .help("keep one of the two");
    match earlier(span.start, text) {
        Some(first) => twice.and(first, "first given here"),
        None => twice,
    }
}

/// The line that gives the same key, or the same header, before the line at `offset`.
fn earlier(offset: usize, text: &str) -> Option<Span> {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let given = key_of(text[start..].lines().next()?)?;
    let header = given.starts_with('[');
    let mut end = start;
    while end > 0 {
        let line_start = text[..end - 1].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &text[line_start..end - 1];
        if key_of(line) == Some(given) {
            let from = line_start + (line.len() - line.trim_start().len());
            return Some(from..from + given.len());
        }
        if !header && line.trim_start().starts_with('[') {
            return None;
        }
        end = line_start;
    }
    None
}

/// What stands before the `=`, or the whole header.
fn key_of(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('[') {
        return line.find(']').map(|end| &line[..=end]);
    }
    let (key, _) = line.split_once('=')?;
    Some(key.trim_end())
}

/// Replaces the lines on which the spans start, so that everything else stays where it is.
fn blank_lines(text: &mut String, spans: &[Span]) {
    let mut bytes = std::mem::take(text).into_bytes();
    for span in spans {
        let at = span.start.min(bytes.len());
        let start = bytes[..at]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |newline| newline + 1);
        let end = bytes[at..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len(), |newline| at + newline);
        bytes[start..end].fill(b' ');
    }
    // Whole lines are replaced, so no character is cut in two.
    *text = String::from_utf8(bytes).unwrap_or_default();
}
