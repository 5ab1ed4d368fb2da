//! A key that takes one of a few words.

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::section::{At, Section};
use super::suggest;

/// The word's meaning, where the key is there.
pub fn read<T: Copy>(
    section: &Section<'_>,
    key: &str,
    words: &[(&'static str, T)],
    findings: &mut Findings,
) -> Result<Option<At<T>>, Reported> {
    let text = section.text(key, findings)?;
    text.map(|text| meaning(&text, &format!("{}.{key}", section.path), words, findings))
        .transpose()
}

pub fn meaning<T: Copy>(
    text: &At<&str>,
    path: &str,
    words: &[(&'static str, T)],
    findings: &mut Findings,
) -> Result<At<T>, Reported> {
    if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text.value) {
        return Ok(At::new(*meaning, text.span.clone()));
    }
    let known = words.iter().map(|(word, _)| *word);
    Err(findings.error(
        Diagnostic::error(
            Code::UnknownWord,
            text.span.clone(),
            "not one of the words",
            format!("{path} must be {}", suggest::choice(known.clone())),
        )
        .help(suggest::did_you_mean(text.value, known, '"')),
    ))
}
