//! Values into a text that is somebody else's, and out of it again.

use serde::{Deserialize, Serialize};

use super::{aws_config, json_text};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    AwsConfig,
    Json,
}

/// What a file has to say: `["profile bedrock", "region"]` or `["env", "AWS_REGION"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub path: Vec<String>,
    pub value: String,
}

/// One value that was written, and what was there before. Both as they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub path: Vec<String>,
    pub before: Option<String>,
    /// What was written; also what was to be written, while nobody knows whether it was.
    pub after: Vec<String>,
    /// A section or an object that was made to hold what follows. What was put before it is in `after`.
    #[serde(default)]
    pub holder: bool,
}

/// Why a text is not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub line: usize,
    pub what: String,
}

impl Problem {
    pub fn at(text: &str, place: usize, what: impl Into<String>) -> Self {
        let before = text.get(..place).unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            what: what.into(),
        }
    }
}

/// A text with the wanted values in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub text: String,
    /// Against the text without any of ours.
    pub changes: Vec<Change>,
}

/// `known` is what was written earlier. What of it is not wanted any more is taken back; other sections
/// stay.
pub fn merge(
    format: Format,
    text: &str,
    known: &[Change],
    wanted: &[Wanted],
) -> Result<Merged, Problem> {
    let (base, _) = undo(format, text, known)?;
    let concerned = |change: &&Change| {
        let beside =
            |wanted: &Wanted| format == Format::Json || wanted.path[..1] == change.path[..1];
        wanted.iter().any(beside)
    };
    let (known, elsewhere): (Vec<&Change>, Vec<&Change>) = known.iter().partition(concerned);
    let stale = known.iter().filter(|change| {
        let still = |wanted: &Wanted| wanted.path.starts_with(&change.path);
        !wanted.iter().any(still)
    });
    let stale: Vec<Change> = stale.map(|change| (*change).clone()).collect();
    let (mut text, _) = undo(format, text, &stale)?;
    let mut changes: Vec<Change> = elsewhere.into_iter().cloned().collect();
    for Wanted { path, value } in wanted {
        let raw = format.raw(value);
        if let [above, _] = path.as_slice() {
            let above = std::slice::from_ref(above);
            let noted = changes.iter().any(|change| change.path == above);
            if !noted && format.get(&base, above)?.is_none() {
                changes.push(Change {
                    path: above.to_vec(),
                    before: None,
                    after: vec![format.gap(&base)],
                    holder: true,
                });
            }
        }
        let there = format.get(&text, path)?;
        if !there.is_some_and(|there| format.same(&there, &raw)) {
            text = format.put(&text, path, &raw)?;
        }
        changes.push(Change {
            path: path.clone(),
            before: format.get(&base, path)?,
            after: vec![raw],
            holder: false,
        });
    }
    Ok(Merged { text, changes })
}

/// The text without what was written, and the places that somebody has changed since, which stay.
pub fn undo(
    format: Format,
    text: &str,
    changes: &[Change],
) -> Result<(String, Vec<Vec<String>>), Problem> {
    let mut text = text.to_owned();
    let mut left = Vec::new();
    for Change {
        path,
        before,
        after,
        holder,
    } in changes.iter().rev()
    {
        if *holder {
            text = format.prune(&text, path, after)?;
            continue;
        }
        let there = format.get(&text, path)?;
        let ours = |there: &String| after.iter().any(|after| format.same(there, after));
        match (there, before) {
            (Some(there), Some(before)) if ours(&there) => {
                if there != *before {
                    text = format.put(&text, path, before)?;
                }
            }
            (Some(there), None) if ours(&there) => text = format.take(&text, path)?,
            (there, before) if there == *before => {}
            _ => left.push(path.clone()),
        }
    }
    Ok((text, left))
}

impl Format {
    /// What goes before a section that is made.
    fn gap(self, text: &str) -> String {
        match self {
            Self::AwsConfig => aws_config::gap(text),
            Self::Json => String::new(),
        }
    }

    pub fn get(self, text: &str, path: &[String]) -> Result<Option<String>, Problem> {
        match self {
            Self::AwsConfig => aws_config::get(text, path),
            Self::Json => json_text::get(text, path),
        }
    }

    fn put(self, text: &str, path: &[String], raw: &str) -> Result<String, Problem> {
        match self {
            Self::AwsConfig => aws_config::put(text, path, raw),
            Self::Json => json_text::put(text, path, raw),
        }
    }

    fn take(self, text: &str, path: &[String]) -> Result<String, Problem> {
        match self {
            Self::AwsConfig => aws_config::take(text, path),
            Self::Json => json_text::take(text, path),
        }
    }

    fn prune(self, text: &str, path: &[String], marks: &[String]) -> Result<String, Problem> {
        match self {
            Self::AwsConfig => aws_config::prune(text, path, marks),
            Self::Json => json_text::prune(text, path),
        }
    }

    fn raw(self, value: &str) -> String {
        match self {
            Self::AwsConfig => value.to_owned(),
            Self::Json => json_text::quoted(value),
        }
    }

    fn same(self, one: &str, other: &str) -> bool {
        match self {
            Self::AwsConfig => one == other,
            Self::Json => json_text::same(one, other),
        }
    }
}

/// As the text ends its lines.
pub fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
