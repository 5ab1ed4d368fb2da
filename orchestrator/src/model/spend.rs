//! What was spent in a month, as the report tells it: by team, account, model and person.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{AccountId, AccountName, Day, Gap, Month, TeamName, Usd};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpendReport {
    pub organization: String,
    pub month: Month,
    /// Through which day there may be figures: today, or the month's last day when it is over.
    pub through: Day,
    /// Whether the month is over, and AWS had the time to complete its figures.
    pub complete: bool,
    /// In words, what deserves attention first.
    pub findings: Vec<Finding>,
    /// The most spending first.
    pub teams: Vec<TeamSpend>,
    /// Accounts that are tagged as this plan's and that the plan file does not name.
    pub unplanned: Vec<UnplannedSpend>,
    /// Of all of them.
    pub total: Spend,
    pub people: People,
    /// What could not be read, so that something may be missing above.
    pub gaps: Vec<Gap>,
    pub queries: Queries,
}

/// What a team, an account or everything spent.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Spend {
    /// In the report's month, so far.
    pub spent: Usd,
    /// What the month will come to; none for a month that is over.
    pub forecast: Option<Forecast>,
    /// Of the whole month; none without a budget, and none in total unless every team has one.
    pub budget: Option<Usd>,
    /// By what is on the bill, models first, and of them the most spending.
    pub models: Vec<ModelSpend>,
    /// Six months where AWS keeps so many, the report's own last.
    pub trend: Vec<MonthSpend>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    pub usd: Usd,
    pub by: ForecastBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForecastBy {
    /// AWS Budgets computed it, which takes about five weeks of history.
    Aws,
    /// At this month's pace so far.
    Pace,
    /// AWS for some accounts, their pace for the others.
    Both,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TeamSpend {
    pub team: TeamName,
    pub developers: u32,
    #[serde(flatten)]
    pub spend: Spend,
    /// Of what was spent, for each developer of the plan file.
    pub per_developer: Option<Usd>,
    pub accounts: Vec<AccountSpend>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountSpend {
    pub account: AccountName,
    pub id: Option<AccountId>,
    #[serde(flatten)]
    pub spend: Spend,
}

/// An account that nobody plans with any more, and that may still cost money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnplannedSpend {
    /// Whose it was, by its tag.
    pub team: Option<String>,
    #[serde(flatten)]
    pub account: AccountSpend,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelSpend {
    /// As the bill names it, such as `Claude Opus 5.5`, `AmazonCloudWatch` or `Tax`.
    pub model: String,
    pub kind: BilledAs,
    pub spent: Usd,
}

/// Whether a line of the bill is a model's or something else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BilledAs {
    Model,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonthSpend {
    pub month: Month,
    pub spent: Usd,
}

/// What a reader should know first, the most pressing kind first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub kind: FindingKind,
    pub team: Option<TeamName>,
    /// A whole sentence.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    OverBudget,
    ForecastOverBudget,
    UnusualGrowth,
    /// An account that the plan file does not name costs something.
    Unplanned,
    NoBudget,
}

/// Who spent, where AWS knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "known", rename_all = "kebab-case")]
pub enum People {
    /// The tags are not active, or nothing was spent since they are; and what to do about it.
    No { hint: String },
    Yes {
        /// By team, then person, the most first.
        teams: BTreeMap<TeamName, Vec<PersonSpend>>,
        /// In accounts that the plan file does not name.
        unplanned: Vec<PersonSpend>,
        /// Of nobody whom AWS could name.
        unnamed: Usd,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonSpend {
    pub person: String,
    pub spent: Usd,
}

/// What the figures cost to get.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Queries {
    /// Requests to Cost Explorer, at one cent each.
    pub requests: u32,
    pub usd: Usd,
    /// How old the oldest figures are that were kept from an earlier report and that AWS may have
    /// changed since.
    pub kept_for_seconds: Option<u64>,
}
