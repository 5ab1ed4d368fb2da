//! Keys of one section of `~/.aws/config`, read and changed in its own text.
//!
//! AWS's tools differ in what they forgive in that file. What not all of them read is refused with its
//! line: a profile beside it would not be found by some.

use std::ops::Range;

use super::merge::{Problem, line_end};

/// The key's value, or of a section alone, nothing but that it is there.
pub fn get(text: &str, path: &[String]) -> Result<Option<String>, Problem> {
    let Some(section) = section(text, path)? else {
        return Ok(None);
    };
    let Some(key) = path.get(1) else {
        return Ok(Some(String::new()));
    };
    let entry = section.entry(key);
    Ok(entry.map(|entry| text[entry.value.clone()].to_owned()))
}

pub fn put(text: &str, path: &[String], value: &str) -> Result<String, Problem> {
    let [name, key] = path else {
        return Ok(text.to_owned());
    };
    let eol = line_end(text);
    let Some(section) = section(text, path)? else {
        let gap = gap(text);
        return Ok(format!("{text}{gap}[{name}]{eol}{key} = {value}{eol}"));
    };
    if let Some(entry) = section.entry(key) {
        return Ok(replace(text, entry.value.clone(), value));
    }
    let at = section
        .entries
        .last()
        .map_or(section.header.end, |last| last.lines.end);
    let ended = text[..at].ends_with(['\n', '\r']);
    let line = if ended {
        format!("{key} = {value}{eol}")
    } else {
        format!("{eol}{key} = {value}")
    };
    Ok(replace(text, at..at, &line))
}

/// Without the key's line.
pub fn take(text: &str, path: &[String]) -> Result<String, Problem> {
    let section = section(text, path)?;
    let key = path.get(1).map_or("", String::as_str);
    let Some(entry) = section.as_ref().and_then(|section| section.entry(key)) else {
        return Ok(text.to_owned());
    };
    let Range { mut start, end } = entry.lines.clone();
    if !text[..end].ends_with(['\n', '\r']) {
        // The last line of a file whose last line has no end.
        let before = &text[..start];
        start = before
            .strip_suffix("\r\n")
            .or(before.strip_suffix('\n'))
            .unwrap_or(before)
            .len();
    }
    Ok(replace(text, start..end, ""))
}

/// Without the section, if no key and no comment is left in it; `gaps` is what was put before it.
pub fn prune(text: &str, path: &[String], gaps: &[String]) -> Result<String, Problem> {
    let Some(Section { header, end, .. }) = section(text, path)?
        .filter(|section| text[section.header.end..section.end].trim().is_empty())
    else {
        return Ok(text.to_owned());
    };
    let before = &text[..header.start];
    let mut kept = gaps
        .iter()
        .filter_map(|gap| before.strip_suffix(gap.as_str()))
        .next()
        .unwrap_or(before)
        .to_owned();
    let after = &text[header.end..];
    if end < text.len() && !kept.is_empty() && !kept.ends_with(['\n', '\r']) {
        kept.push_str(line_end(text));
    }
    Ok(kept + after)
}

/// What goes between a text and a section that is added to it: an empty line.
pub fn gap(text: &str) -> String {
    let eol = line_end(text);
    if text.is_empty() {
        String::new()
    } else if !text.ends_with(['\n', '\r']) {
        eol.repeat(2)
    } else {
        eol.to_owned()
    }
}

/// All keys of a section.
pub fn keys(text: &str, name: &str) -> Result<Vec<String>, Problem> {
    let found = section(text, &[name.to_owned()])?;
    let entries = found.map(|section| section.entries).unwrap_or_default();
    Ok(entries.into_iter().map(|entry| entry.key).collect())
}

/// A section, for who only looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What stands in the brackets.
    pub heading: String,
    settings: Vec<(String, String)>,
}

impl Settings {
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut found = self.settings.iter().filter(|(name, _)| name == key);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The profile that it is of, in `~/.aws/config`.
    pub fn profile(&self) -> Option<&str> {
        match self.heading.as_str() {
            "default" => Some("default"),
            heading => profile_of(heading),
        }
    }
}

pub fn all(text: &str) -> Result<Vec<Settings>, Problem> {
    let of = |section: Section| {
        let value = |entry: Entry| (entry.key, text[entry.value].to_owned());
        Settings {
            heading: section.name,
            settings: section.entries.into_iter().map(value).collect(),
        }
    };
    Ok(sections(text)?.into_iter().map(of).collect())
}

/// How the file itself writes the section of a profile, if it has one.
pub fn heading(text: &str, profile: &str) -> Result<Option<String>, Problem> {
    let sections = sections(text)?;
    let named = |wanted: &dyn Fn(&str) -> bool| {
        let mut found = sections.iter().filter(|section| wanted(&section.name));
        found.next().map(|section| section.name.clone())
    };
    // AWS's tools prefer it to `[default]`.
    let full = named(&|name| profile_of(name) == Some(profile));
    let bare = || named(&|name| profile == "default" && name == "default");
    Ok(full.or_else(bare))
}

struct Section {
    /// What stands in the brackets.
    name: String,
    /// Its line, with its end.
    header: Range<usize>,
    end: usize,
    entries: Vec<Entry>,
}

struct Entry {
    /// In small letters, as AWS's tools compare them.
    key: String,
    /// All its lines, with their ends: what is indented below it belongs to it.
    lines: Range<usize>,
    value: Range<usize>,
}

impl Section {
    fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// The profile's name in a heading such as `profile platform` or `profile "platform"`.
fn profile_of(heading: &str) -> Option<&str> {
    let rest = heading.strip_prefix("profile")?;
    let name = rest.trim_start();
    if name.len() == rest.len() {
        return None;
    }
    let quoted = |quote| name.strip_prefix(quote)?.strip_suffix(quote);
    Some(quoted('"').or_else(|| quoted('\'')).unwrap_or(name))
}

fn section(text: &str, path: &[String]) -> Result<Option<Section>, Problem> {
    let name = path.first().map_or("", String::as_str);
    let mut found = sections(text)?
        .into_iter()
        .filter(|section| section.name == name);
    let first = found.next();
    match found.next() {
        Some(again) => {
            let what = format!("[{name}] is here a second time");
            Err(Problem::at(text, again.header.start, what))
        }
        None => Ok(first),
    }
}

fn sections(text: &str) -> Result<Vec<Section>, Problem> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open_entry = false;
    for line in lines(text) {
        let content = &text[line.clone()];
        let trimmed = content.trim();
        let indented = content.starts_with([' ', '\t']);
        if let Some(section) = sections.last_mut() {
            section.end = line.end;
        }
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let entries = sections.last_mut().map(|section| &mut section.entries);
        match (entries, heading_in(trimmed), entry(text, &line)) {
            (Some(entries), _, _) if indented && open_entry => {
                if let Some(entry) = entries.last_mut() {
                    entry.lines.end = line.end;
                    entry.value.end = line.start + content.trim_end().len();
                }
            }
            (_, Some(name), _) => {
                open_entry = false;
                sections.push(Section {
                    name: name.to_owned(),
                    end: line.end,
                    header: line,
                    entries: Vec::new(),
                });
            }
            (Some(entries), None, Some(entry)) => {
                if entries.iter().any(|other| other.key == entry.key) {
                    let what = format!("{} is here a second time", entry.key);
                    return Err(Problem::at(text, line.start, what));
                }
                open_entry = true;
                entries.push(entry);
            }
            _ => {
                let what = "this is no [section], no key = value and no # comment";
                return Err(Problem::at(text, line.start, what));
            }
        }
    }
    Ok(sections)
}

fn heading_in(trimmed: &str) -> Option<&str> {
    let (name, _) = trimmed.strip_prefix('[')?.split_once(']')?;
    Some(name.trim())
}

fn entry(text: &str, line: &Range<usize>) -> Option<Entry> {
    let content = text[line.clone()].trim_end();
    let delimiter = content.find(['=', ':'])?;
    let key = content[..delimiter].trim().to_lowercase();
    let after = &content[delimiter + 1..];
    let space = after.len() - after.trim_start().len();
    let begin = line.start + delimiter + 1 + space;
    (!key.is_empty()).then(|| Entry {
        key,
        lines: line.clone(),
        value: begin..line.start + content.len(),
    })
}

/// Every line with its end, whatever system wrote it.
fn lines(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let alone = *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        if *byte == b'\n' || alone {
            lines.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < bytes.len() {
        lines.push(start..bytes.len());
    }
    lines
}

fn replace(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}
