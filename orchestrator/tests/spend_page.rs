//! The page of the spend report: what is in it, and what never is.

mod sample;

use bedrock_org::model::{Spend, Usd};
use bedrock_org::report::spend_page::page;
use serde_json::Value;

use sample::sample;

/// Every figure of the page, by its place in the JSON.
fn figures(page: &str) -> Vec<(String, String)> {
    let pieces = page.split("data-usd=\"").skip(1);
    let figure = |piece: &str| {
        let (path, rest) = piece.split_once("\">")?;
        let (shown, _) = rest.split_once('<')?;
        Some((path.to_owned(), shown.to_owned()))
    };
    pieces.filter_map(figure).collect()
}

fn at<'j>(json: &'j Value, path: &str) -> &'j Value {
    path.split('.').fold(json, |inside, key| match inside {
        Value::Array(items) => &items[key.parse::<usize>().unwrap()],
        other => &other[key],
    })
}

#[test]
fn every_figure_is_the_one_in_the_json() {
    let report = sample();
    assert_eq!(report.teams.len(), 5);
    let json = serde_json::to_value(&report).unwrap();
    let figures = figures(&page(&report));
    assert!(figures.len() > 60, "{}", figures.len());
    for (path, shown) in figures {
        let dollars = at(&json, &path)
            .as_f64()
            .unwrap_or_else(|| panic!("{path}"));
        assert_eq!(Usd::of(dollars).to_string(), shown, "{path}");
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = page(&sample());
    for sign in ["<script", "http:", "https:", "url(", "@import", "src="] {
        assert!(!page.contains(sign), "{sign}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn nothing_in_a_report_becomes_markup() {
    let mut report = sample();
    let evil = "<script>alert(1)</script>\"'&{body}{style}\u{202e}";
    report.organization = evil.into();
    report.findings[0].text = evil.into();
    report.total.models[0].model = evil.into();
    report.people = bedrock_org::model::People::No { hint: evil.into() };
    let page = page(&report);
    assert!(!page.contains("<script"), "{page}");
    assert!(!page.contains('\u{202e}'));
    assert_eq!(page.matches("</html>").count(), 1);
    assert_eq!(page.matches("<style>").count(), 1);
}

#[test]
fn a_report_of_nothing_is_a_page_too() {
    let mut report = sample();
    report.teams.clear();
    report.unplanned.clear();
    report.findings.clear();
    report.total = Spend::default();
    let page = page(&report);
    assert!(page.contains("stays within it"), "{page}");
    assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
}

#[test]
fn a_spend_below_zero_draws_nothing_backwards() {
    let mut report = sample();
    report.teams[0].spend.spent = Usd::dollars(-5);
    for month in &mut report.total.trend {
        month.spent = Usd::dollars(-5);
    }
    let page = page(&report);
    assert!(
        !page.contains("width:-") && !page.contains("height=\"-"),
        "{page}"
    );
}
