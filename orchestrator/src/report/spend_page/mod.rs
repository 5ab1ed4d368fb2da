//! What was spent, as one page that needs nothing else: no script, no network, light and dark, on
//! paper too.

mod charts;
mod html;
mod people;
mod tables;

use std::fmt::Write as _;

use crate::model::{FindingKind, ForecastBy, SpendReport, Usd};

use html::{amount, percent, perhaps, text};

const FRAME: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

pub fn page(report: &SpendReport) -> String {
    let title = format!(
        "{}: Claude on Amazon Bedrock, {} {}",
        report.organization,
        report.month.name(),
        report.month.year
    );
    let mut body = String::new();
    header(&mut body, report);
    findings(&mut body, report);
    tiles(&mut body, report);
    charts::budgets(&mut body, report);
    charts::models_and_months(&mut body, report);
    tables::teams(&mut body, report);
    tables::months(&mut body, report);
    people::people(&mut body, report);
    footer(&mut body, report);
    // What is filled in last holds what comes from elsewhere, and is not searched again.
    let (before, rest) = FRAME.split_once("{title}").unwrap_or((FRAME, ""));
    let (between, rest) = rest.split_once("{style}").unwrap_or((rest, ""));
    let (last, after) = rest.split_once("{body}").unwrap_or((rest, ""));
    [before, &text(&title), between, STYLE, last, &body, after].concat()
}

fn header(body: &mut String, report: &SpendReport) {
    let SpendReport {
        organization,
        month,
        through,
        complete,
        ..
    } = report;
    let state = if *complete {
        "The month is over and its figures are complete.".to_owned()
    } else {
        format!(
            "Figures through {} {} {}, as far as AWS has them: the last hours, often the last day, are \
             still to come.",
            through.day,
            through.month.name(),
            through.month.year
        )
    };
    let _ = writeln!(
        body,
        "<header>\n<h1>Claude on Amazon Bedrock, {} {}</h1>\n<p>{}. {state}</p>\n</header>",
        month.name(),
        month.year,
        text(organization),
    );
}

fn findings(body: &mut String, report: &SpendReport) {
    body.push_str("<section>\n<h2>What needs attention</h2>\n");
    if report.findings.is_empty() {
        body.push_str("<p>Nothing: every team has a budget and stays within it.</p>\n");
    } else {
        body.push_str("<ul class=\"findings\">\n");
        for finding in &report.findings {
            let (class, name) = match finding.kind {
                FindingKind::OverBudget => ("over", "Over budget"),
                FindingKind::ForecastOverBudget => ("warn", "Will be over budget"),
                FindingKind::UnusualGrowth => ("warn", "Unusual growth"),
                FindingKind::Unplanned => ("plain", "Not in the plan file"),
                FindingKind::NoBudget => ("plain", "No budget"),
            };
            let words = text(&finding.text);
            let _ = writeln!(body, "<li class=\"{class}\"><b>{name}</b>{words}</li>");
        }
        body.push_str("</ul>\n");
    }
    for gap in &report.gaps {
        let _ = writeln!(
            body,
            "<p class=\"note\">Something may be missing: {} ({})</p>",
            text(&gap.cause),
            text(&gap.hint)
        );
    }
    body.push_str("</section>\n");
}

fn tiles(body: &mut String, report: &SpendReport) {
    let total = &report.total;
    let developers: u32 = report.teams.iter().map(|team| team.developers).sum();
    body.push_str("<div class=\"tiles\">\n");
    let mut tile = |name: &str, value: &str| {
        let _ = writeln!(
            body,
            "<div class=\"tile\"><span>{name}</span><strong>{value}</strong></div>"
        );
    };
    tile("Spent", &amount(total.spent, "total.spent"));
    if let Some(forecast) = total.forecast {
        let by = match forecast.by {
            ForecastBy::Aws => "Forecast by AWS",
            ForecastBy::Pace => "Forecast at this pace",
            ForecastBy::Both => "Forecast",
        };
        tile(by, &amount(forecast.usd, "total.forecast.usd"));
    }
    tile("Budget", &perhaps(total.budget, "total.budget"));
    if let Some(budget) = total.budget {
        tile("Of the budget", &percent(total.spent.percent_of(budget)));
    }
    if developers > 0 {
        let each = Usd::of(total.spent.as_f64() / f64::from(developers));
        tile("For each developer", &each.to_string());
    }
    body.push_str("</div>\n");
}

fn footer(body: &mut String, report: &SpendReport) {
    let queries = &report.queries;
    let asked = match queries.requests {
        0 => "No request to Cost Explorer was needed".to_owned(),
        1 => format!("One request to Cost Explorer ({})", queries.usd),
        many => format!("{many} requests to Cost Explorer ({})", queries.usd),
    };
    let kept = match queries.kept_for_seconds {
        None => String::new(),
        Some(seconds) if seconds < 5400 => format!(
            "; the oldest figures were {} minutes old",
            seconds.div_ceil(60)
        ),
        Some(seconds) => format!(
            "; the oldest figures were {} hours old",
            seconds.div_ceil(3600)
        ),
    };
    let _ = writeln!(
        body,
        "<footer>{asked}{kept}. Unblended cost in US dollars, credits and refunds not taken off. Made by \
         bedrock-org {}.</footer>",
        env!("CARGO_PKG_VERSION")
    );
}
