//! The routing document follows what a team's accounts may use.

use std::path::{Path, PathBuf};

use bedrock_org::aws;
use bedrock_org::command::routes::{Circumstances, Delivered, renew};
use bedrock_org::model::Intent;
use bedrock_routing::{Routes, spread};
use bedrock_sandbox::{Kind, Rule, Sandbox};

use crate::capacity::stage::{OPUS, plan};
use crate::command_line::stage::{Ran, command};
use crate::in_memory::{applied, look, on_virtual_time, organization};

const APPLIED: &str = "servicequotas.ListServiceQuotas";
/// 20 developers need 3M.
const TWO: &str = "developers = 40\naccounts = 2";

struct Shared {
    sandbox: Sandbox,
    intent: Intent,
    folder: PathBuf,
}

impl Shared {
    async fn new(name: &str, team: &str, rules: Vec<Rule>) -> Self {
        let folder =
            std::env::temp_dir().join(format!("bedrock-shares-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let shared = Self {
            sandbox: organization(rules),
            intent: plan(team),
            folder,
        };
        applied(&shared.sandbox, &shared.intent).await;
        shared
    }

    fn apply(&self, account: u32, value: f64) {
        let email = format!("aws+backend-{account}@acme.example");
        self.sandbox.edit(|edit| {
            edit.apply_quota(&email, "us-east-1", OPUS, value).unwrap();
        });
    }

    /// As the end of an apply writes it: the weights, and of how many accounts they are not known.
    async fn write(&self) -> (Vec<u32>, usize) {
        let (aws, seen, _) = look(&self.sandbox, &self.intent).await.unwrap();
        let unweighed = self.renew(&aws, &seen).await.unweighed.len();
        let text = std::fs::read_to_string(self.file()).unwrap();
        let routes = Routes::parse(&text).unwrap();
        let accounts = routes.teams[0].accounts.iter();
        (accounts.map(|account| account.weight).collect(), unweighed)
    }

    async fn renew(&self, aws: &aws::Aws, seen: &aws::Seen) -> Delivered {
        let around = Circumstances {
            seen,
            target: None,
            settled: true,
        };
        let renewed = renew(aws, &self.intent, &around, &self.file()).await;
        renewed.map_err(|stop| stop.error).unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder.join("routes.json")
    }

    fn calls(&self) -> u64 {
        self.sandbox.calls().get(APPLIED).copied().unwrap_or(0)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn an_account_with_half_of_the_quota_gets_half_as_many() {
    on_virtual_time(async {
        let shared = Shared::new("half", TWO, Vec::new()).await;
        assert_eq!(shared.write().await, (vec![1, 1], 0));
        shared.apply(1, 3e6);
        shared.apply(2, 1.5e6);
        assert_eq!(shared.write().await, (vec![2, 1], 0));
        let text = std::fs::read_to_string(shared.file()).unwrap();
        assert_eq!(shared.write().await.0, [2, 1]);
        assert_eq!(std::fs::read_to_string(shared.file()).unwrap(), text);

        let moved = explained(&shared.folder);
        assert!(moved.contains("weight"), "{moved}");
        shared.apply(2, 3e6);
        assert_eq!(shared.write().await.0, [1, 1]);
    });
}

/// What `routes explain` says of one developer, whom the client takes to the same account.
fn explained(folder: &Path) -> String {
    let run = |more: &[&str]| {
        let mut command = command(&["routes", "explain", "--subject", "00u1a2b3"]);
        Ran::of(command.args(more).current_dir(folder))
    };
    let json = &run(&["--json"]).json()[0];
    let accounts = json["teams"][0]["accounts"].as_array().unwrap();
    let weight = |name: &str| {
        let mut accounts = accounts.iter();
        let account = accounts.find(|account| account["name"] == name).unwrap();
        (
            account["weight"].as_u64().unwrap(),
            account["share"].as_f64().unwrap(),
        )
    };
    assert_eq!(weight("backend-1").0, 2);
    assert_eq!(weight("backend-2").0, 1);
    assert!((weight("backend-1").1 - 2.0 / 3.0).abs() < 0.01);
    let text = std::fs::read_to_string(folder.join("routes.json")).unwrap();
    let routes = Routes::parse(&text).unwrap();
    let chosen = spread::ranking(&routes.teams[0].accounts, "00u1a2b3");
    assert_eq!(json["teams"][0]["account"], chosen[0].account.id.as_str());
    run(&[]).out
}

#[test]
fn what_could_not_be_read_moves_nobody() {
    let denied = Rule::operation("ListServiceQuotas", 1, Kind::AccessDenied).times(u64::MAX);
    on_virtual_time(async {
        let shared = Shared::new("unread", TWO, vec![denied]).await;
        assert_eq!(shared.write().await, (vec![1, 1], 2));
        let text = std::fs::read_to_string(shared.file()).unwrap();
        let mut before = Routes::parse(&text).unwrap();
        before.teams[0].accounts[0].weight = 2;
        std::fs::write(shared.file(), before.to_json()).unwrap();
        assert_eq!(shared.write().await, (vec![2, 1], 2));
    });
}

#[test]
fn what_was_read_already_is_not_read_again() {
    on_virtual_time(async {
        let shared = Shared::new("again", TWO, Vec::new()).await;
        let (aws, seen, _) = look(&shared.sandbox, &shared.intent).await.unwrap();
        let before = shared.calls();
        assert_eq!(shared.renew(&aws, &seen).await.accounts, 2);
        assert_eq!(shared.calls(), before);
    });
}

#[test]
fn an_account_alone_is_not_asked() {
    on_virtual_time(async {
        let shared = Shared::new("alone", "developers = 40", Vec::new()).await;
        let (aws, seen, _) = look(&shared.sandbox, &shared.intent).await.unwrap();
        let before = shared.calls();
        assert_eq!(shared.renew(&aws, &seen).await.accounts, 1);
        assert_eq!(shared.calls(), before);
    });
}
