//! One account first, then its team, then the rest; and no further when a wave fails.

use bedrock_org::aws;
use bedrock_org::command::carry_out::carry_out;
use bedrock_org::execute::Outcome;
use bedrock_org::model::Intent;
use bedrock_org::plan::Request;
use bedrock_sandbox::Sandbox;
use tokio_util::sync::CancellationToken;

use super::{email, plan_file, roomy, told};
use crate::in_memory::{intent, look_for, on_virtual_time};

const OTHERS: &str =
    "\n[team.backend]\ngroup = \"bedrock-backend\"\ndevelopers = 20\naccounts = 2\n";

async fn with_canary(sandbox: &Sandbox, intent: &Intent) -> Outcome {
    let request = Request {
        canary: Some("platform".parse().expect("a name")),
        ..Request::default()
    };
    let (aws, seen, plan): (aws::Aws, _, _) =
        look_for(sandbox, intent, &request).await.expect("a plan");
    let stop = CancellationToken::new();
    carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await
}

#[test]
fn a_canary_that_fails_stops_the_rollout_at_one_stack() {
    let sandbox = roomy(Vec::new());
    let intent = intent(&(plan_file(3, r#"["us-east-1"]"#) + OTHERS));
    on_virtual_time(async {
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        sandbox.edit(|edit| {
            for n in [1, 2, 3] {
                edit.fail_stacks(&email(n), "the new template is wrong")
                    .expect("there");
            }
        });
        let mut changed = intent.clone();
        changed.identity.client_id = "0oanew".into();
        let outcome = with_canary(&sandbox, &changed).await;
        let failed: Vec<&str> = outcome.failed.keys().map(|at| at.as_str()).collect();
        assert_eq!(failed, ["team.platform/account.platform-1/stackset.auth"]);
        assert_eq!(outcome.skipped.len(), 4, "{outcome:#?}");

        sandbox.edit(|edit| {
            for n in [1, 2, 3] {
                edit.heal_stacks(&email(n)).expect("there");
            }
        });
        let outcome = with_canary(&sandbox, &changed).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
    });
}
