//! One folder of `cases/plan`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_org::model::{Intent, Org, TeamName};
use bedrock_org::plan::guardrail::guardrails;
use bedrock_org::plan::{self, Observation, Plan, Refusal};
use bedrock_org::report::Style;
use bedrock_org::spec;
use serde::Deserialize;

pub struct Case {
    pub folder: PathBuf,
    intent: Intent,
    live: Org,
    request: Request,
}

/// `request.json`: what was asked for, and what surrounds the organization.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Request {
    target: Option<TeamName>,
    delete: BTreeSet<String>,
    width: usize,
    /// Without it, the accounts of `live.json`.
    accounts_in_use: Option<usize>,
    account_quota: Option<u32>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            target: None,
            delete: BTreeSet::new(),
            width: Style::PLAIN.width,
            accounts_in_use: None,
            account_quota: Some(100),
        }
    }
}

impl Case {
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan");
        let mut folders: Vec<PathBuf> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        folders.into_iter().map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let what = folder.display();
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
        };
        let intent = spec::read(&text("org.toml"))
            .unwrap_or_else(|mistakes| panic!("{what}: {mistakes:?}"))
            .intent;
        let live: Org =
            serde_json::from_str(&text("live.json")).unwrap_or_else(|why| panic!("{what}: {why}"));
        let request = if folder.join("request.json").exists() {
            serde_json::from_str(&text("request.json"))
                .unwrap_or_else(|why| panic!("{what}: {why}"))
        } else {
            Request::default()
        };
        Self {
            live: complete(live, &intent),
            intent,
            request,
            folder,
        }
    }

    pub fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    pub fn style(&self) -> Style {
        Style {
            width: self.request.width,
            ..Style::PLAIN
        }
    }

    pub fn plan(&self) -> Result<Plan, Refusal> {
        let Request {
            target,
            delete,
            width: _,
            accounts_in_use,
            account_quota,
        } = &self.request;
        let observed = Observation {
            org: self.live.clone(),
            accounts_in_use: accounts_in_use.unwrap_or(self.live.accounts.len()),
            account_quota: *account_quota,
        };
        let request = plan::Request {
            target: target.clone(),
            delete: delete.clone(),
            canary: None,
        };
        plan::make(&self.intent, &observed, &request)
    }
}

/// Gives policies that `live.json` only names the text that the plan file asks for.
fn complete(mut live: Org, intent: &Intent) -> Org {
    let planned = guardrails(intent).unwrap().policies;
    for (name, policy) in &mut live.policies {
        if let Some(planned) = planned.get(name) {
            if policy.document.is_empty() {
                policy.document.clone_from(&planned.document);
            }
            if policy.description.is_empty() {
                policy.description.clone_from(&planned.description);
            }
        }
    }
    live
}
