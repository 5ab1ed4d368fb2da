//! An organization in this process, on a clock that skips all waiting.

use bedrock_org::aws::{self, Connection};
use bedrock_org::command::carry_out::carry_out;
use bedrock_org::execute::Outcome;
use bedrock_org::model::Intent;
use bedrock_org::plan::{self, Action, Plan, Request};
use bedrock_org::spec;
use bedrock_sandbox::{ExistingAccount, Faults, Principal, Rule, Sandbox, Setup};
use serde_json::json;
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
            id: Some("222233334444".into()),
            ..ExistingAccount::default()
        });
    });
    sandbox
}

pub fn connection(sandbox: &Sandbox) -> Connection {
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
    look_for(sandbox, intent, &Request::default()).await
}

pub async fn look_for(
    sandbox: &Sandbox,
    intent: &Intent,
    request: &Request,
) -> Result<(aws::Aws, aws::Seen, Plan), String> {
    let aws = connection(sandbox)
        .open(&intent.organization.home_region)
        .await;
    let operator = aws.operator().await.map_err(|why| why.to_string())?;
    let seen = aws::observe(&aws, &operator, &aws::Focus::of(intent), &|_, _, _| {}).await;
    let seen = seen.map_err(|why| why.to_string())?;
    let plan = plan::make(intent, &seen.observation, request);
    Ok((aws, seen, plan.map_err(|why| why.to_string())?))
}

pub async fn apply(sandbox: &Sandbox, intent: &Intent) -> Result<Outcome, String> {
    apply_until(sandbox, intent, &CancellationToken::new()).await
}

pub async fn apply_until(
    sandbox: &Sandbox,
    intent: &Intent,
    stop: &CancellationToken,
) -> Result<Outcome, String> {
    let (aws, seen, plan) = look(sandbox, intent).await?;
    Ok(carry_out(&aws, &seen, intent, &plan, stop, &|_| {}).await)
}

pub fn on_virtual_time<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(work)
}

pub fn existing(email: &str, name: &str, place: &str) -> ExistingAccount {
    ExistingAccount {
        email: email.into(),
        name: name.into(),
        place: place.into(),
        ..ExistingAccount::default()
    }
}

pub async fn plan(sandbox: &Sandbox, intent: &Intent) -> Plan {
    look(sandbox, intent).await.expect("a plan").2
}

pub async fn applied(sandbox: &Sandbox, intent: &Intent) -> Outcome {
    let outcome = apply(sandbox, intent).await.expect("an outcome");
    assert!(outcome.is_complete(), "{outcome:?}");
    outcome
}

/// The actions of a plan by address.
pub fn actions(plan: &Plan) -> Vec<String> {
    let kind = |action: &Action| json!(action)["action"].as_str().expect("a name").to_owned();
    plan.changes
        .iter()
        .map(|change| format!("{} {}", kind(&change.action), change.address))
        .collect()
}

/// As another program of the same company would.
pub async fn create(sandbox: &Sandbox, name: &str, email: &str) {
    let body = json!({ "AccountName": name, "Email": email });
    let request = http::Request::post("https://organizations.us-east-1.amazonaws.com/")
        .header("x-amz-target", "AWSOrganizationsV20161128.CreateAccount")
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIASANDBOXOPERATOR1/20261120/us-east-1/organizations/\
             aws4_request, SignedHeaders=host, Signature=0",
        )
        .body(bytes::Bytes::from(body.to_string()))
        .expect("a request");
    // The rate allows three at once: wait for a place in the bucket.
    for _ in 0..10 {
        let answer = sandbox.call(request.clone()).await.expect("an answer");
        if answer.status().is_success() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    }
    panic!("{name} was not created");
}
