//! Adding up: nothing of a bill is lost, and nothing counts twice.

use std::collections::BTreeMap;

use crate::model::{
    BilledAs, Forecast, ForecastBy, ModelSpend, Month, MonthSpend, Spend, Usd, printable,
};

/// How AWS Marketplace ends the names of what Bedrock sells.
const EDITION: &str = " (Amazon Bedrock Edition)";

/// The lines of one account's bill.
pub fn by_model(lines: Option<&BTreeMap<String, Usd>>) -> Vec<ModelSpend> {
    let lines = lines.into_iter().flatten();
    gathered(lines.map(|(name, usd)| {
        let (model, kind) = match name.strip_suffix(EDITION) {
            Some(model) => (model, BilledAs::Model),
            None => (name.as_str(), BilledAs::Other),
        };
        (kind, printable(model), *usd)
    }))
}

/// Models first, the most spending first; what costs nothing is left out.
fn gathered(lines: impl Iterator<Item = (BilledAs, String, Usd)>) -> Vec<ModelSpend> {
    let mut by_name: BTreeMap<(BilledAs, String), Usd> = BTreeMap::new();
    for (kind, model, usd) in lines {
        *by_name.entry((kind, model)).or_default() += usd;
    }
    let mut models: Vec<ModelSpend> = by_name
        .into_iter()
        .filter(|(_, spent)| *spent != Usd::ZERO)
        .map(|((kind, model), spent)| ModelSpend { model, kind, spent })
        .collect();
    models.sort_by(|a, b| {
        let kinds = a.kind.cmp(&b.kind);
        kinds.then_with(|| b.spent.cmp(&a.spent))
    });
    models
}

/// Of several accounts or teams; what their budget is together, the caller knows.
pub fn sum<'a>(parts: &(impl Iterator<Item = &'a Spend> + Clone), months: &[Month]) -> Spend {
    let lines = parts.clone().flat_map(|part| &part.models);
    let models = gathered(lines.map(|line| (line.kind, line.model.clone(), line.spent)));
    let of = |month| -> Usd {
        let months = parts.clone().flat_map(|part| &part.trend);
        months
            .filter(|one| one.month == month)
            .map(|one| one.spent)
            .sum()
    };
    Spend {
        spent: parts.clone().map(|part| part.spent).sum(),
        forecast: forecast(parts.clone()),
        budget: None,
        models,
        trend: months
            .iter()
            .map(|month| MonthSpend {
                month: *month,
                spent: of(*month),
            })
            .collect(),
    }
}

fn forecast<'a>(parts: impl Iterator<Item = &'a Spend> + Clone) -> Option<Forecast> {
    let mut by = None;
    for forecast in parts.clone().filter_map(|part| part.forecast) {
        // Who says that nothing will be spent adds nothing.
        if forecast.usd == Usd::ZERO && by.is_some() {
            continue;
        }
        by = match by {
            None => Some(forecast),
            Some(known) if known.usd == Usd::ZERO || known.by == forecast.by => Some(forecast),
            Some(_) => Some(Forecast {
                by: ForecastBy::Both,
                ..forecast
            }),
        };
    }
    let usd = parts.map(|part| part.forecast.map_or(part.spent, |forecast| forecast.usd));
    by.map(|known| Forecast {
        usd: usd.sum(),
        by: known.by,
    })
}
