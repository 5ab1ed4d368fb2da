//! GetCostAndUsage.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::Micros;

use super::calendar::{Day, Span};
use super::filter::Expression;
use super::group::Group;
use super::input::{self, CostAndUsage};
use super::lines::lines;
use super::{invalid, page};

/// One group of one period.
struct Row {
    period: usize,
    keys: Vec<String>,
    micros: Micros,
}

pub(super) fn get_cost_and_usage(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: CostAndUsage = context.input()?;
    input.check()?;
    input.filter.as_ref().map_or(Ok(()), Expression::check)?;
    let today = Day::of(context.now).ok_or_else(|| invalid("there is no such time"))?;
    let span = Span::read(&input.time_period)?.within_history(today)?;
    let periods = span.cut(input::granularity(&input.granularity)?);
    let groups: Vec<Group> = input
        .group_by
        .iter()
        .map(Group::read)
        .collect::<Result<_, _>>()?;
    let request = page::of_request(&context.call.input);
    let from = page::read(input.next_page_token.as_deref(), request)?;

    let rows = rows(context, span, &periods, &groups, input.filter.as_ref());
    let to = rows.len().min(from.saturating_add(page::MOST));
    let on_page = rows.get(from..to).unwrap_or_default();
    let first = match from {
        0 => 0,
        _ => on_page.first().map_or(periods.len(), |row| row.period),
    };
    let last = match on_page.last() {
        Some(row) if to < rows.len() => row.period + 1,
        _ => periods.len(),
    };
    let shown = (first..last).map(|index| {
        let of_period = on_page.iter().filter(|row| row.period == index);
        let of_period: Vec<&Row> = of_period.collect();
        result(periods[index], today, &of_period, &groups, &input.metrics)
    });
    let mut answer = Map::new();
    answer.insert("ResultsByTime".into(), shown.collect());
    answer.insert(
        "DimensionValueAttributes".into(),
        names(context, on_page, &groups),
    );
    if !groups.is_empty() {
        let definitions = groups.iter().map(Group::definition).collect();
        answer.insert("GroupDefinitions".into(), definitions);
    }
    if to < rows.len() {
        answer.insert("NextPageToken".into(), page::token(request, to).into());
    }
    Ok(answer.into())
}

/// In the order of periods, then keys; without groups one for each period.
fn rows(
    context: &Context<'_>,
    span: Span,
    periods: &[Span],
    groups: &[Group],
    filter: Option<&Expression>,
) -> Vec<Row> {
    let mut sums: BTreeMap<(usize, Vec<String>), Micros> = BTreeMap::new();
    if groups.is_empty() {
        sums.extend((0..periods.len()).map(|period| ((period, Vec::new()), 0)));
    }
    for line in lines(context, span, filter) {
        let Some(period) = periods.iter().position(|period| period.holds(line.day)) else {
            continue;
        };
        let keys = groups.iter().map(|group| group.key(&line)).collect();
        *sums.entry((period, keys)).or_default() += line.micros;
    }
    let rows = sums.into_iter().map(|((period, keys), micros)| Row {
        period,
        keys,
        micros,
    });
    rows.collect()
}

fn result(period: Span, today: Day, rows: &[&Row], groups: &[Group], metrics: &[String]) -> Value {
    let amounts = |row: &Row| -> Value {
        let amount = json!({"Amount": amount(row.micros), "Unit": "USD"});
        metrics
            .iter()
            .map(|metric| (metric.clone(), amount.clone()))
            .collect::<Map<_, _>>()
            .into()
    };
    let (total, groups) = match (groups, rows) {
        ([], [total, ..]) => (amounts(total), json!([])),
        _ => {
            let groups = rows
                .iter()
                .map(|row| json!({"Keys": row.keys, "Metrics": amounts(row)}));
            (json!({}), groups.collect())
        }
    };
    json!({
        "TimePeriod": {"Start": period.start.to_string(), "End": period.end.to_string()},
        "Total": total,
        "Groups": groups,
        "Estimated": !period.start.is_settled(today),
    })
}

/// Accounts have names besides their ids.
fn names(context: &Context<'_>, rows: &[Row], groups: &[Group]) -> Value {
    let Some(place) = groups.iter().position(|group| *group == Group::Account) else {
        return json!([]);
    };
    let ids: BTreeSet<&String> = rows.iter().filter_map(|row| row.keys.get(place)).collect();
    let name = |id: &String| {
        let account = context.world.accounts.get(id);
        let name = account.map_or("", |account| account.name.as_str());
        json!({"Value": id, "Attributes": {"description": name}})
    };
    ids.into_iter().map(name).collect()
}

/// AWS writes ten decimals.
pub(super) fn amount(micros: Micros) -> String {
    format!("{}.{:06}0000", micros / 1_000_000, micros % 1_000_000)
}
