//! A pull request shows what was meant, whatever names AWS and the plan hold. What GitHub's own
//! renderer makes of it is a test of its own: `tests/strangers/test_markdown.py`.

use bedrock_org::report::plan_markdown;

use super::case::Case;

#[test]
fn every_row_of_a_table_has_as_many_cells_as_its_head() {
    let mut rows = 0;
    for case in Case::all() {
        let Ok(plan) = case.plan() else { continue };
        let text = plan_markdown::plan(&plan, "org.toml");
        let mut head = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                head = None;
                continue;
            }
            let cells = cells(line);
            assert_eq!(*head.get_or_insert(cells), cells, "{}: {line}", case.name());
            rows += 1;
        }
    }
    assert!(rows > 100, "the cases hold {rows} rows alone");
}

/// Bars that no backslash turns into text.
fn cells(line: &str) -> usize {
    let mut escaped = false;
    let mut bars = 0;
    for c in line.chars() {
        bars += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    bars
}

#[test]
fn no_name_begins_a_line_of_its_own() {
    const BEGINNINGS: [&str; 12] = [
        "## bedrock-org plan: ",
        "**",
        "### ",
        "> ",
        "| ",
        "- `",
        "<details",
        "</details>",
        "Accounts: ",
        "Stacks go to one account of ",
        "Takes ",
        "Runs at about ",
    ];
    for case in Case::all() {
        let Ok(plan) = case.plan() else { continue };
        for line in plan_markdown::plan(&plan, "org.toml").lines() {
            let known = BEGINNINGS.iter().any(|start| line.starts_with(start));
            assert!(
                known || line.is_empty() || line == ">",
                "{}: {line}",
                case.name()
            );
            assert!(!line.contains(char::is_control), "{}: {line}", case.name());
        }
    }
}
