//! Commands that a shell and AWS's tools split alike.

use bedrock_auth::install::command_line::{Shell, word};

#[test]
fn words_are_quoted_where_they_need_it() {
    for (text, shell, expected) in [
        (
            "/usr/bin/bedrock-auth",
            Shell::Posix,
            "/usr/bin/bedrock-auth",
        ),
        (
            "/Users/Ada Byron/bin/x",
            Shell::Posix,
            "\"/Users/Ada Byron/bin/x\"",
        ),
        ("/opt/it's/x", Shell::Posix, "\"/opt/it's/x\""),
        ("/opt/(a)&b;c*", Shell::Posix, "\"/opt/(a)&b;c*\""),
        ("~/x", Shell::Posix, "\"~/x\""),
        (
            "https://a.example/r.json?x=1&y=2",
            Shell::Posix,
            "\"https://a.example/r.json?x=1&y=2\"",
        ),
        (
            "C:\\Users\\ada\\x.exe",
            Shell::Windows,
            "C:\\Users\\ada\\x.exe",
        ),
        (
            "C:\\Program Files\\x.exe",
            Shell::Windows,
            "\"C:\\Program Files\\x.exe\"",
        ),
    ] {
        assert_eq!(word(text, shell).unwrap(), expected);
    }
}

#[test]
fn what_cannot_be_quoted_for_all_is_refused() {
    for (text, shell) in [
        ("", Shell::Posix),
        ("/opt/$HOME/x", Shell::Posix),
        ("/opt/`id`/x", Shell::Posix),
        ("/opt/a\"b", Shell::Posix),
        ("/opt/a\\b", Shell::Posix),
        ("/opt/a\nb", Shell::Posix),
        ("/opt/a #b", Shell::Posix),
        ("/opt/a ;b", Shell::Posix),
        ("C:\\%USERPROFILE%\\x.exe", Shell::Windows),
    ] {
        let stop = word(text, shell).unwrap_err();
        assert!(stop.message.starts_with("could not write "), "{stop:?}");
        assert!(stop.hint.is_some());
    }
}
