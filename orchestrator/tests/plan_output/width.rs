//! Nothing runs over the edge of a terminal.

use bedrock_org::report::{Style, plan_text};

use super::case::Case;

/// The widths between which `Style` keeps a terminal, and some in between.
const WIDTHS: [usize; 6] = [40, 60, 80, 100, 120, 160];

#[test]
fn no_line_is_wider_than_the_terminal_but_for_a_word_that_cannot_be_broken() {
    for case in Case::all() {
        let Ok(plan) = case.plan() else { continue };
        for width in WIDTHS {
            let style = Style {
                width,
                ..Style::PLAIN
            };
            for line in plan_text::plan(&plan, "org.toml", style).lines() {
                let fits = console::measure_text_width(line) <= width;
                assert!(
                    fits || is_one_word(line),
                    "{} at {width} columns: {line}",
                    case.name()
                );
            }
        }
    }
}

/// An address, a name or an id by itself, behind its symbol at most.
fn is_one_word(line: &str) -> bool {
    let words = line.split_whitespace();
    words.filter(|word| word.len() > 1).count() == 1
}

#[test]
fn no_line_ends_in_spaces_and_no_two_are_empty() {
    for case in Case::all() {
        let Ok(plan) = case.plan() else { continue };
        let text = plan_text::plan(&plan, "org.toml", case.style());
        assert!(!text.contains("\n\n\n"), "{}: {text}", case.name());
        for line in text.lines() {
            assert_eq!(line, line.trim_end(), "{}", case.name());
        }
    }
}
