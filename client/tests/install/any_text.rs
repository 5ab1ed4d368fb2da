//! Thousands of odd files: what goes in comes out again, and nothing panics.

use bedrock_auth::install::merge::{Format, Wanted, merge, undo};
use serde_json::Value;

const ROUNDS: usize = 20_000;

fn wanted(list: &[(&[&str], &str)]) -> Vec<Wanted> {
    let wanted = list.iter().map(|(path, value)| Wanted {
        path: path.iter().map(ToString::to_string).collect(),
        value: (*value).to_owned(),
    });
    wanted.collect()
}

fn profile(region: &str) -> Vec<Wanted> {
    wanted(&[
        (
            &["profile bedrock", "credential_process"],
            "/opt/bedrock-auth credential-process",
        ),
        (&["profile bedrock", "region"], region),
    ])
}

fn claude(model: &str) -> Vec<Wanted> {
    wanted(&[
        (&["env", "AWS_REGION"], "us-east-1"),
        (&["env", "ANTHROPIC_MODEL"], model),
        (&["awsAuthRefresh"], "/opt/bedrock-auth login --if-needed"),
    ])
}

/// Pieces that matter to a reader, thrown together.
fn ini(random: &mut fastrand::Rng) -> String {
    const PIECES: [&str; 24] = [
        "[default]",
        "[profile bedrock]",
        "[profile other]",
        "[ profile bedrock ]",
        "[profile \"bedrock\"]",
        "[sso-session x]",
        "region = eu-west-1",
        "region=us-west-2",
        "REGION: x",
        "output = json",
        "s3 =",
        "  max_concurrent_requests = 5",
        "\tindented",
        "# note",
        "; note",
        "  # indented note",
        "credential_process = /usr/bin/other x",
        "key = [x]",
        "",
        "  ",
        "= nothing",
        "[broken",
        "ä = ö",
        "cli_pager =",
    ];
    const ENDS: [&str; 4] = ["\n", "\n", "\r\n", "\r"];
    let end = random.usize(0..9);
    let end = ENDS.get(end).copied().unwrap_or("\n");
    let mut text = String::new();
    for _ in 0..random.usize(0..12) {
        text.push_str(PIECES[random.usize(0..PIECES.len())]);
        text.push_str(end);
    }
    if random.bool() {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    text
}

#[test]
fn an_aws_config_is_as_it_was_when_ours_is_taken_out() {
    let mut random = fastrand::Rng::with_seed(4);
    let mut merged = 0;
    for _ in 0..ROUNDS {
        let before = ini(&mut random);
        let Ok(first) = merge(Format::AwsConfig, &before, &[], &profile("us-east-1")) else {
            continue;
        };
        merged += 1;
        let (after, left) = undo(Format::AwsConfig, &first.text, &first.changes).unwrap();
        assert_eq!(
            (after.as_str(), left.len()),
            (before.as_str(), 0),
            "{:?}",
            first.text
        );

        // The same again changes nothing; another Region changes that, and all can be taken out.
        let known = &first.changes;
        let again = merge(Format::AwsConfig, &first.text, known, &profile("us-east-1")).unwrap();
        assert_eq!(again, first);
        let moved = merge(Format::AwsConfig, &first.text, known, &profile("eu-west-3")).unwrap();
        let (after, _) = undo(Format::AwsConfig, &moved.text, &moved.changes).unwrap();
        assert_eq!(after, before, "{:?}", moved.text);
    }
    assert!(merged > ROUNDS / 5, "{merged}");
}

#[test]
fn what_is_added_to_an_aws_config_later_stays() {
    let mut random = fastrand::Rng::with_seed(5);
    for _ in 0..ROUNDS {
        let before = ini(&mut random);
        let Ok(first) = merge(Format::AwsConfig, &before, &[], &profile("us-east-1")) else {
            continue;
        };
        let eol = if first.text.ends_with('\n') { "" } else { "\n" };
        let later = format!("{}{eol}[profile later]\nregion = x\n", first.text);
        let Ok((after, left)) = undo(Format::AwsConfig, &later, &first.changes) else {
            panic!("{later:?}");
        };
        assert_eq!(left.len(), 0, "{later:?}");
        assert!(after.starts_with(&before), "{before:?} {after:?}");
        assert!(
            after.ends_with("[profile later]\nregion = x\n"),
            "{after:?}"
        );
        let lines = after
            .split(['\n', '\r'])
            .filter(|line| *line == "[profile later]");
        assert_eq!(lines.count(), 1, "{after:?}");
    }
}

fn json(random: &mut fastrand::Rng, depth: usize) -> String {
    let space = |random: &mut fastrand::Rng| {
        ["", "", " ", "\n", "\n  ", "\r\n\t"][random.usize(0..6)].to_owned()
    };
    let keys = [
        "env",
        "AWS_REGION",
        "awsAuthRefresh",
        "a",
        "",
        "\\u0065nv",
        "ä\\n\\\"",
        "permissions",
    ];
    match random.usize(0..if depth > 3 { 5 } else { 9 }) {
        0 => "null".into(),
        1 => ["-1.5e+3", "0", "12345678901234567890"][random.usize(0..3)].into(),
        2 => "true".into(),
        3 => "\"us-east-1\"".into(),
        4 => "\"}, { \\\" [\"".into(),
        5 => {
            let items: Vec<String> = (0..random.usize(0..3))
                .map(|_| json(random, depth + 1))
                .collect();
            format!("[{}]", items.join(","))
        }
        _ => object(random, depth, &keys, &space),
    }
}

fn object(
    random: &mut fastrand::Rng,
    depth: usize,
    keys: &[&str],
    space: &dyn Fn(&mut fastrand::Rng) -> String,
) -> String {
    let mut members = Vec::new();
    for _ in 0..random.usize(0..4) {
        let key = keys[random.usize(0..keys.len())];
        let value = json(random, depth + 1);
        let spaces = [space(random), space(random), space(random), space(random)];
        let [a, b, c, d] = spaces;
        members.push(format!("{a}\"{key}\"{b}:{c}{value}{d}"));
    }
    if members.is_empty() {
        return format!("{{{}}}", space(random));
    }
    format!("{{{}}}", members.join(","))
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn claude_codes_settings_are_as_they_were_when_ours_is_taken_out() {
    let mut random = fastrand::Rng::with_seed(6);
    let mut merged = 0;
    for _ in 0..ROUNDS {
        let before = json(&mut random, 0);
        let Ok(first) = merge(Format::Json, &before, &[], &claude("opus")) else {
            continue;
        };
        merged += 1;
        assert_eq!(
            value(&first.text)["env"]["AWS_REGION"],
            "us-east-1",
            "{before}"
        );
        let (after, left) = undo(Format::Json, &first.text, &first.changes).unwrap();
        assert_eq!(left.len(), 0, "{before}");
        assert_eq!(value(&after), value(&before));
        // Space inside of empty braces is all that may be lost.
        let bare = |text: &str| text.replace([' ', '\n', '\r', '\t'], "");
        assert_eq!(bare(&after), bare(&before));
        if !bare(&before).contains("{}") {
            assert_eq!(after, before, "{}", first.text);
        }
        let known = &first.changes;
        assert_eq!(
            merge(Format::Json, &first.text, known, &claude("opus")).unwrap(),
            first
        );
        let other = merge(Format::Json, &first.text, known, &claude("sonnet")[..2]).unwrap();
        let (after, _) = undo(Format::Json, &other.text, &other.changes).unwrap();
        assert_eq!(value(&after), value(&before), "{}", other.text);
    }
    assert!(merged > ROUNDS / 10, "{merged}");
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = fastrand::Rng::with_seed(7);
    let alphabet: Vec<char> = "{}[]\"\\:,=#; \n\r\tuenvd0\u{feff}ä".chars().collect();
    for _ in 0..100_000 {
        let length = random.usize(0..40);
        let text: String = (0..length)
            .map(|_| alphabet[random.usize(0..alphabet.len())])
            .collect();
        for (format, wanted) in [
            (Format::Json, claude("x")),
            (Format::AwsConfig, profile("x")),
        ] {
            if let Ok(merged) = merge(format, &text, &[], &wanted) {
                undo(format, &merged.text, &merged.changes).unwrap();
                undo(format, &text, &merged.changes).unwrap();
            }
        }
    }
}

#[test]
fn the_deepest_nesting_is_no_trouble() {
    let deep = format!("{{\"a\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let merged = merge(Format::Json, &deep, &[], &claude("x")).unwrap();
    let (after, _) = undo(Format::Json, &merged.text, &merged.changes).unwrap();
    assert_eq!(after, deep);
}
