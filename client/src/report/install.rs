//! What was installed, and what was taken back.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::person;
use crate::command::sign_out::SignedOut;
use crate::install::merge::Format;
use crate::install::steps::{Difference, Failed, Fate, Step, TakenBack};

#[derive(Debug)]
pub struct Installed<'a> {
    pub team: &'a str,
    pub region: &'a str,
    pub profile: Option<&'a str>,
    pub steps: &'a [Step],
    /// Where the files are as they were.
    pub copies: &'a Path,
    /// What outranks it.
    pub shadows: &'a [String],
    pub dry_run: bool,
}

pub fn installed(installed: &Installed<'_>, json: bool) {
    if json {
        super::json(&as_json(installed));
        return;
    }
    super::out(&as_text(installed));
    for shadow in installed.shadows {
        super::err(&format!("warning: {shadow}\n"));
    }
}

fn as_text(installed: &Installed<'_>) -> String {
    let Installed {
        team,
        region,
        profile,
        steps,
        copies,
        dry_run,
        ..
    } = installed;
    let mut text = String::new();
    for step in *steps {
        let _ = writeln!(text, "{}", step.written.path.display());
        if !step.changes_the_file() {
            text.push_str("  is as it should be\n");
            continue;
        }
        for difference in &step.differences {
            let _ = writeln!(text, "  {}", line(step.written.format, difference));
        }
        if let (Some(copy), false) = (&step.written.before, dry_run) {
            let copy = copies.join(copy);
            let _ = writeln!(text, "  as it was: {}", copy.display());
        }
    }
    let changed = steps.iter().any(Step::changes_the_file);
    let verdict = match (changed, dry_run) {
        (false, _) => "Nothing to change",
        (true, true) => "Nothing was written; this is what would be",
        (true, false) => "Installed",
    };
    let _ = writeln!(text, "{verdict}: team {team} in {region}.");
    if let Some(profile) = profile.filter(|_| !dry_run) {
        let _ = writeln!(text, "Use it with AWS_PROFILE={profile}.");
    }
    text
}

fn line(format: Format, difference: &Difference) -> String {
    let Difference { path, now, then } = difference;
    let place = match format {
        Format::AwsConfig => format!("[{}] {}", path[0], path.get(1).map_or("", String::as_str)),
        Format::Json => path.join("."),
    };
    match (now, then) {
        (None, Some(then)) => format!("+ {place} = {then}"),
        (Some(now), Some(then)) => format!("~ {place} = {then}, was {now}"),
        (Some(now), None) => format!("- {place} = {now}"),
        (None, None) => place,
    }
}

fn as_json(installed: &Installed<'_>) -> Value {
    let Installed {
        team,
        region,
        profile,
        steps,
        copies,
        shadows,
        dry_run,
    } = installed;
    let file = |step: &Step| {
        let changed = step.changes_the_file();
        let copy = step.written.before.as_ref().filter(|_| changed && !dry_run);
        json!({
            "path": step.written.path.to_string_lossy(),
            "changed": changed,
            "copy": copy.map(|copy| copies.join(copy).to_string_lossy().into_owned()),
            "changes": step.differences.iter().map(|Difference { path, now, then }| json!({
                "place": path,
                "before": now,
                "after": then,
            })).collect::<Vec<_>>(),
        })
    };
    json!({
        "team": team,
        "region": region,
        "profile": profile,
        "dry_run": dry_run,
        "changed": steps.iter().any(Step::changes_the_file),
        "files": steps.iter().map(file).collect::<Vec<_>>(),
        "warnings": shadows,
    })
}

pub fn uninstalled(
    taken: &[TakenBack],
    failed: &[Failed],
    forgotten: Option<&SignedOut>,
    json: bool,
) {
    if json {
        let failure = |Failed { path, stop }: &Failed| {
            json!({
                "path": path.to_string_lossy(),
                "why": stop.message,
                "hint": stop.hint,
            })
        };
        let file = |back: &TakenBack| {
            json!({
                "path": back.path.to_string_lossy(),
                "fate": fate(back.fate),
                "left": back.left,
            })
        };
        super::json(&json!({
            "files": taken.iter().map(file).collect::<Vec<_>>(),
            "failed": failed.iter().map(failure).collect::<Vec<_>>(),
            "all": forgotten.is_some(),
            "forgotten": forgotten.map(person::signed_out_json),
        }));
        return;
    }
    let mut text = String::new();
    for back in taken {
        let _ = writeln!(text, "{}: {}", back.path.display(), fate(back.fate));
        for place in &back.left {
            let _ = writeln!(
                text,
                "  {} was changed since it was installed, and stays",
                place.join(" ")
            );
        }
    }
    if taken.is_empty() && failed.is_empty() {
        text.push_str("Nothing was installed.\n");
    }
    if let Some(SignedOut { revocation, failed }) = forgotten {
        text.push_str(match failed.as_slice() {
            [] => "Tokens, credentials and settings are gone.\n",
            _ => "Some of the tokens, credentials and settings could not be removed.\n",
        });
        text.push_str(&person::at_provider(revocation));
    }
    super::out(&text);
    for Failed { stop, .. } in failed {
        super::stop(stop);
    }
    super::stops(forgotten.map_or(&[], |forgotten| &forgotten.failed));
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::AsBefore => "as it was before",
        Fate::Removed => "removed: there was none before",
        Fate::Cleared => "cleared; what was changed since is kept",
        Fate::Untouched => "had nothing of ours",
    }
}
