//! An organization in memory with the accounts of a small plan, and bills for them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use bedrock_org::command::spend::{Asked, Kept, spend};
use bedrock_org::model::{Intent, SpendReport};
use bedrock_org::report::Style;
use bedrock_sandbox::{
    EPOCH, ExistingAccount, Faults, MANAGEMENT_ACCOUNT, Moment, Principal, Rule, Sandbox, Setup,
    Use,
};

use serde_json::json;

use crate::in_memory;

pub const OPUS: &str = "Claude Opus 5.5 (Amazon Bedrock Edition)";
pub const PLAN: &str = include_str!("../cases/spend/acme/org.toml");

pub struct Stage {
    pub intent: Intent,
    pub sandbox: Sandbox,
    /// Of this test alone; gone with it.
    pub folder: Folder,
}

pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bedrock-org-spend-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn existing(name: &str, email: &str, id: Option<&str>) -> ExistingAccount {
    ExistingAccount {
        email: email.into(),
        name: name.into(),
        place: "Bedrock".into(),
        id: id.map(str::to_owned),
        ..ExistingAccount::default()
    }
}

impl Stage {
    pub fn new(tagged: bool, rules: Vec<Rule>) -> Self {
        Self::at(EPOCH, tagged, rules)
    }

    /// When the organization's time begins.
    pub fn at(epoch: Moment, tagged: bool, rules: Vec<Rule>) -> Self {
        let tag = tagged.then(|| "iamPrincipal/email".to_owned());
        let sandbox = Sandbox::new(Setup {
            epoch,
            account_quota: 50,
            faults: Faults {
                rules,
                ..Faults::default()
            },
            active_cost_tags: tag.into_iter().collect::<BTreeSet<_>>(),
            ..Setup::default()
        });
        sandbox.edit(|edit| {
            for name in ["platform-1", "backend-1", "backend-2", "frontend-1"] {
                edit.account(existing(name, &email(name), None));
            }
            // Adopted, and named by others.
            let legacy = existing("analytics", "legacy@acme.example", Some("222233334444"));
            edit.account(legacy);
            // Of a team that the plan file has no more.
            edit.account(existing("prototype-1", &email("prototype-1"), None));
            for (key, value) in [
                ("bedrock-org:managed", "acme"),
                ("bedrock-org:team", "prototype"),
            ] {
                edit.tag(&email("prototype-1"), key, value).unwrap();
            }
            // Somebody else's, in the same organization.
            edit.account(existing("payroll", "payroll@acme.example", None));
        });
        Self {
            intent: in_memory::intent(PLAN),
            sandbox,
            folder: Folder::new(),
        }
    }

    /// Spent by one account: its address, the day, the name on the bill, and whose.
    pub fn bill(&self, account: &str, day: &str, service: &str, person: &str, usd: f64) {
        let used = Use {
            account: account.into(),
            day: Some(day.into()),
            service: service.into(),
            person: (!person.is_empty()).then(|| person.into()),
            usd,
        };
        self.sandbox.edit(|edit| {
            edit.spend(&used).unwrap();
            edit.bill();
        });
    }

    /// As `apply` would make it; AWS computes it with the next bill.
    pub async fn budget(&self, name: &str, accounts: &[&str]) {
        let ids = self.sandbox.edit(|edit| {
            let accounts = accounts.iter().map(|name| edit.find(&email(name)).unwrap());
            accounts.collect::<Vec<String>>()
        });
        let body = json!({"AccountId": MANAGEMENT_ACCOUNT, "Budget": {
            "BudgetName": name,
            "BudgetLimit": {"Amount": "1000", "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
            "Metrics": ["UnblendedCost"],
            "FilterExpression": {"And": [
                {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ids}},
                {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}},
            ]},
        }});
        let key = Principal::operator().access_key_id;
        let scope = format!("Credential={key}/20261120/us-east-1/budgets/aws4_request");
        let request = http::Request::post("http://sandbox/")
            .header("authorization", format!("AWS4-HMAC-SHA256 {scope}"))
            .header("x-amz-target", "AWSBudgetServiceGateway.CreateBudget")
            .body(body.to_string().into());
        let answer = self.sandbox.call(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200, "{:?}", answer.body());
    }

    pub async fn report(&self, month: Option<&str>, refresh: bool) -> Result<SpendReport, String> {
        let asked = Asked {
            month: month.map(|month| month.parse().unwrap()),
            refresh,
            kept: Kept::in_folder(self.folder.path().to_owned()),
        };
        let connection = in_memory::connection(&self.sandbox);
        spend(&connection, &self.intent, &asked, Style::PLAIN)
            .await
            .map_err(|stop| format!("{}\n{}", stop.error, stop.hint.unwrap_or_default()))
    }

    /// How often Cost Explorer was asked so far.
    pub fn asked(&self) -> u64 {
        let calls = self.sandbox.calls();
        calls.get("ce.GetCostAndUsage").copied().unwrap_or(0)
    }
}

pub fn email(name: &str) -> String {
    format!("aws+{name}@acme.example")
}
