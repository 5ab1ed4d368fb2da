//! Members of a JSON file, read and changed in its own text: order, spacing and all that is not ours
//! stay byte for byte.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::merge::Problem;

/// The value's own text.
pub fn get(text: &str, path: &[String]) -> Result<Option<String>, Problem> {
    let Some(parent) = parent(text, path)? else {
        return Ok(None);
    };
    let member = parent.member(last(path));
    Ok(member.map(|member| text[member.value.clone()].to_owned()))
}

/// `raw` is JSON. The objects on the way are made where they are missing.
pub fn put(text: &str, path: &[String], raw: &str) -> Result<String, Problem> {
    let Some(parent) = parent(text, path)? else {
        return put(&put(text, above(path), "{}")?, path, raw);
    };
    if let Some(member) = parent.member(last(path)) {
        return Ok(replace(text, member.value.clone(), raw));
    }
    let member = format!("{}: {raw}", quoted(last(path)));
    let eol = super::merge::line_end(text);
    if let Some(end) = parent.members.last().map(|member| member.value.end) {
        let between = match parent.indent(text) {
            Some(indent) => format!("{eol}{indent}"),
            None => " ".into(),
        };
        return Ok(replace(text, end..end, &format!(",{between}{member}")));
    }
    let inside = parent.open + 1..parent.close;
    let root = object(text, start(text));
    let outer = root.indent(text);
    let compact = path.len() > 1 && outer.is_none();
    if compact {
        return Ok(replace(text, inside, &member));
    }
    let step = outer.unwrap_or("  ");
    let (close, open) = ((path.len() - 1), path.len());
    let lines = format!(
        "{eol}{}{member}{eol}{}",
        step.repeat(open),
        step.repeat(close)
    );
    Ok(replace(text, inside, &lines))
}

/// Without the member, and without the comma that it needed.
pub fn take(text: &str, path: &[String]) -> Result<String, Problem> {
    let Some(parent) = parent(text, path)? else {
        return Ok(text.to_owned());
    };
    let found = parent
        .members
        .iter()
        .rposition(|member| member.is(last(path)));
    let Some(at) = found else {
        return Ok(text.to_owned());
    };
    let members = &parent.members;
    let gone = match (at.checked_sub(1), members.get(at + 1)) {
        (Some(before), _) => members[before].value.end..members[at].value.end,
        (None, Some(next)) => members[at].start..next.start,
        (None, None) => parent.open + 1..parent.close,
    };
    Ok(replace(text, gone, ""))
}

/// Without the object at `path`, if nothing is in it.
pub fn prune(text: &str, path: &[String]) -> Result<String, Problem> {
    match get(text, path)? {
        Some(raw) if raw.starts_with('{') && object(&raw, 0).members.is_empty() => take(text, path),
        _ => Ok(text.to_owned()),
    }
}

/// Whether two JSON texts say the same.
pub fn same(one: &str, other: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    one == other || (value(one).is_some() && value(one) == value(other))
}

pub fn quoted(text: &str) -> String {
    // A text is always JSON.
    serde_json::to_string(text).unwrap_or_default()
}

/// What has no content yet is an object without members.
pub fn of_file(text: &str) -> String {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        format!("{text}{{}}\n")
    } else {
        text.to_owned()
    }
}

/// The object that holds, or would hold, the member.
fn parent(text: &str, path: &[String]) -> Result<Option<Object>, Problem> {
    check(text)?;
    let mut at = start(text);
    if !text[at..].starts_with('{') {
        return Err(Problem::at(text, at, "an object { ... } belongs here"));
    }
    for name in above(path) {
        match object(text, at).member(name) {
            None => return Ok(None),
            Some(member) => at = member.value.start,
        }
        if !text[at..].starts_with('{') {
            let what = format!("an object {{ ... }} belongs here, as {name} is one");
            return Err(Problem::at(text, at, what));
        }
    }
    Ok(Some(object(text, at)))
}

fn above(path: &[String]) -> &[String] {
    path.split_last().map_or(&[], |(_, above)| above)
}

fn last(path: &[String]) -> &str {
    path.last().map_or("", String::as_str)
}

/// Strictly: a file that others read differently is not changed.
fn check(text: &str) -> Result<(), Problem> {
    let plain = &text[mark(text)..];
    serde_json::from_str::<IgnoredAny>(plain)
        .map(|_| ())
        .map_err(|error| Problem {
            line: error.line(),
            what: format!("{error}"),
        })
}

/// The length of a byte order mark, which some editors write.
fn mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    }
}

fn start(text: &str) -> usize {
    let rest = &text[mark(text)..];
    text.len() - rest.trim_start_matches(SPACE).len()
}

const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn replace(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

struct Object {
    /// Of `{` and of `}`.
    open: usize,
    close: usize,
    members: Vec<Member>,
}

struct Member {
    /// As its text means it; none where it is no text that Rust can hold.
    name: Option<String>,
    start: usize,
    value: Range<usize>,
}

impl Member {
    fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}

impl Object {
    /// Of two with one name the last counts, as in every reader of JSON.
    fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().rfind(|member| member.is(name))
    }

    /// What stands before its first member, where that is on a line of its own.
    fn indent<'a>(&self, text: &'a str) -> Option<&'a str> {
        let first = self.members.first()?;
        let space = &text[self.open + 1..first.start];
        space.rfind('\n').map(|end| &space[end + 1..])
    }
}

/// `at` is where an object begins, in a text that is JSON.
fn object(text: &str, at: usize) -> Object {
    let bytes = text.as_bytes();
    let mut members = Vec::new();
    let mut next = space(bytes, at + 1);
    while bytes.get(next) == Some(&b'"') {
        let name = next..value(bytes, next);
        let colon = space(bytes, name.end);
        let begin = space(bytes, colon + 1);
        let end = value(bytes, begin);
        members.push(Member {
            name: serde_json::from_str(&text[name.clone()]).ok(),
            start: name.start,
            value: begin..end,
        });
        next = space(bytes, end);
        if bytes.get(next) == Some(&b',') {
            next = space(bytes, next + 1);
        }
    }
    Object {
        open: at,
        close: next,
        members,
    }
}

fn space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .count()
}

/// Where the value that begins at `from` ends. Without recursion: files nest as deep as they like.
fn value(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            _ => at = scalar(bytes, at),
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn scalar(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let ends = |byte: &u8| {
        matches!(
            byte,
            b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'
        )
    };
    from + rest.iter().position(ends).unwrap_or(rest.len()).max(1)
}
