//! A Region that a team leaves: its stack stays until it is asked for by name, and can then be deleted.

use bedrock_org::plan::Request;
use tokio_util::sync::CancellationToken;

use super::{roomy, team_in};
use crate::in_memory::{applied, look, look_for, on_virtual_time};
use bedrock_org::command::carry_out::carry_out;

const ADDRESS: &str = "team.platform/account.platform-1/stackset.monitoring/us-west-2";

#[test]
fn regression_a_region_that_is_taken_from_a_team_can_be_cleared() {
    let sandbox = roomy(Vec::new());
    let both = team_in(1, r#"["us-east-1", "us-west-2"]"#);
    let one = team_in(1, r#"["us-east-1"]"#);
    on_virtual_time(async {
        applied(&sandbox, &both).await;
        applied(&sandbox, &one).await;
        let (_, _, plan) = look(&sandbox, &one).await.expect("a plan");
        assert_eq!((&plan.changes, &plan.blocked), (&vec![], &vec![]));
        let left = plan.unplanned.iter();
        let left: Vec<&str> = left.map(|thing| thing.address.as_str()).collect();
        assert!(left.contains(&ADDRESS), "{left:?}");

        let request = Request {
            delete: [ADDRESS.to_owned()].into(),
            ..Request::default()
        };
        let (aws, seen, plan) = look_for(&sandbox, &one, &request).await.expect("a plan");
        let stop = CancellationToken::new();
        let outcome = carry_out(&aws, &seen, &one, &plan, &stop, &|_| {}).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        let (_, _, plan) = look(&sandbox, &one).await.expect("a plan");
        let mut left = plan.unplanned.iter();
        assert!(left.all(|thing| thing.address.as_str() != ADDRESS));
    });
}
