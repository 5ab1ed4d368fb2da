//! Files before and after, each case in a folder. `UPDATE_GOLDEN=1` writes what comes after anew.

use std::fs;
use std::path::Path;

use super::stage::Stage;

/// The name in a case's folder, and where it belongs.
const FILES: [(&str, &str); 3] = [
    ("aws-config", ".aws/config"),
    ("aws-credentials", ".aws/credentials"),
    ("claude.json", ".claude/settings.json"),
];

#[test]
fn what_is_not_ours_stays_and_comes_back() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/install/cases");
    let mut names: Vec<_> = fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(names.len() >= 8, "{names:?}");
    for case in names {
        hold(&case);
    }
}

fn hold(case: &Path) {
    let stage = Stage::new();
    for (name, place) in FILES {
        if let Ok(bytes) = fs::read(case.join(name)) {
            stage.write(place, &bytes);
        }
    }
    let line = fs::read_to_string(case.join("command")).unwrap();
    let args: Vec<&str> = line.split_whitespace().collect();

    let dry = stage.run(&[args.as_slice(), &["--dry-run"]].concat());
    assert_eq!(dry.code, 0, "{case:?}: {}", dry.err);
    untouched(case, &stage, "after a dry run");

    let said = stage.run(&args);
    assert_eq!(said.code, 0, "{case:?}: {}", said.err);
    golden(&case.join("said"), &(said.out + &said.err));
    let mut after = Vec::new();
    for (name, place) in FILES {
        after.push(stage.read(place));
        if let Some(bytes) = stage.read(place) {
            let text = stage.plain(&String::from_utf8(bytes).unwrap());
            golden(&case.join(format!("{name}.after")), &text);
        }
    }

    let again = stage.run(&args);
    assert!(
        again.out.contains("Nothing to change"),
        "{case:?}: {}",
        again.out
    );
    let unchanged: Vec<_> = FILES.iter().map(|(_, place)| stage.read(place)).collect();
    assert_eq!(unchanged, after, "{case:?}");

    let back = stage.uninstall();
    assert_eq!(back.code, 0, "{case:?}: {}{}", back.out, back.err);
    untouched(case, &stage, "after uninstalling");
}

fn untouched(case: &Path, stage: &Stage, when: &str) {
    for (name, place) in FILES {
        let before = fs::read(case.join(name)).ok();
        assert_eq!(stage.read(place), before, "{case:?}: {place} {when}");
    }
}

fn golden(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, text).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(written, text, "{path:?}: UPDATE_GOLDEN=1 writes it anew");
}
