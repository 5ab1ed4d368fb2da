//! The files of this repository that people write.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Source {
    /// From the top of the repository, with forward slashes.
    pub path: String,
    pub text: String,
    /// Line by line, without comments, texts and characters; unit tests at the end are left out.
    pub code: Vec<String>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = if path.ends_with(".rs") {
            code(text)
        } else {
            Vec::new()
        };
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
        }
    }

    /// `plan` of `orchestrator/src/plan/diff/mod.rs`.
    pub fn room(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("orchestrator/src/")?;
        let room = rest.split('/').next()?;
        Some(room.strip_suffix(".rs").unwrap_or(room))
    }
}

const NOT_WRITTEN: &[&str] = &["target", "node_modules", "__pycache__"];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub fn all() -> Vec<Source> {
    let top = top();
    let mut sources = Vec::new();
    let mut open = vec![top.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let hidden = name.starts_with('.') && name != ".ci";
            if hidden || NOT_WRITTEN.contains(&name.as_ref()) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(&top).unwrap();
                let path: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                sources.push(Source::new(&path.join("/"), &text));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

pub fn rust() -> Vec<Source> {
    let mut sources = all();
    sources.retain(|source| source.path.ends_with(".rs"));
    sources
}

/// A name or a number is kept, what it is written in is not.
fn code(text: &str) -> Vec<String> {
    let text = text
        .split("\n#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = skipped(rest, code.chars().last());
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let (gone, left) = rest.split_at(skipped);
            code.extend(gone.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = left;
        }
    }
    code.lines().map(str::to_owned).collect()
}

/// How many bytes at the start are no code: a comment, a text or a character.
fn skipped(rest: &str, before: Option<char>) -> usize {
    let until = |end: &str, from: usize| {
        rest.get(from..)
            .and_then(|tail| tail.find(end))
            .map_or(rest.len(), |at| from + at + end.len())
    };
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return until("*/", 2);
    }
    let in_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with('r') && !in_name {
        let fences = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
        if rest[1 + fences..].starts_with('"') {
            return until(&format!("\"{}", "#".repeat(fences)), 2 + fences);
        }
    }
    match rest.as_bytes() {
        [b'"', ..] => 1 + quoted(&rest[1..], '"'),
        [b'\'', b'\\', ..] => 1 + quoted(&rest[1..], '\''),
        [b'\'', ..] => {
            // A lifetime has no second quote right after its first letter.
            let mut letters = rest[1..].chars();
            let letter = letters.next().map_or(0, char::len_utf8);
            if letters.next() == Some('\'') {
                2 + letter
            } else {
                0
            }
        }
        _ => 0,
    }
}

/// The length of what is left of a text, its closing quote included.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[test]
fn code_has_no_comments_texts_and_characters() {
    let text = "let a = \"x // \\\" y\"; // b\nlet c = 'd'; /* e\nf */ let g: &'h str = r#\"i\"j\"#;\n\
                let k = '\\'' ; for_var\"l\"\n";
    let words: Vec<String> = code(text)
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        words,
        [
            "let a = ;",
            "let c = ;",
            "let g: &'h str = ;",
            "let k = ; for_var"
        ]
    );
}
