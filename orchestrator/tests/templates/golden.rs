//! Each case renders as in its file. A new case is a new folder with a `case.json`;
//! `UPDATE_GOLDEN=1` writes its `rendered.json`.

use std::{env, fs};

use super::file;
use super::render::render;

#[test]
fn templates_become_what_their_files_say() {
    for (name, case) in file::cases() {
        let template = file::template(&case.template);
        let rendered = render(&template, &case.place, &case.values());
        let text = format!("{:#}\n", rendered.json());
        let path = file::folder().join(&name).join("rendered.json");
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, golden, "{name}: UPDATE_GOLDEN=1 writes it anew");
    }
}

#[test]
fn every_template_has_a_case() {
    let cases = file::cases();
    for name in file::texts().keys() {
        assert!(cases.values().any(|case| case.template == *name), "{name}");
    }
}
