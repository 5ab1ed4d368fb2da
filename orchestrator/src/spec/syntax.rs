//! From text to tables, through syntax errors: each is reported, and what can be read around it is
//! still looked at.

use std::collections::BTreeSet;

use toml::de::DeTable;
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use super::diagnostic::{Code, Diagnostic, Span};
use super::headers::Headers;
use super::{suggest, unclosed};

/// A plan of ten thousand teams fits; a file that is something else altogether does not.
pub const LARGEST: usize = 2 * 1024 * 1024;

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
    pub broken: BTreeSet<String>,
}

/// `Err`: nothing in it is worth reading.
pub fn readable(text: &str) -> Result<Readable, Diagnostic> {
    if text.len() > LARGEST {
        return Err(Diagnostic::error(
            Code::TooLarge,
            0..0,
            "the file starts here",
            format!("the plan file is larger than {LARGEST} bytes"),
        ));
    }
    let tokens = Source::new(text).lex().into_vec();
    if let Some(span) = deep_key(&tokens) {
        return Err(Diagnostic::error(
            Code::TooDeep,
            span,
            "this nests too deep",
            format!("a key has more than {DEEPEST_KEY} parts"),
        )
        .help("no key of the plan file has more than five parts"));
    }
    let headers = Headers::of(text);
    let mut readable = Readable {
        text: text.to_owned(),
        errors: Vec::new(),
        broken: BTreeSet::new(),
    };
    let (diagnostics, spans) = unclosed::find(&tokens).into_iter().unzip();
    readable.errors = diagnostics;
    readable.leave_out(spans, &headers);
    for round in 0..ROUNDS {
        let (_, errors) = DeTable::parse_recoverable(&readable.text);
        if errors.is_empty() {
            break;
        }
        let spans: Vec<Span> = errors.iter().map(|error| place(error, text)).collect();
        if round == 0 {
            let found = errors.iter().map(toml::de::Error::message).zip(&spans);
            readable.errors.extend(told(found, &headers, text));
        }
        let starts = spans.iter().map(|span| span.start..span.start).collect();
        readable.leave_out(starts, &headers);
    }
    Ok(readable)
}

impl Readable {
    /// Blanks the lines that the spans touch; with a header also the lines below it, which would
    /// be taken for another table's.
    fn leave_out(&mut self, mut spans: Vec<Span>, headers: &Headers<'_>) {
        spans.sort_by_key(|span| (span.start, span.end));
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        let mut blank_to = 0;
        for mut span in spans {
            if let Some(below) = headers.lines_below(span.start) {
                span.end = span.end.max(below.end);
            }
            if span.end < blank_to {
                continue;
            }
            self.broken.insert(headers.table_at(span.start).to_owned());
            let start = bytes[..span.start]
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |newline| newline + 1);
            let ends_a_line = span.end > span.start && bytes[span.end - 1] == b'\n';
            let rest = bytes[span.end..].iter();
            blank_to = match rest.clone().position(|byte| *byte == b'\n') {
                _ if ends_a_line => span.end,
                None => bytes.len(),
                Some(newline) => span.end + newline,
            };
            for byte in &mut bytes[start..blank_to] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        // Whole lines were replaced, so no character is cut in two.
        self.text = String::from_utf8(bytes).unwrap_or_default();
    }
}

/// The first key with too many parts. The parser limits how deep values nest, but not how deep
/// dotted keys within them do, and freeing such a tree would overflow the stack.
fn deep_key(tokens: &[Token]) -> Option<Span> {
    let mut dots = 0;
    for token in tokens {
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

fn told<'e>(
    errors: impl Iterator<Item = (&'e str, &'e Span)>,
    headers: &Headers<'_>,
    text: &str,
) -> Vec<Diagnostic> {
    // Below a header that comes twice, most keys come twice as well.
    let mut repeated = BTreeSet::new();
    let mut told: Vec<Diagnostic> = Vec::new();
    for (message, span) in errors {
        // One mistake makes the parser stumble over the rest of its line.
        let last = told.last().map(Diagnostic::span);
        if last.is_some_and(|last| on_one_line(text, &last, span)) {
            continue;
        }
        if message != "duplicate key" {
            told.push(not_toml(message, span.clone(), text));
        } else if headers.lines_below(span.start).is_some() {
            repeated.insert(headers.start_above(span.start));
            told.push(twice(span.clone(), text));
        } else if !repeated.contains(&headers.start_above(span.start)) {
            told.push(twice(span.clone(), text));
        }
    }
    told
}

fn on_one_line(text: &str, last: &Span, next: &Span) -> bool {
    let between = text.get(last.start..next.start);
    between.is_some_and(|between| !between.contains('\n'))
}

fn not_toml(message: &str, span: Span, text: &str) -> Diagnostic {
    let bare_word = ["string values must", "invalid boolean", "invalid float"]
        .iter()
        .any(|start| message.starts_with(start))
        && text[span.clone()].starts_with(char::is_alphabetic);
    if bare_word {
        return Diagnostic::error(
            Code::Syntax,
            span,
            "a text without quotes",
            "this is not TOML: a text has to stand in quotes".into(),
        )
        .help("put it in quotes");
    }
    if message.starts_with("invalid basic string, expected `\"`") {
        return Diagnostic::error(
            Code::Syntax,
            span,
            "the line ends here",
            "this is not TOML: the text is not closed".into(),
        )
        .help("add \" where it ends");
    }
    Diagnostic::error(
        Code::Syntax,
        span,
        "here",
        format!("this is not TOML: {message}"),
    )
}

fn twice(span: Span, text: &str) -> Diagnostic {
    let line_start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let (key, span) = match key_of(line) {
        Some(header) if header.starts_with('[') => {
            let start = line_start + (line.len() - line.trim_start().len());
            (header, start..start + header.len())
        }
        _ => (&text[span.clone()], span),
    };
    let twice = Diagnostic::error(
        Code::KeyTwice,
        span.clone(),
        "again here",
        format!("{} is given twice", suggest::shortened(key)),
    )
    .help("keep one of the two");
    match earlier(line_start, text) {
        Some(first) => twice.and(first, "first given here"),
        None => twice,
    }
}

/// The line that gives the same key, or the same header, before the line at `start`.
fn earlier(start: usize, text: &str) -> Option<Span> {
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
