//! What the auth stack set leaves in two accounts, seen by those who sign in: the whole way through
//! CloudFormation, IAM, Cognito and Bedrock.

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{
    AutoDeployment, Capability, ManagedExecution, PermissionModels, StackInstanceStatus,
};

use super::raw::Raw;
use super::sdk::config;
use super::stack_stage::{REGION, SET, parameter, stage, wide};
use super::stage::{CLIENT, ISSUER, MODEL, PROFILE, Stage, Team};

const AUTH: &str = include_str!("../../../../stacksets/auth.yaml");

async fn deployed() -> Stage {
    let stage = stage(2).await;
    stage
        .client
        .create_stack_set()
        .stack_set_name(SET)
        .template_body(AUTH)
        .parameters(parameter("Issuer", ISSUER))
        .parameters(parameter("ClientId", CLIENT))
        .parameters(parameter("GroupMatch", "Contains"))
        .capabilities(Capability::CapabilityNamedIam)
        .permission_model(PermissionModels::ServiceManaged)
        .auto_deployment(AutoDeployment::builder().enabled(false).build())
        .managed_execution(ManagedExecution::builder().active(true).build())
        .send()
        .await
        .unwrap();
    let mut models = Vec::new();
    for region in ["us-east-1", "us-east-2", "us-west-2"] {
        models.push(format!(
            "arn:aws:bedrock:{region}::foundation-model/{MODEL}"
        ));
    }
    for (n, team) in ["platform", "data"].iter().enumerate() {
        let account = &stage.accounts[n];
        let profile = format!("arn:aws:bedrock:{REGION}:{account}:inference-profile/{PROFILE}");
        stage
            .client
            .create_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(stage.only(&[n]))
            .regions(REGION)
            .parameter_overrides(parameter("Team", team))
            .parameter_overrides(parameter("Group", &format!("bedrock-{team}")))
            .parameter_overrides(parameter("InferenceProfiles", &profile))
            .parameter_overrides(parameter("FoundationModels", &models.join(",")))
            .operation_preferences(wide())
            .operation_id(*team)
            .send()
            .await
            .unwrap();
    }
    stage.ended("platform").await;
    stage.ended("data").await;
    assert_eq!(stage.with(StackInstanceStatus::Current).await, [0, 1]);
    let stacks = stage.instances().await;
    let stack_of = |account: &str| {
        let mut stacks = stacks.iter();
        let stack = stacks.find(|stack| stack.account.as_deref() == Some(account));
        stack.unwrap().stack_id.clone().unwrap()
    };
    let ids = [stack_of(&stage.accounts[0]), stack_of(&stage.accounts[1])];
    let nobody = |group: &str, n: usize| Team {
        account: stage.accounts[n].clone(),
        group: group.into(),
        provider: String::new(),
        pool: String::new(),
        role: String::new(),
    };
    let teams = [nobody("bedrock-platform", 0), nobody("bedrock-data", 1)];
    let mut stage = Stage {
        sandbox: stage.sandbox.clone(),
        teams,
    };
    for (n, id) in ids.iter().enumerate() {
        let session = stage.access(&stage.teams[n].account).await;
        let member = Client::new(&config(&stage.sandbox, session, 3));
        let described = member.describe_stacks().stack_name(id).send();
        let stack = described.await.unwrap().stacks.unwrap().remove(0);
        let output = |key: &str| {
            let mut outputs = stack.outputs().iter();
            let output = outputs.find(|output| output.output_key() == Some(key));
            output.unwrap().output_value().unwrap().to_owned()
        };
        stage.teams[n].pool = output("IdentityPoolId");
        stage.teams[n].role = output("RoleArn");
        stage.teams[n].provider = output("ProviderArn");
    }
    stage
}

#[tokio::test(start_paused = true)]
async fn a_deployed_pool_admits_its_team_alone_and_its_role_its_models_alone() {
    let stage = deployed().await;
    stage.submit_use_case(REGION).await;
    let [platform, data] = &stage.teams;
    for (own, other) in [(platform, data), (data, platform)] {
        let token = stage.token("ann", &["everyone", &own.group]);
        let credentials = stage.sign_in(own, &token).await.unwrap();
        let (code, _) = stage.sign_in(other, &token).await.unwrap_err();
        assert_eq!(code, "NotAuthorizedException");
        let raw = Raw {
            sandbox: &stage.sandbox,
            credentials,
            region: REGION,
        };
        let (status, answer) = raw.invoke(PROFILE).await;
        assert_eq!(status, 200, "{answer}");
        for model in ["us.anthropic.claude-opus-5-5", MODEL] {
            let (status, answer) = raw.invoke(model).await;
            assert_eq!(status, 403, "{answer}");
        }
    }
}
