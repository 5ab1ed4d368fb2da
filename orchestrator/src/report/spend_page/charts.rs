//! Bars and columns: the shape of what the tables say in figures.

use std::fmt::Write as _;

use crate::model::{BilledAs, Month, SpendReport, TeamSpend, Usd};

use super::html::{amount, share, short, text};

/// The first teams have colours of their own, all others share the last.
const COLOURS: usize = 5;
const OTHERS: usize = COLOURS;

/// Each team's spend against its budget; the forecast in a lighter shade, the budget as a line.
pub(super) fn budgets(body: &mut String, report: &SpendReport) {
    let forecast = |team: &TeamSpend| team.spend.forecast.map_or(Usd::ZERO, |it| it.usd);
    let reach = |team: &TeamSpend| {
        let budget = team.spend.budget.unwrap_or_default();
        team.spend.spent.max(forecast(team)).max(budget)
    };
    let Some(longest) = report.teams.iter().map(reach).max() else {
        return;
    };
    body.push_str("<section>\n<h2>Teams against their budgets</h2>\n<div class=\"bars\">\n");
    for team in &report.teams {
        let spent = team.spend.spent;
        let budget = team.spend.budget;
        let over = budget.is_some_and(|budget| spent > budget);
        let _ = write!(
            body,
            "<span>{}</span><div class=\"bar{}\">",
            text(team.team.as_str()),
            if over { " over" } else { "" },
        );
        if forecast(team) > spent {
            let width = share(forecast(team), longest);
            let _ = write!(body, "<i class=\"ahead\" style=\"width:{width}\"></i>");
        }
        let _ = write!(body, "<i style=\"width:{}\"></i>", share(spent, longest));
        if let Some(budget) = budget {
            let at = share(budget, longest);
            let _ = write!(
                body,
                "<u style=\"left:calc({at} - 2px)\" title=\"budget {budget}\"></u>"
            );
        }
        let of = budget.map_or_else(String::new, |budget| format!(" of {budget}"));
        let _ = writeln!(body, "</div><span class=\"amount\">{spent}{of}</span>");
    }
    body.push_str(
        "</div>\n<p class=\"note\">Solid: spent. Light: expected by the month's end. Line: the \
         budget.</p>\n</section>\n",
    );
}

pub(super) fn models_and_months(body: &mut String, report: &SpendReport) {
    body.push_str("<section class=\"pair\">\n<div>\n<h2>Six months</h2>\n");
    columns(body, report);
    body.push_str("</div>\n<div>\n<h2>By model</h2>\n<div class=\"bars\">\n");
    let most = report.total.models.iter().map(|one| one.spent).max();
    for (at, model) in report.total.models.iter().enumerate() {
        let width = share(model.spent, most.unwrap_or_default());
        let _ = writeln!(
            body,
            "<span>{}</span><div class=\"bar{}\"><i style=\"width:{width}\"></i></div>\
             <span class=\"amount\">{}</span>",
            text(&model.model),
            match model.kind {
                BilledAs::Model => "",
                BilledAs::Other => " other",
            },
            amount(model.spent, &format!("total.models.{at}.spent")),
        );
    }
    body.push_str("</div>\n</div>\n</section>\n");
}

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 220.0;
const TOP: f64 = 18.0;
const FOOT: f64 = 24.0;

/// One column for each month, its teams one above the other.
fn columns(body: &mut String, report: &SpendReport) {
    let months: Vec<Month> = report.total.trend.iter().map(|one| one.month).collect();
    let highest = report.total.trend.iter().map(|one| one.spent).max();
    let highest = highest.unwrap_or_default();
    let said: Vec<String> = report
        .total
        .trend
        .iter()
        .map(|one| format!("{} {}", short(one.month), one.spent))
        .collect();
    let _ = writeln!(
        body,
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        text(&said.join(", "))
    );
    let ground = HEIGHT - FOOT;
    let room = ground - TOP;
    let step = WIDTH / months.len().max(1) as f64;
    let layers = layers(report);
    for (at, month) in months.iter().enumerate() {
        let left = step.mul_add(at as f64, step * 0.2);
        let width = step * 0.6;
        let mut top = ground;
        for (colour, layer) in layers.iter().enumerate() {
            let spent = layer.get(at).copied().unwrap_or_default();
            let part = spent.percent_of(highest).unwrap_or_default() / 100.0;
            let height = (room * part).max(0.0);
            top -= height;
            if height > 0.0 {
                let _ = writeln!(
                    body,
                    "<rect class=\"f{colour}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" \
                     height=\"{height:.1}\"/>"
                );
            }
        }
        let middle = left + width / 2.0;
        let total = report.total.trend.get(at).map(|one| one.spent);
        let _ = writeln!(
            body,
            "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\
             <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            top - 5.0,
            rounded(total.unwrap_or_default()),
            HEIGHT - 7.0,
            short(*month),
        );
    }
    let _ = writeln!(
        body,
        "<line class=\"axis\" x1=\"0\" y1=\"{ground}\" x2=\"{WIDTH}\" y2=\"{ground}\"/>\n</svg>"
    );
    legend(body, report);
}

/// By month, for each colour: the first teams, then the rest, accounts that nobody plans with among
/// them.
fn layers(report: &SpendReport) -> Vec<Vec<Usd>> {
    let months = report.total.trend.len();
    let mut layers = vec![vec![Usd::ZERO; months]; COLOURS + 1];
    let teams = report.teams.iter().map(|team| &team.spend);
    let unplanned = report.unplanned.iter().map(|one| &one.account.spend);
    let named = teams.enumerate().map(|(at, spend)| (at.min(OTHERS), spend));
    for (colour, spend) in named.chain(unplanned.map(|spend| (OTHERS, spend))) {
        for (at, month) in spend.trend.iter().enumerate() {
            if let Some(sum) = layers.get_mut(colour).and_then(|layer| layer.get_mut(at)) {
                *sum += month.spent;
            }
        }
    }
    layers
}

fn legend(body: &mut String, report: &SpendReport) {
    body.push_str("<ul class=\"legend\">\n");
    for (colour, team) in report.teams.iter().take(COLOURS).enumerate() {
        let name = text(team.team.as_str());
        let _ = writeln!(body, "<li><i class=\"b{colour}\"></i>{name}</li>");
    }
    if report.teams.len() > COLOURS || !report.unplanned.is_empty() {
        let _ = writeln!(body, "<li><i class=\"b{OTHERS}\"></i>all others</li>");
    }
    body.push_str("</ul>\n");
    if !report.complete {
        let month = report.month.name();
        let _ = writeln!(body, "<p class=\"note\">{month} so far.</p>");
    }
}

/// Above a column there is room for few digits.
fn rounded(usd: Usd) -> String {
    let dollars = usd.as_f64();
    if dollars >= 999_500.0 {
        format!("${:.1}M", dollars / 1e6)
    } else if dollars >= 9_950.0 {
        format!("${:.0}k", dollars / 1e3)
    } else if dollars >= 995.0 {
        format!("${:.1}k", dollars / 1e3)
    } else {
        format!("${dollars:.0}")
    }
}
