//! One folder of `cases/spend`: a plan file, and what AWS says of its accounts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_org::model::{
    Account, AccountId, Day, Gap, Intent, Month, Place, Queries, SpendReport, Standing, Usd, tag,
};
use bedrock_org::plan::spend::{ByAccount, Figures, Period, report};
use bedrock_org::spec;
use serde::Deserialize;

pub struct Case {
    pub folder: PathBuf,
    pub intent: Intent,
    pub accounts: Vec<Account>,
    pub period: Period,
    pub figures: Figures,
}

/// `figures.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    month: Month,
    today: Day,
    accounts: Vec<Seen>,
    months: BTreeMap<Month, ByAccount>,
    people: ByAccount,
    forecasts: BTreeMap<AccountId, Usd>,
    requests: u32,
    kept_for_seconds: Option<u64>,
    gaps: Vec<Gap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    id: String,
    name: String,
    email: String,
    managed: Option<String>,
    team: Option<String>,
}

impl Case {
    pub fn all() -> Vec<Self> {
        ["acme", "over", "first-day"].map(Self::read).into()
    }

    pub fn read(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/spend");
        let folder = root.join(name);
        let text = |file| fs::read_to_string(folder.join(file)).expect("a file of the case");
        let intent = spec::read(&text("org.toml"))
            .expect("a valid plan file")
            .intent;
        let written: Written = serde_json::from_str(&text("figures.json")).expect("figures");
        Self {
            intent,
            accounts: written.accounts.iter().map(Seen::account).collect(),
            period: Period::new(Some(written.month), written.today).expect("a month with figures"),
            figures: Figures {
                months: written.months,
                people: written.people,
                forecasts: written.forecasts,
                queries: Queries {
                    requests: written.requests,
                    usd: Usd::micros(i64::from(written.requests) * 10_000),
                    kept_for_seconds: written.kept_for_seconds,
                },
                gaps: written.gaps,
            },
            folder,
        }
    }

    pub fn report(&self) -> SpendReport {
        report(&self.intent, &self.accounts, self.period, &self.figures)
    }
}

impl Seen {
    fn account(&self) -> Account {
        let tags = [(tag::MANAGED, &self.managed), (tag::TEAM, &self.team)];
        let tags = tags
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
        account(&self.id, &self.name, &self.email, tags.collect())
    }
}

pub fn account(id: &str, name: &str, email: &str, tags: BTreeMap<String, String>) -> Account {
    Account {
        id: Some(id.parse().expect("an id")),
        name: name.parse().expect("a name"),
        adopted: false,
        email: Some(email.parse().expect("an address")),
        place: Place::Root,
        standing: Standing::Active,
        team: None,
        tags,
        stacks: BTreeMap::new(),
        bedrock: BTreeMap::new(),
        quotas: BTreeMap::new(),
    }
}
