//! GetCostForecast: what was spent a day in the last four weeks goes on.

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::Micros;

use super::calendar::{Day, Span};
use super::filter::Expression;
use super::input::{self, CostForecast};
use super::invalid;
use super::lines::lines;
use super::usage::amount;

const DAY: u64 = 86_400_000;
/// How far back spending must go, and how many of the last days count.
const HISTORY: u64 = 35;
const LATELY: u64 = 28;

pub(super) fn get_cost_forecast(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: CostForecast = context.input()?;
    for (given, name) in [
        (&input.billing_view_arn, "BillingViewArn"),
        (&input.prediction_interval_level, "PredictionIntervalLevel"),
    ] {
        if given.is_some() {
            return Err(Refusal::not_modelled(&format!("Cost Explorer's {name}")));
        }
    }
    if !input::is_cost(&input.metric) {
        return Err(Refusal::not_modelled(&format!(
            "the metric {}",
            input.metric
        )));
    }
    input.filter.as_ref().map_or(Ok(()), Expression::check)?;
    let granularity = input::granularity(&input.granularity)?;
    let span = Span::read(&input.time_period)?;
    let unknown = || invalid("there is no such time");
    let ago = |days: u64| Day::of(Moment(context.now.0.saturating_sub(days * DAY)));
    let today = ago(0).ok_or_else(unknown)?;
    if span.start < today {
        return Err(invalid(
            "Start date cannot be before the current date for a forecast.",
        ));
    }
    let a_day = a_day(
        context,
        ago(400).ok_or_else(unknown)?,
        ago(HISTORY).ok_or_else(unknown)?,
        (ago(LATELY).ok_or_else(unknown)?, today),
        input.filter.as_ref(),
    )?;
    let comes_to = |span: Span| amount(a_day.saturating_mul(Micros::from(span.days())));
    let by_time = span.cut(granularity).into_iter().map(|period| {
        json!({
            "TimePeriod": {"Start": period.start.to_string(), "End": period.end.to_string()},
            "MeanValue": comes_to(period),
        })
    });
    Ok(json!({
        "Total": {"Amount": comes_to(span), "Unit": "USD"},
        "ForecastResultsByTime": by_time.collect::<Vec<_>>(),
    }))
}

fn a_day(
    context: &Context<'_>,
    ever: Day,
    long_ago: Day,
    lately: (Day, Day),
    filter: Option<&Expression>,
) -> Result<Micros, Refusal> {
    let within = |start, end| lines(context, Span { start, end }, filter);
    if within(ever, long_ago).next().is_none() {
        return Err(Refusal::exception(
            "DataUnavailableException",
            "Insufficient amount of historical data to generate forecast",
        ));
    }
    let spent: Micros = within(lately.0, lately.1).map(|line| line.micros).sum();
    Ok(spent / LATELY)
}
