//! A month of an organization of five teams, one of them beyond its budget.

use bedrock_org::model::{
    AccountSpend, BilledAs, Finding, FindingKind, Forecast, ForecastBy, ModelSpend, Month,
    MonthSpend, People, PersonSpend, Queries, Spend, SpendReport, TeamSpend, Usd,
};

/// Team, developers, budget for each account, dollars of the last six months for each account.
type Row = (&'static str, u32, Option<i64>, &'static [[i64; 6]]);

const TEAMS: [Row; 5] = [
    (
        "platform",
        8,
        Some(6000),
        &[[2900, 3350, 4100, 4700, 5200, 6412]],
    ),
    (
        "backend",
        40,
        Some(5000),
        &[
            [1900, 2400, 2300, 2900, 3100, 2204],
            [1800, 2200, 2600, 2700, 2950, 2391],
        ],
    ),
    (
        "frontend",
        15,
        Some(2000),
        &[[600, 700, 820, 870, 900, 1723]],
    ),
    ("data", 12, Some(2000), &[[0, 0, 300, 640, 810, 702]]),
    ("mobile", 6, None, &[[110, 160, 150, 240, 260, 188]]),
];

pub fn sample() -> SpendReport {
    let month: Month = "2026-11".parse().unwrap();
    let teams: Vec<TeamSpend> = TEAMS.iter().map(|row| team(row, month)).collect();
    let total = sum(teams.iter().map(|team| &team.spend), month);
    SpendReport {
        organization: "acme".into(),
        month,
        through: "2026-11-20".parse().unwrap(),
        complete: false,
        findings: vec![
            finding(
                FindingKind::OverBudget,
                "platform",
                "Team platform has spent $6,412.37 of its $6,000.00, ten days before the month ends.",
            ),
            finding(
                FindingKind::UnusualGrowth,
                "frontend",
                "Team frontend spends at three times its usual pace: $2,585.06 expected, $778.00 in an \
                 average month before.",
            ),
            finding(
                FindingKind::NoBudget,
                "mobile",
                "Team mobile has no budget: nobody hears when it spends.",
            ),
        ],
        people: People::Yes {
            teams: [("platform".parse().unwrap(), people())].into(),
            unplanned: Vec::new(),
            unnamed: Usd::of(12.5),
        },
        teams,
        unplanned: Vec::new(),
        total,
        gaps: Vec::new(),
        queries: Queries {
            requests: 2,
            usd: Usd::of(0.02),
            kept_for_seconds: None,
        },
    }
}

fn people() -> Vec<PersonSpend> {
    let person = |person: &str, spent| PersonSpend {
        person: person.into(),
        spent: Usd::of(spent),
    };
    vec![
        person("ada@acme.example", 3120.11),
        person("grace@acme.example", 2010.4),
        person("linus@acme.example", 1269.36),
    ]
}

fn finding(kind: FindingKind, team: &str, text: &str) -> Finding {
    Finding {
        kind,
        team: Some(team.parse().unwrap()),
        text: text.into(),
    }
}

fn team((name, developers, budget, accounts): &Row, month: Month) -> TeamSpend {
    let accounts: Vec<AccountSpend> = accounts
        .iter()
        .enumerate()
        .map(|(at, months)| AccountSpend {
            account: format!("{name}-{}", at + 1).parse().unwrap(),
            id: None,
            spend: spend(months, *budget, month),
        })
        .collect();
    let spend = sum(accounts.iter().map(|account| &account.spend), month);
    TeamSpend {
        team: name.parse().unwrap(),
        developers: *developers,
        per_developer: Some(Usd::of(spend.spent.as_f64() / f64::from(*developers))),
        spend,
        accounts,
    }
}

fn spend(months: &[i64; 6], budget: Option<i64>, month: Month) -> Spend {
    let months = months.map(|dollars| Usd::micros(dollars * 1_000_000 + 370_000));
    let spent = months[5];
    let share = |share: f64| Usd::of(spent.as_f64() * share);
    let model = |model: &str, spent, kind| ModelSpend {
        model: model.into(),
        kind,
        spent,
    };
    let (opus, sonnet) = (share(0.61), share(0.3));
    Spend {
        spent,
        forecast: Some(Forecast {
            usd: share(1.5),
            by: ForecastBy::Pace,
        }),
        budget: budget.map(Usd::dollars),
        models: vec![
            model("Claude Opus 5.5", opus, BilledAs::Model),
            model("Claude Sonnet 5.5", sonnet, BilledAs::Model),
            model("AmazonCloudWatch", spent - opus - sonnet, BilledAs::Other),
        ],
        trend: month
            .back(6)
            .into_iter()
            .zip(months)
            .map(|(month, spent)| MonthSpend { month, spent })
            .collect(),
    }
}

fn sum<'s>(all: impl Iterator<Item = &'s Spend>, month: Month) -> Spend {
    let mut total = spend(&[0; 6], Some(0), month);
    total.spent = Usd::ZERO;
    let (mut forecast, mut budget) = (Usd::ZERO, Usd::ZERO);
    for month in &mut total.trend {
        month.spent = Usd::ZERO;
    }
    for model in &mut total.models {
        model.spent = Usd::ZERO;
    }
    for one in all {
        total.spent += one.spent;
        forecast += one.forecast.map_or(Usd::ZERO, |it| it.usd);
        budget += one.budget.unwrap_or_default();
        for (sum, month) in total.trend.iter_mut().zip(&one.trend) {
            sum.spent += month.spent;
        }
        for (sum, model) in total.models.iter_mut().zip(&one.models) {
            sum.spent += model.spent;
        }
    }
    total.forecast = Some(Forecast {
        usd: forecast,
        by: ForecastBy::Pace,
    });
    total.budget = (budget > Usd::ZERO).then_some(budget);
    total
}
