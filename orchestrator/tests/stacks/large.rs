//! A template that is too large to be sent along.

use bedrock_org::aws::Performer;
use bedrock_org::execute::Ending;
use bedrock_org::model::{Intent, Set};
use bedrock_org::plan::{Action, Address, Change};
use bedrock_sandbox::{MANAGEMENT_ACCOUNT, Sandbox};

use super::{plan_file, roomy};
use crate::in_memory::{intent, look, on_virtual_time};

fn create() -> Change {
    let topic = "  Topic:\n    Type: AWS::SNS::Topic\n";
    let padding = "# so long a comment\n".repeat(3000);
    Change {
        address: Address::new("organization/stackset.auth"),
        action: Action::CreateStackSet {
            set: Set::Auth,
            name: "bedrock-auth-acme".into(),
            template: format!("Resources:\n{topic}{padding}"),
            parameters: Default::default(),
            tags: [("bedrock-org:managed".into(), "acme".into())].into(),
        },
        before: None,
        after: None,
        reason: String::new(),
        needs: Default::default(),
    }
}

async fn perform(sandbox: &Sandbox, intent: &Intent) -> Ending {
    let (aws, seen, _) = look(sandbox, intent).await.expect("a look");
    let organization = &intent.organization;
    let performer = Performer::new(&aws, &seen.directory, organization, &|_| {});
    let access = Change {
        action: Action::EnableTrustedAccess,
        ..create()
    };
    performer.perform(&access).await;
    performer.perform(&create()).await
}

#[test]
fn it_goes_through_the_plans_bucket() {
    let sandbox = roomy(Vec::new());
    sandbox.edit(|edit| {
        edit.bucket(MANAGEMENT_ACCOUNT, "us-east-1", "acme-templates")
            .expect("there");
    });
    let mut intent = intent(&plan_file(1, r#"["us-east-1"]"#));
    let ending = on_virtual_time(perform(&sandbox, &intent));
    let Ending::Failed(failure) = ending else {
        panic!("{ending:?}");
    };
    assert!(
        failure.error.contains("CloudFormation takes 51200"),
        "{failure:?}"
    );
    assert!(failure.hint.expect("a hint").contains("bucket ="));

    intent.organization.bucket = Some("acme-templates".into());
    let ending = on_virtual_time(perform(&sandbox, &intent));
    assert_eq!(ending, Ending::Done { note: None });
}
