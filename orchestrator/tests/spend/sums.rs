//! Nothing of a bill is lost and nothing counts twice, whatever is on it and in whatever order.

use std::collections::BTreeMap;

use bedrock_org::model::{AccountSpend, People, Spend, SpendReport, Usd};
use bedrock_org::plan::spend::{Figures, report};
use proptest::prelude::*;

use super::case::Case;

fn models(spend: &Spend) -> Usd {
    spend.models.iter().map(|line| line.spent).sum()
}

fn accounts(report: &SpendReport) -> impl Iterator<Item = &AccountSpend> {
    let of_teams = report.teams.iter().flat_map(|team| &team.accounts);
    of_teams.chain(report.unplanned.iter().map(|one| &one.account))
}

fn people(report: &SpendReport) -> Option<Usd> {
    match &report.people {
        People::No { .. } => None,
        People::Yes {
            teams,
            unplanned,
            unnamed,
        } => {
            let named = teams.values().flatten().chain(unplanned);
            Some(named.map(|one| one.spent).sum::<Usd>() + *unnamed)
        }
    }
}

fn adds_up(report: &SpendReport) {
    let all = || accounts(report).map(|one| &one.spend);
    let teams = report.teams.iter().map(|team| &team.spend);
    for spend in all().chain(teams).chain([&report.total]) {
        assert_eq!(models(spend), spend.spent);
        assert_eq!(spend.trend.last().map(|one| one.spent), Some(spend.spent));
    }
    for team in &report.teams {
        let of_accounts: Usd = team.accounts.iter().map(|one| one.spend.spent).sum();
        assert_eq!(of_accounts, team.spend.spent, "{}", team.team);
    }
    assert_eq!(all().map(|one| one.spent).sum::<Usd>(), report.total.spent);
    for (at, month) in report.total.trend.iter().enumerate() {
        let of_accounts: Usd = all().map(|one| one.trend[at].spent).sum();
        assert_eq!(of_accounts, month.spent, "{}", month.month);
    }
    if let Some(forecast) = report.total.forecast {
        let expected: Usd = all().filter_map(|one| Some(one.forecast?.usd)).sum();
        assert_eq!(forecast.usd, expected);
        assert!(forecast.usd >= report.total.spent);
    }
}

#[test]
fn every_case_adds_up() {
    for case in Case::all() {
        let report = case.report();
        adds_up(&report);
        if let Some(people) = people(&report) {
            assert_eq!(people, report.total.spent, "{}", case.folder.display());
        }
    }
}

const IDS: [&str; 9] = [
    "111100000001",
    "111100000002",
    "111100000003",
    "111100000004",
    "111100000005",
    "111100000006",
    "111100000007",
    "222233334444",
    "999900000001",
];
const NAMES: [&str; 6] = [
    "Claude Opus 5.5 (Amazon Bedrock Edition)",
    "Claude Opus 5.5",
    "Claude Haiku 5.5 (Amazon Bedrock Edition)",
    "AmazonCloudWatch",
    "Tax",
    "\u{1b}[31mred",
];

/// Lines of a bill: which of the six months, account, name and person, and how much.
fn bill() -> impl Strategy<Value = Vec<(usize, usize, usize, usize, i64)>> {
    let line = (
        0..6_usize,
        0..9_usize,
        0..6_usize,
        0..3_usize,
        0..90_000_000_i64,
    );
    prop::collection::vec(line, 0..60)
}

fn figures(case: &Case, bill: &[(usize, usize, usize, usize, i64)]) -> Figures {
    let months = case.period.month.back(6);
    let persons = ["", "ada@acme.example", "alan@acme.example"];
    let mut figures = Figures::default();
    for (month, id, name, person, micros) in bill {
        let id: bedrock_org::model::AccountId = IDS[*id].parse().unwrap();
        let month = months[*month];
        let by_account = figures.months.entry(month).or_default();
        let lines: &mut BTreeMap<String, Usd> = by_account.entry(id.clone()).or_default();
        *lines.entry(NAMES[*name].into()).or_default() += Usd::micros(*micros);
        if month == case.period.month {
            let people = figures.people.entry(id).or_default();
            *people.entry(persons[*person].into()).or_default() += Usd::micros(*micros);
        }
    }
    figures
}

proptest! {
    #[test]
    fn any_bill_adds_up_in_any_order(bill in bill(), seed in any::<u64>()) {
        let case = Case::read("acme");
        let figures = figures(&case, &bill);
        let told = report(&case.intent, &case.accounts, case.period, &figures);
        adds_up(&told);
        if let Some(people) = people(&told) {
            prop_assert_eq!(people, told.total.spent);
        }
        // The one account of somebody else's is not in it.
        let lines = figures.months.get(&case.period.month).into_iter().flatten();
        let ours = lines.filter(|(id, _)| id.as_str() != "999900000001");
        let billed: Usd = ours.flat_map(|(_, lines)| lines.values()).copied().sum();
        prop_assert_eq!(billed, told.total.spent);

        let mut accounts = case.accounts.clone();
        fastrand::Rng::with_seed(seed).shuffle(&mut accounts);
        prop_assert_eq!(told, report(&case.intent, &accounts, case.period, &figures));
    }
}
