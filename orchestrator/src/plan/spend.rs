//! From the figures of the bill to the report: what each team, account, model and person spent.

mod findings;
mod payers;
mod people;
mod period;
mod sums;

use std::collections::BTreeMap;

use crate::model::{
    Account, AccountId, AccountSpend, Forecast, ForecastBy, Gap, Intent, Month, MonthSpend,
    Queries, Spend, SpendReport, TeamName, TeamSpend, UnplannedSpend, Usd,
};

use payers::Payer;

pub use payers::{Payers, payers};
pub use period::{NoFigures, Period, is_settled};

/// By account, then by what AWS names, such as a service or a person.
pub type ByAccount = BTreeMap<AccountId, BTreeMap<String, Usd>>;

/// What AWS said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// By month, account and the name on the bill.
    pub months: BTreeMap<Month, ByAccount>,
    /// Of the report's month, by account and person; the empty person is nobody whom AWS could name.
    pub people: ByAccount,
    /// What AWS expects the month that is under way to come to.
    pub forecasts: BTreeMap<AccountId, Usd>,
    pub queries: Queries,
    pub gaps: Vec<Gap>,
}

/// `accounts`: those that were seen at AWS.
pub fn report(
    intent: &Intent,
    accounts: &[Account],
    period: Period,
    figures: &Figures,
) -> SpendReport {
    let payers = payers(intent, accounts);
    let reader = Reader { period, figures };
    let teams: Vec<TeamSpend> = intent
        .teams
        .keys()
        .map(|team| reader.team(intent, team, payers.of_team(team)))
        .collect();
    let unplanned: Vec<UnplannedSpend> = payers
        .unplanned()
        .map(|payer| UnplannedSpend {
            team: payer.tagged_team.clone(),
            account: reader.account(payer, None),
        })
        .collect();
    let parts = teams.iter().map(|team| &team.spend);
    let others = unplanned.iter().map(|one| &one.account.spend);
    let mut total = sums::sum(&parts.chain(others), &reader.period.months());
    total.budget = teams.iter().map(|team| team.spend.budget).sum();
    let mut report = SpendReport {
        organization: intent.organization.name.clone(),
        month: period.month,
        through: period.through(),
        complete: period.is_complete(),
        findings: Vec::new(),
        teams,
        unplanned,
        total,
        people: people::people(&payers, &figures.people),
        gaps: figures.gaps.clone(),
        queries: figures.queries.clone(),
    };
    report.teams.sort_by(|a, b| {
        let by_spend = b.spend.spent.cmp(&a.spend.spent);
        by_spend.then_with(|| a.team.cmp(&b.team))
    });
    report.unplanned.sort_by(|a, b| {
        let by_spend = b.account.spend.spent.cmp(&a.account.spend.spent);
        by_spend.then_with(|| a.account.id.cmp(&b.account.id))
    });
    report.findings = findings::findings(&report, period);
    report
}

struct Reader<'a> {
    period: Period,
    figures: &'a Figures,
}

impl Reader<'_> {
    fn team(&self, intent: &Intent, name: &TeamName, payers: &[Payer]) -> TeamSpend {
        let team = intent.teams.get(name);
        let developers = team.map_or(0, |team| team.developers);
        let budget = team.and_then(|team| team.budget.as_ref());
        let each = budget.map(|budget| {
            let dollars = i64::try_from(budget.monthly_usd).unwrap_or(i64::MAX);
            Usd::dollars(dollars)
        });
        let accounts: Vec<AccountSpend> = payers
            .iter()
            .map(|payer| self.account(payer, each))
            .collect();
        let parts = accounts.iter().map(|account| &account.spend);
        let mut spend = sums::sum(&parts, &self.period.months());
        spend.budget = accounts.iter().map(|one| one.spend.budget).sum();
        let per_developer =
            (developers > 0).then(|| Usd::micros(spend.spent.as_micros() / i64::from(developers)));
        TeamSpend {
            team: name.clone(),
            developers,
            spend,
            per_developer,
            accounts,
        }
    }

    fn account(&self, payer: &Payer, budget: Option<Usd>) -> AccountSpend {
        let bill = |month: Month| {
            let id = payer.id.as_ref()?;
            self.figures.months.get(&month)?.get(id)
        };
        let of = |month| bill(month).map_or(Usd::ZERO, |lines| lines.values().copied().sum());
        let spent = of(self.period.month);
        let trend = self.period.months().into_iter().map(|month| MonthSpend {
            month,
            spent: of(month),
        });
        AccountSpend {
            account: payer.name.clone(),
            id: payer.id.clone(),
            spend: Spend {
                spent,
                forecast: self.forecast(payer, spent),
                budget,
                models: sums::by_model(bill(self.period.month)),
                trend: trend.collect(),
            },
        }
    }

    /// AWS's own, unless the bill has left it behind.
    fn forecast(&self, payer: &Payer, spent: Usd) -> Option<Forecast> {
        if !self.period.is_under_way() {
            return None;
        }
        let by_aws = payer.id.as_ref().and_then(|id| {
            let usd = self.figures.forecasts.get(id).copied()?;
            (usd >= spent).then_some(Forecast {
                usd,
                by: ForecastBy::Aws,
            })
        });
        by_aws.or_else(|| {
            let usd = self.period.at_this_pace(spent)?;
            Some(Forecast {
                usd,
                by: ForecastBy::Pace,
            })
        })
    }
}
