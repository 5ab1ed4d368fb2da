//! Nothing runs over the edge of a terminal.

use bedrock_org::model::Usd;
use bedrock_org::report::{Style, spend};

use super::case::Case;

const WIDTHS: [usize; 6] = [40, 60, 80, 100, 120, 160];

#[test]
fn no_line_is_wider_than_the_terminal_and_none_ends_in_spaces() {
    for case in Case::all() {
        for width in WIDTHS {
            let style = Style {
                width,
                ..Style::PLAIN
            };
            let text = spend::text(&case.report(), style);
            assert!(!text.contains("\n\n\n"), "{text}");
            for line in text.lines() {
                let fits = console::measure_text_width(line) <= width;
                assert!(fits, "at {width} columns: {line}");
                assert_eq!(line, line.trim_end());
            }
        }
    }
}

/// Names as long as AWS takes them, and more money than anyone has.
#[test]
fn what_is_too_long_goes_below_its_name() {
    let mut report = Case::read("acme").report();
    report.teams[0].team = "a".repeat(50).parse().unwrap();
    report.teams[0].spend.spent = Usd::dollars(1_234_567_890);
    let style = Style {
        width: 40,
        ..Style::PLAIN
    };
    let text = spend::text(&report, style);
    assert!(text.contains("\n    $1,234,567,890.00"), "{text}");
}
