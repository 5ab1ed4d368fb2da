//! An organization of two teams whose budgets stop them, with the plan applied.

use bedrock_org::aws::Aws;
use bedrock_org::command::budget::lift::lift;
use bedrock_org::model::{BudgetScope, BudgetStanding, Intent, StopState};
use bedrock_org::plan::lift::Lifted;
use bedrock_sandbox::{Sandbox, Use};

use crate::in_memory::{self, connection};
use crate::stacks;

pub const PLATFORM: &str = "aws+platform-1@acme.example";
pub const MOBILE: &str = "aws+mobile-1@acme.example";

/// Platform stops by itself at 2,000 dollars, mobile once somebody approves.
pub fn plan_file() -> String {
    let one = stacks::plan_file(1, r#"["us-east-1"]"#).replace(
        "[team.platform]",
        "[team.platform]\nbudget = { hard_stop = true }",
    );
    format!(
        "{one}\n[team.mobile]\ngroup = \"bedrock-mobile\"\ndevelopers = 3\n\
         budget = {{ hard_stop = \"on-approval\" }}\n"
    )
}

pub fn intent() -> Intent {
    in_memory::intent(&plan_file())
}

/// Twice as much for everybody.
pub fn raised() -> Intent {
    let mut intent = intent();
    for team in intent.teams.values_mut() {
        if let Some(budget) = &mut team.budget {
            budget.monthly_usd *= 2;
        }
    }
    intent
}

/// Onto the bill, and budgets look at it.
pub fn spend(sandbox: &Sandbox, account: &str, usd: f64) {
    sandbox.edit(|edit| {
        edit.spend(&Use {
            account: account.into(),
            service: "anthropic.claude-sonnet-5-5".into(),
            usd,
            ..Use::default()
        })
        .unwrap();
        edit.bill();
    });
}

pub async fn aws(sandbox: &Sandbox) -> Aws {
    let intent = intent();
    let aws = connection(sandbox)
        .open(&intent.organization.home_region)
        .await;
    aws.operator().await.unwrap();
    aws
}

pub async fn standings(sandbox: &Sandbox) -> Vec<BudgetStanding> {
    aws(sandbox).await.budget_standings("acme").await.unwrap()
}

pub async fn standing(sandbox: &Sandbox, account: &str) -> BudgetStanding {
    let scope = BudgetScope::Account(account.parse().unwrap());
    let all = standings(sandbox).await;
    all.into_iter().find(|one| one.scope == scope).unwrap()
}

pub async fn state(sandbox: &Sandbox, account: &str) -> StopState {
    let standing = standing(sandbox, account).await;
    let [stop] = standing.stops.as_slice() else {
        panic!("{standing:?}");
    };
    stop.state
}

pub async fn lifted(sandbox: &Sandbox, account: &str, rearm: bool) -> Lifted {
    let budget = standing(sandbox, account).await;
    let aws = aws(sandbox).await;
    let mut lifted = lift(&aws, &[budget], rearm)
        .await
        .map_err(|stop| stop.error)
        .unwrap();
    lifted.remove(0)
}
