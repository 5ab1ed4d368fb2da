//! Each case renders as in its file. A new case is a new folder with a `case.json`;
//! `UPDATE_GOLDEN=1` writes its `rendered.json`.

use crate::golden::is_as_kept;

use super::file;
use super::render::render;

#[test]
fn templates_become_what_their_files_say() {
    for (name, case) in file::cases() {
        let template = file::template(&case.template);
        let rendered = render(&template, &case.place, &case.values());
        let text = format!("{:#}\n", rendered.json());
        let path = file::folder().join(&name).join("rendered.json");
        is_as_kept(&path, &text);
    }
}

#[test]
fn every_template_has_a_case() {
    let cases = file::cases();
    for name in file::texts().keys() {
        assert!(cases.values().any(|case| case.template == *name), "{name}");
    }
}
