//! Files that keep what was shown. `UPDATE_GOLDEN=1` writes them anew.

use std::path::Path;
use std::{env, fs};

pub fn are_written_anew() -> bool {
    env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

#[track_caller]
pub fn is_as_kept(path: &Path, shown: &str) {
    if are_written_anew() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, shown).expect("a file");
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let path = path.display();
    assert_eq!(shown, kept, "{path}: UPDATE_GOLDEN=1 writes it anew");
}
