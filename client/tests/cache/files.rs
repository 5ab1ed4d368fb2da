//! Private files: whose they are, who may read them, and how they are replaced.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, SystemTime};

use bedrock_auth::cache::private;
use bedrock_auth::home::Home;

use super::samples::home;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_written_is_read_and_is_its_owners_alone() {
    let (_folder, home) = home();
    let path = home.file("credentials/default.json");
    assert_eq!(private::read(&path).unwrap(), None);
    private::write(&path, b"one").unwrap();
    private::write(&path, b"two").unwrap();
    assert_eq!(private::read(&path).unwrap().unwrap(), b"two");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(home.path()), 0o700);
    assert_eq!(mode(&home.file("credentials")), 0o700);
    assert_eq!(names(&home.file("credentials")), ["default.json"]);
    private::remove(&path).unwrap();
    private::remove(&path).unwrap();
    assert_eq!(private::read(&path).unwrap(), None);
}

#[test]
fn what_was_left_open_to_others_is_closed() {
    let (_folder, home) = home();
    let path = home.file("settings.json");
    private::write(&path, b"{}").unwrap();
    set_mode(&path, 0o666);
    set_mode(home.path(), 0o777);
    assert_eq!(private::read(&path).unwrap().unwrap(), b"{}");
    assert_eq!((mode(&path), mode(home.path())), (0o600, 0o700));
}

/// Such as a person's whole home, or /tmp.
#[test]
fn a_folder_that_is_not_of_our_naming_keeps_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path());
    let path = home.file("settings.json");
    set_mode(folder.path(), 0o755);
    private::write(&path, b"{}").unwrap();
    assert_eq!((mode(&path), mode(folder.path())), (0o600, 0o755));
    for shared in [0o777, 0o1777, 0o770] {
        set_mode(folder.path(), shared);
        let stop = private::read(&path).unwrap_err();
        assert!(
            stop.message.contains("others may write"),
            "{}",
            stop.message
        );
        assert!(stop.hint.unwrap().contains("chmod 700"));
        assert!(private::write(&path, b"{}").is_err());
        assert_eq!(mode(folder.path()), shared);
    }
}

#[test]
fn a_file_is_as_large_as_it_may_be_and_no_larger() {
    let (_folder, home) = home();
    let path = home.file("provider.json");
    let largest = usize::try_from(private::LARGEST).unwrap();
    private::write(&path, &vec![b'x'; largest]).unwrap();
    assert_eq!(private::read(&path).unwrap().unwrap().len(), largest);
    private::write(&path, &vec![b'x'; largest + 1]).unwrap();
    let stop = private::read(&path).unwrap_err();
    assert!(stop.message.contains("larger than"), "{}", stop.message);
    let read = private::read_up_to(&path, 2 * private::LARGEST).unwrap();
    assert_eq!(read.unwrap().len(), largest + 1);
}

#[test]
fn nothing_that_was_set_aside_is_overwritten() {
    let (_folder, home) = home();
    let path = home.file("identity.json");
    for text in ["first", "second", "third"] {
        private::write(&path, text.as_bytes()).unwrap();
        private::set_aside(&path).unwrap();
    }
    private::set_aside(&path).unwrap();
    assert_eq!(
        names(home.path()),
        ["1", "2", "3"].map(|number| format!("identity.json.unreadable-{number}"))
    );
    let second = fs::read_to_string(home.file("identity.json.unreadable-2")).unwrap();
    assert_eq!(second, "second");
    fs::create_dir_all(path.join("below")).unwrap();
    private::set_aside(&path).unwrap();
    assert!(home.file("identity.json.unreadable-4/below").is_dir());
}

#[test]
fn all_that_are_set_aside_at_once_are_kept() {
    let (_folder, home) = home();
    let path = home.file("identity.json");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..10 {
                    private::write(path, format!("{number}").as_bytes()).unwrap();
                    private::set_aside(path).unwrap();
                }
            });
        }
    });
    for name in names(home.path()) {
        let kept = fs::read_to_string(home.file(&name)).unwrap();
        assert_eq!(kept.len(), 1, "{name} is one whole file");
    }
}

#[test]
fn readers_see_one_whole_file_or_another() {
    let (_folder, home) = home();
    let path = home.file("credentials/default.json");
    private::write(&path, &[b'0'; 5000]).unwrap();
    std::thread::scope(|scope| {
        for letter in b'1'..b'5' {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..50 {
                    private::write(path, &[letter; 5000]).unwrap();
                }
            });
        }
        for _ in 0..200 {
            let read = private::read(&path).unwrap().unwrap();
            assert_eq!(read.len(), 5000);
            assert!(read.iter().all(|byte| *byte == read[0]));
        }
    });
    assert_eq!(names(&home.file("credentials")), ["default.json"]);
}

#[test]
fn what_killed_writers_left_is_taken_away_once_it_is_old() {
    let (_folder, home) = home();
    private::write(&home.file("settings.json"), b"{}").unwrap();
    let left = |name: &str, age: Duration| {
        let file = File::create(home.file(name)).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    };
    let (hour, day) = (Duration::from_secs(3600), Duration::from_secs(86_400));
    left(".settings.json.4242-0123456789abcdef.tmp", day);
    left(".tokens.json.4242-0123456789abcdef.tmp", hour * 2);
    left(".settings.json.4243-0123456789abcdef.tmp", hour / 2);
    left("notes.tmp", day);
    left(".hidden", day);
    private::write(&home.file("settings.json"), b"{}").unwrap();
    assert_eq!(
        names(home.path()),
        [
            ".hidden",
            ".settings.json.4243-0123456789abcdef.tmp",
            "notes.tmp",
            "settings.json"
        ]
    );
}
