//! Stacks by themselves, and what the templates of `stacksets/` make.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{Capability, Parameter, Stack, StackStatus};
use bedrock_sandbox::{ExistingAccount, MANAGEMENT_ACCOUNT, Principal, Sandbox, Setup};

use super::sdk::{code, config, keys};
use super::stack_stage::parameter;

const AUTH: &str = include_str!("../../../../stacksets/auth.yaml");
const MONITORING: &str = include_str!("../../../../stacksets/monitoring.yaml");
const HUB: &str = include_str!("../../../../stacksets/hub.yaml");

const TEAM: &str = "222233334444";
const WATCH: &str = "333344445555";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(Setup {
        service_control_policies: true,
        ..Setup::default()
    });
    sandbox.edit(|edit| {
        for (id, name) in [(TEAM, "team"), (WATCH, "watch")] {
            edit.account(ExistingAccount {
                id: Some(id.into()),
                email: format!("aws+{name}@acme.example"),
                name: name.into(),
                place: "Bedrock".into(),
                ..ExistingAccount::default()
            });
        }
    });
    sandbox
}

async fn client(sandbox: &Sandbox, account: &str) -> Client {
    let operator = config(sandbox, keys(&Principal::operator()), 3);
    if account == MANAGEMENT_ACCOUNT {
        return Client::new(&operator);
    }
    let assumed = aws_sdk_sts::Client::new(&operator)
        .assume_role()
        .role_arn(format!(
            "arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        ))
        .role_session_name("test")
        .send()
        .await
        .unwrap();
    let session = assumed.credentials.unwrap();
    let credentials = Credentials::from_keys(
        session.access_key_id,
        session.secret_access_key,
        Some(session.session_token),
    );
    Client::new(&config(sandbox, credentials, 3))
}

async fn ended(client: &Client, name: &str) -> Stack {
    loop {
        let described = client.describe_stacks().stack_name(name).send();
        let stack = described.await.unwrap().stacks.unwrap().remove(0);
        let status = stack.stack_status.clone().unwrap();
        if !status.as_str().ends_with("IN_PROGRESS") {
            return stack;
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

async fn create(client: &Client, name: &str, text: &str, parameters: Vec<Parameter>) -> Stack {
    let created = client
        .create_stack()
        .stack_name(name)
        .template_body(text)
        .set_parameters(Some(parameters))
        .capabilities(Capability::CapabilityNamedIam)
        .send()
        .await
        .unwrap();
    ended(client, &created.stack_id.unwrap()).await
}

fn output(stack: &Stack, key: &str) -> String {
    let outputs = stack.outputs();
    let output = outputs
        .iter()
        .find(|output| output.output_key() == Some(key));
    let value = output.and_then(|output| output.output_value());
    value
        .unwrap_or_else(|| panic!("no {key} in {stack:?}"))
        .to_owned()
}

fn status(stack: &Stack) -> &str {
    stack.stack_status().map_or("", StackStatus::as_str)
}

#[tokio::test(start_paused = true)]
async fn the_three_templates_come_to_stand() {
    let sandbox = sandbox();
    let (watch, team) = (client(&sandbox, WATCH).await, client(&sandbox, TEAM).await);
    let organization =
        aws_sdk_organizations::Client::new(&config(&sandbox, keys(&Principal::operator()), 3));
    let described = organization.describe_organization().send().await.unwrap();
    let organization = described.organization.unwrap().id.unwrap();
    let hub = create(
        &watch,
        "bedrock-hub-acme",
        HUB,
        vec![
            parameter("OrganizationId", &organization),
            parameter("Dashboard", "yes"),
            parameter("Notify", "ops@acme.example"),
        ],
    )
    .await;
    assert_eq!(status(&hub), "CREATE_COMPLETE", "{hub:?}");
    let sink = output(&hub, "SinkArn");
    let monitoring = create(
        &team,
        "monitoring",
        MONITORING,
        vec![
            parameter("Team", "platform"),
            parameter("Dashboard", "yes"),
            parameter("InvocationLogs", "metadata"),
            parameter("TokensPerDay", "1000000"),
            parameter("Notify", "a@acme.example,b@acme.example"),
            parameter("Sink", &sink),
        ],
    )
    .await;
    assert_eq!(status(&monitoring), "CREATE_COMPLETE", "{monitoring:?}");
    assert!(output(&monitoring, "LogRoleArn").contains(TEAM));
    let profile = "arn:aws:bedrock:us-east-1:222233334444:inference-profile/us.anthropic.claude-x";
    let auth = create(
        &team,
        "auth",
        AUTH,
        vec![
            parameter("Issuer", "https://acme.okta.com"),
            parameter("ClientId", "0oa1"),
            parameter("Team", "platform"),
            parameter("Group", "bedrock-platform"),
            parameter("GroupMatch", "Contains"),
            parameter("InferenceProfiles", profile),
            parameter(
                "FoundationModels",
                "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x",
            ),
        ],
    )
    .await;
    assert_eq!(status(&auth), "CREATE_COMPLETE", "{auth:?}");
    assert!(output(&auth, "IdentityPoolId").starts_with("us-east-1:"));
    assert_eq!(
        output(&auth, "RoleArn"),
        "arn:aws:iam::222233334444:role/bedrock-developer"
    );
    assert_eq!(output(&auth, "ProviderName"), "acme.okta.com");
    // The hub stays as long as an account is linked to it.
    let delete = |client: &Client, name: &str| client.delete_stack().stack_name(name).send();
    delete(&watch, "bedrock-hub-acme").await.unwrap();
    let hub_id = hub.stack_id.unwrap();
    assert_eq!(status(&ended(&watch, &hub_id).await), "DELETE_FAILED");
    for (stack, id) in [("monitoring", &monitoring), ("auth", &auth)] {
        delete(&team, stack).await.unwrap();
        let gone = ended(&team, id.stack_id().unwrap()).await;
        assert_eq!(status(&gone), "DELETE_COMPLETE", "{gone:?}");
    }
    delete(&watch, "bedrock-hub-acme").await.unwrap();
    assert_eq!(status(&ended(&watch, &hub_id).await), "DELETE_COMPLETE");
}

const TOPIC: &str = r"
Parameters: {Name: {Type: String}, Path: {Type: String, Default: /a/b}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Name}}
  Group: {Type: AWS::Logs::LogGroup, DependsOn: Topic, Properties: {LogGroupName: !Ref Path}}
Outputs: {Topic: {Value: !Ref Topic}}
";

#[tokio::test(start_paused = true)]
async fn a_stack_is_updated_and_rolls_back() {
    let sandbox = sandbox();
    let client = client(&sandbox, TEAM).await;
    let one = vec![parameter("Name", "one")];
    let stack = create(&client, "plain", TOPIC, one.clone()).await;
    assert_eq!(
        output(&stack, "Topic"),
        "arn:aws:sns:us-east-1:222233334444:one"
    );
    let update = |parameters: Vec<Parameter>| {
        client
            .update_stack()
            .stack_name("plain")
            .use_previous_template(true)
            .set_parameters(Some(parameters))
            .send()
    };
    let same = update(one).await;
    assert_eq!(code(same), "ValidationError");
    let commented = format!("# The same.\n{TOPIC}");
    let previous = Parameter::builder()
        .parameter_key("Name")
        .use_previous_value(true)
        .build();
    let same = client
        .update_stack()
        .stack_name("plain")
        .template_body(commented)
        .parameters(previous)
        .send();
    assert_eq!(code(same.await), "ValidationError");
    update(vec![parameter("Name", "two")]).await.unwrap();
    let stack = ended(&client, "plain").await;
    assert_eq!(status(&stack), "UPDATE_COMPLETE");
    assert!(output(&stack, "Topic").ends_with(":two"));
    sandbox.edit(|edit| {
        let kind = "AWS::Logs::LogGroup";
        edit.standing("aws+team@acme.example", "us-east-1", kind, "/c")
            .unwrap();
    });
    update(vec![parameter("Name", "three"), parameter("Path", "/c")])
        .await
        .unwrap();
    let stack = ended(&client, "plain").await;
    assert_eq!(status(&stack), "UPDATE_ROLLBACK_COMPLETE");
    assert!(output(&stack, "Topic").ends_with(":two"));
    let events = client.describe_stack_events().stack_name("plain").send();
    let events = events.await.unwrap().stack_events.unwrap();
    let failed: Vec<_> = events
        .iter()
        .filter(|event| {
            event
                .resource_status()
                .is_some_and(|s| s.as_str().ends_with("_FAILED"))
        })
        .map(|event| event.logical_resource_id().unwrap())
        .collect();
    assert_eq!(failed, ["Group"]);
    let physical: Vec<_> = client
        .list_stack_resources()
        .stack_name("plain")
        .send()
        .await
        .unwrap()
        .stack_resource_summaries
        .unwrap()
        .into_iter()
        .map(|resource| resource.physical_resource_id.unwrap())
        .collect();
    assert_eq!(physical, ["/a/b", "arn:aws:sns:us-east-1:222233334444:two"]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_creation_leaves_nothing_but_its_story() {
    let sandbox = sandbox();
    let client = client(&sandbox, TEAM).await;
    create(&client, "first", TOPIC, vec![parameter("Name", "one")]).await;
    let twin = create(&client, "second", TOPIC, vec![parameter("Name", "one")]).await;
    assert_eq!(status(&twin), "ROLLBACK_COMPLETE");
    let reason = twin.stack_status_reason.unwrap();
    assert!(reason.contains("[Topic]"), "{reason}");
    let again = client.create_stack().stack_name("second");
    let again = again
        .template_body(TOPIC)
        .parameters(parameter("Name", "two"));
    assert_eq!(code(again.send().await), "AlreadyExistsException");
    client
        .delete_stack()
        .stack_name("second")
        .send()
        .await
        .unwrap();
    ended(&client, &twin.stack_id.unwrap()).await;
    let missing = client.describe_stacks().stack_name("second").send().await;
    assert_eq!(code(missing), "ValidationError");
}

#[tokio::test(start_paused = true)]
async fn requests_are_checked_before_anything_begins() {
    let sandbox = sandbox();
    let client = client(&sandbox, TEAM).await;
    let create = |text: &str, parameters: Vec<Parameter>| {
        client
            .create_stack()
            .stack_name("checked")
            .template_body(text)
            .set_parameters(Some(parameters))
            .send()
    };
    let long = format!("{TOPIC}# {}", "x".repeat(51_200));
    let name = || vec![parameter("Name", "one")];
    for (text, parameters) in [
        (long.as_str(), name()),
        (TOPIC, vec![]),
        (TOPIC, vec![parameter("Nmae", "one")]),
        ("Resources: {A: {Type", name()),
        ("{}", vec![]),
    ] {
        assert_eq!(code(create(text, parameters).await), "ValidationError");
    }
    let role = "Resources: {Role: {Type: AWS::IAM::Role, Properties: {RoleName: a}}}";
    let refused = create(role, vec![]).await;
    assert_eq!(code(refused), "InsufficientCapabilitiesException");
    let unknown = "Resources: {Queue: {Type: AWS::SQS::Queue}}";
    create(unknown, vec![]).await.unwrap();
    let stack = ended(&client, "checked").await;
    assert_eq!(status(&stack), "ROLLBACK_COMPLETE");
    let events = client.describe_stack_events().stack_name("checked").send();
    let events = events.await.unwrap().stack_events.unwrap();
    let named = events.iter().any(|event| {
        let reason = event.resource_status_reason().unwrap_or_default();
        reason.contains("AWS::SQS::Queue")
    });
    assert!(named, "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn service_control_policies_bind_the_makers_of_stacks() {
    let sandbox = sandbox();
    sandbox.edit(|edit| {
        let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny",
            "Action":"logs:CreateLogGroup","Resource":"*"}]}"#;
        edit.policy("no-logs", deny);
        edit.attach("no-logs", "Bedrock").unwrap();
    });
    let client = client(&sandbox, TEAM).await;
    let stack = create(&client, "logs", TOPIC, vec![parameter("Name", "one")]).await;
    assert_eq!(status(&stack), "ROLLBACK_COMPLETE");
    let events = client.describe_stack_events().stack_name("logs").send();
    let events = events.await.unwrap().stack_events.unwrap();
    let reason = events
        .iter()
        .find(|event| {
            event
                .resource_status()
                .is_some_and(|s| s.as_str() == "CREATE_FAILED")
        })
        .and_then(|event| event.resource_status_reason())
        .unwrap();
    assert!(
        reason.contains("logs:CreateLogGroup")
            && reason.contains("explicit deny in a service control policy"),
        "{reason}"
    );
}

#[tokio::test(start_paused = true)]
async fn stacks_survive_a_restart_in_the_middle() {
    let first = sandbox();
    let client_of = |sandbox: &Sandbox| {
        let sandbox = sandbox.clone();
        async move { client(&sandbox, MANAGEMENT_ACCOUNT).await }
    };
    let created = client_of(&first)
        .await
        .create_stack()
        .stack_name("plain")
        .template_body(TOPIC)
        .parameters(parameter("Name", "one"))
        .send()
        .await
        .unwrap();
    let path = std::env::temp_dir().join(format!("stacks-{}.json", std::process::id()));
    first.save(&path).unwrap();
    let second = Sandbox::open(Setup::default(), &path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let stack = ended(&client_of(&second).await, &created.stack_id.unwrap()).await;
    assert_eq!(status(&stack), "CREATE_COMPLETE");
}
