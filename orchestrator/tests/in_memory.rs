//! An organization in this process, on a clock that skips all waiting.

use bedrock_org::aws::{self, Connection};
use bedrock_org::command::carry_out::carry_out;
use bedrock_org::execute::Outcome;
use bedrock_org::model::Intent;
use bedrock_org::plan::{self, Plan, Request};
use bedrock_org::spec;
use bedrock_sandbox::{ExistingAccount, Faults, Principal, Rule, Sandbox, Setup};
use tokio_util::sync::CancellationToken;

pub const EXAMPLE: &str = include_str!("../../org.toml.example");

pub fn example() -> Intent {
    intent(EXAMPLE)
}

pub fn intent(plan_file: &str) -> Intent {
    spec::read(plan_file).expect("a valid plan file").intent
}

/// An organization that has the account that the example adopts, and nothing of ours.
pub fn organization(rules: Vec<Rule>) -> Sandbox {
    let sandbox = Sandbox::new(Setup {
        account_quota: 50,
        faults: Faults {
            rules,
            ..Faults::default()
        },
        ..Setup::default()
    });
    sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "legacy@acme.example".into(),
            name: "legacy".into(),
            place: "Legacy".into(),
            invited: true,
            id: Some("222233334444".into()),
            ..ExistingAccount::default()
        });
    });
    sandbox
}

fn connection(sandbox: &Sandbox) -> Connection {
    let Principal {
        access_key_id,
        secret_access_key,
        ..
    } = Principal::operator();
    Connection::InMemory {
        sandbox: sandbox.clone(),
        key_id: access_key_id,
        secret: secret_access_key,
        seed: 1,
    }
}

pub async fn look(
    sandbox: &Sandbox,
    intent: &Intent,
) -> Result<(aws::Aws, aws::Seen, Plan), String> {
    let aws = connection(sandbox)
        .open(&intent.organization.home_region)
        .await;
    let operator = aws.operator().await.map_err(|why| why.to_string())?;
    let seen = aws::observe(&aws, &operator, &aws::Focus::of(intent), &|_, _, _| {}).await;
    let seen = seen.map_err(|why| why.to_string())?;
    let plan = plan::make(intent, &seen.observation, &Request::default());
    Ok((aws, seen, plan.map_err(|why| why.to_string())?))
}

pub async fn apply(sandbox: &Sandbox, intent: &Intent) -> Result<Outcome, String> {
    let (aws, seen, plan) = look(sandbox, intent).await?;
    let stop = CancellationToken::new();
    Ok(carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await)
}

pub fn on_virtual_time<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(work)
}
