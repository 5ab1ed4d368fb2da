//! From what every file has to say to what has to be written, and back again.

use std::path::{Path, PathBuf};

use super::file::{self, Found};
use super::json_text;
use super::merge::{Change, Format, Merged, Problem, Wanted, merge, undo};
use super::record::{self, Record, Written};
use crate::home::Home;
use crate::stop::Stop;

/// A file and what it has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub path: PathBuf,
    pub format: Format,
    pub wanted: Vec<Wanted>,
}

/// A file that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    found: Found,
    /// The file without anything of ours; none where there was no file.
    base: Option<String>,
    text: String,
    pub written: Written,
    /// What is another than it is now: the place, what it says now, what it will say.
    pub differences: Vec<Difference>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub path: Vec<String>,
    pub now: Option<String>,
    pub then: Option<String>,
}

impl Step {
    pub fn prepare(home: &Home, target: &Target, record: &Record) -> Result<Self, Stop> {
        let Target {
            path,
            format,
            wanted,
        } = target;
        let found = file::look(path)?;
        let known = record.file(path).filter(|_| found.text.is_some());
        let changes = known.map_or(&[][..], |known| &known.changes);
        let base = base(home, &found, known)?;
        let text = readable(*format, found.text.as_deref().unwrap_or_default());
        let merged = merge(*format, &text, changes, wanted);
        let Merged { text, changes } = merged.map_err(|problem| not_merged(path, &problem))?;
        let differences = differences(*format, &found, record.file(path), &text, &changes);
        Ok(Self {
            written: Written {
                path: path.clone(),
                format: *format,
                before: base.as_deref().map(|base| record::copy_name(path, base)),
                after: vec![record::fingerprint(&text)],
                changes,
            },
            found,
            base,
            text,
            differences,
        })
    }

    pub fn changes_the_file(&self) -> bool {
        self.found.text.as_deref() != Some(&self.text)
    }
}

/// Writes what has to be written; first of all, what is about to happen.
pub fn carry_out(home: &Home, record: &Record, steps: &[Step]) -> Result<(), Stop> {
    let done = steps
        .iter()
        .fold(record.clone(), |done, step| done.with(step.written.clone()));
    if done == *record && !steps.iter().any(Step::changes_the_file) {
        return Ok(());
    }
    for step in steps {
        if let Some(base) = &step.base {
            record::keep_copy(home, &step.written.path, base)?;
        }
    }
    let begun = steps.iter().fold(record.clone(), |begun, step| {
        begun.with(step.written.or(record.file(&step.written.path)))
    });
    begun.write(home)?;
    for step in steps.iter().filter(|step| step.changes_the_file()) {
        step.found.write(&step.text)?;
    }
    done.write(home)
}

/// What became of a file when ours was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    pub path: PathBuf,
    pub fate: Fate,
    /// What somebody has changed since, and stays.
    pub left: Vec<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Byte for byte as it was.
    AsBefore,
    /// There was none before.
    Removed,
    /// Without ours; what others changed since is kept.
    Cleared,
    /// Nothing of ours was in it.
    Untouched,
}

/// A file with ours still in it, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub path: PathBuf,
    pub stop: Stop,
}

impl Failed {
    /// Nothing fails without a remedy.
    pub fn new(path: &Path, mut stop: Stop) -> Self {
        stop.hint.get_or_insert_with(|| {
            "see that you may read and write the file and its folder, and run this again".into()
        });
        Self {
            path: path.to_owned(),
            stop,
        }
    }
}

pub fn take_back(home: &Home, written: &Written) -> Result<TakenBack, Stop> {
    let path = &written.path;
    let found = file::look(path)?;
    let (fate, left) = match &found.text {
        None => (Fate::Untouched, Vec::new()),
        Some(text) => {
            let (base, left) = without(home, text, written)?;
            let fate = match &base {
                Some(base) if base == text => Fate::Untouched,
                Some(base) => {
                    found.write(base)?;
                    if written.after.contains(&record::fingerprint(text)) {
                        Fate::AsBefore
                    } else {
                        Fate::Cleared
                    }
                }
                None => {
                    found.remove()?;
                    Fate::Removed
                }
            };
            (fate, left)
        }
    };
    Ok(TakenBack {
        path: path.clone(),
        fate,
        left,
    })
}

fn base(home: &Home, found: &Found, known: Option<&Written>) -> Result<Option<String>, Stop> {
    match (&found.text, known) {
        (Some(text), Some(known)) => Ok(without(home, text, known)?.0),
        (text, _) => Ok(text.clone()),
    }
}

/// The text without ours: as it was where nobody else has touched it, else with ours cut out of it.
fn without(
    home: &Home,
    text: &str,
    written: &Written,
) -> Result<(Option<String>, Vec<Vec<String>>), Stop> {
    let Written {
        path,
        format,
        before,
        after,
        changes,
    } = written;
    let copy = match before {
        Some(name) => record::copy(home, name)?,
        None => None,
    };
    if after.contains(&record::fingerprint(text)) && (copy.is_some() || before.is_none()) {
        return Ok((copy, Vec::new()));
    }
    let (rest, left) = undo(*format, &readable(*format, text), changes)
        .map_err(|problem| not_merged(path, &problem))?;
    let empty = match format {
        Format::AwsConfig => rest.trim().is_empty(),
        Format::Json => json_text::same(&rest, "{}"),
    };
    if before.is_none() && empty {
        return Ok((None, left));
    }
    Ok((Some(rest), left))
}

fn readable(format: Format, text: &str) -> String {
    match format {
        Format::AwsConfig => text.to_owned(),
        Format::Json => json_text::of_file(text),
    }
}

fn differences(
    format: Format,
    found: &Found,
    known: Option<&Written>,
    then: &str,
    changes: &[Change],
) -> Vec<Difference> {
    let now = readable(format, found.text.as_deref().unwrap_or_default());
    let known = known.map_or(&[][..], |known| &known.changes);
    let mut differences: Vec<Difference> = Vec::new();
    for change in known.iter().chain(changes).filter(|change| !change.holder) {
        let get = |text: &str| format.get(text, &change.path).ok().flatten();
        let difference = Difference {
            path: change.path.clone(),
            now: get(&now),
            then: get(then),
        };
        if difference.now != difference.then && !differences.contains(&difference) {
            differences.push(difference);
        }
    }
    differences
}

fn not_merged(path: &Path, Problem { line, what }: &Problem) -> Stop {
    let shown = path.display();
    Stop::failed(format!("could not change {shown}: line {line}: {what}"))
        .hint("mend that line first; the file is as it was")
}
