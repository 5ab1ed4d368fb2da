//! Keys that no one would read.

use super::diagnostic::{Code, Diagnostic};
use super::findings::Findings;
use super::keys::{Shape, Table};
use super::section::Section;
use super::suggest;

/// Reports every key of the section, and of the tables in it, that the plan file does not have.
pub fn report(section: &Section<'_>, table: &'static Table, findings: &mut Findings) {
    for (name, node) in section.entries() {
        let Some(key) = table.keys.iter().find(|key| key.name == name.value) else {
            let known = table.keys.iter().map(|key| key.name);
            let place = if section.path.is_empty() {
                "the plan file".to_owned()
            } else {
                section.path.clone()
            };
            let meant = suggest::nearest(name.value, known.clone());
            findings.misspelt(
                &section.path,
                meant,
                Diagnostic::error(
                    Code::UnknownKey,
                    name.span,
                    "not a key of the plan file",
                    format!("{place} has no key {}", suggest::shown_key(name.value)),
                )
                .help(suggest::did_you_mean(name.value, known, '`')),
            );
            continue;
        };
        // Whatever has the wrong type is reported where it is read.
        let mut quiet = Findings::default();
        match &key.shape {
            Shape::Table(inner) => {
                if let Ok(section) = node.section(&mut quiet) {
                    report(&section, inner, findings);
                }
            }
            Shape::Named(inner) => {
                let Ok(named) = node.section(&mut quiet) else {
                    continue;
                };
                for (_, node) in named.entries() {
                    if let Ok(section) = node.section(&mut quiet) {
                        report(&section, inner, findings);
                    }
                }
            }
            _ => {}
        }
    }
}
