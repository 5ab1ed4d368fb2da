//! Whatever the text, reading it ends in a template or in an error, and so does working it out.

use std::collections::BTreeMap;

use bedrock_template::Template;
use proptest::prelude::*;
use serde_json::json;

use super::stage::place;

/// What templates are made of, so that random texts come close to one.
const WORDS: &[&str] = &[
    "Resources",
    "Parameters",
    "Conditions",
    "Outputs",
    "Mappings",
    "Type",
    "Properties",
    "Value",
    "Condition",
    "DependsOn",
    "Default",
    "AllowedPattern",
    "String",
    "A",
    "B",
    "X::Y::Z",
    "!Ref",
    "!Sub",
    "!GetAtt",
    "!If",
    "!Join",
    "!Split",
    "!Select",
    "!Equals",
    "!Not",
    "!And",
    "!FindInMap",
    "Fn::Sub",
    "Fn::If",
    "Ref",
    "AWS::NoValue",
    "AWS::Region",
    "${A}",
    "${A.B}",
    "${",
    "}",
    "{",
    "[",
    "]",
    "- ",
    ": ",
    ":",
    ",",
    "\n",
    "\n  ",
    "\n    ",
    "  ",
    "\"",
    "'",
    "|",
    ">",
    "|-",
    "#",
    "&a ",
    "*a",
    "<<",
    "!!str",
    "!x!y",
    "%TAG ! x",
    "---",
    "...",
    "?",
    "@",
    "`",
    "\\u0041",
    "\t",
    "0",
    "1",
    "-1",
    "1e9",
    ".inf",
    "yes",
    "~",
    "\u{0}",
    "\u{feff}",
    "é",
    "\u{2028}",
    "\r\n",
];

fn try_whole(text: &str) {
    let Ok(template) = Template::parse(text) else {
        return;
    };
    let _ = template.capabilities();
    let _ = template.refused_in_service_managed();
    let values = BTreeMap::from([("A".to_owned(), "a,b".to_owned())]);
    for values in [BTreeMap::new(), values] {
        let Ok(outline) = template.outline(&place(), &values) else {
            continue;
        };
        let made = |_: &str, _: Option<&str>| Some(json!("made"));
        for planned in &outline.resources {
            let _ = outline.properties(&planned.logical_id, &made);
        }
        let _ = outline.outputs(&made);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        try_whole(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        try_whole(&words.concat());
    }

    #[test]
    fn any_words_below_a_template(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        try_whole(&format!("Resources:\n  A:\n    Type: X::Y::Z\n    Properties:\n      P: {}", words.concat()));
    }
}

#[test]
fn any_place_of_a_real_template_may_be_cut_or_doubled() {
    let text = include_str!("../../../stacksets/auth.yaml");
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for at in starts.into_iter().step_by(7) {
        try_whole(&text[..at]);
        try_whole(&text[at..]);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        try_whole(&format!("{}{}", &text[..at], &text[end..]));
        try_whole(&format!("{}{}", &text[..end], &text[at..]));
    }
}

#[test]
fn hostile_texts_are_refused_in_time() {
    let began = std::time::Instant::now();
    for text in [
        "[".repeat(1_000_000),
        "{a: ".repeat(250_000),
        "- ".repeat(500_000),
        "a: &a [x]\n".repeat(100_000),
        format!("a: {}", "!".repeat(1_000_000)),
        format!("\"{}\"", "\\u0041".repeat(170_000)),
        "? ".repeat(500_000),
        "!Sub ".repeat(200_000),
        format!("{{\"a\": {}", "[".repeat(1_000_000)),
        "a".repeat(2_000_000),
        " ".repeat(1_000_000),
        "\n".repeat(1_000_000),
        "#\n".repeat(500_000),
        "- a\n".repeat(250_000),
    ] {
        assert!(Template::parse(&text).is_err());
    }
    assert!(began.elapsed().as_secs() < 60);
}
