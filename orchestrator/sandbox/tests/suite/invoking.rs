//! InvokeModel: every ARN that a call touches has to be allowed, by the role and by the organization.

use aws_credential_types::Credentials;
use bedrock_sandbox::{ExistingRole, Setup};
use serde_json::{Value, json};

use super::raw::Raw;
use super::stage::{MODEL, PROFILE, REGION, Stage, Team, email, models, trust};

fn raw<'a>(stage: &'a Stage, credentials: Credentials, region: &'a str) -> Raw<'a> {
    Raw {
        sandbox: &stage.sandbox,
        credentials,
        region,
    }
}

async fn stage() -> Stage {
    let stage = Stage::with(Setup {
        service_control_policies: true,
        ..Setup::default()
    });
    stage.submit_use_case(REGION).await;
    stage
}

async fn developer<'a>(stage: &'a Stage, team: &Team) -> Raw<'a> {
    let token = stage.token("ann", &[&team.group]);
    raw(stage, stage.sign_in(team, &token).await.unwrap(), REGION)
}

fn set_policy(stage: &Stage, team: &Team, policy: &Value) {
    let role = ExistingRole {
        name: "bedrock-developer".into(),
        trust: trust(&team.pool).to_string(),
        policies: [("models".to_owned(), policy.to_string())].into(),
        ..ExistingRole::default()
    };
    stage
        .sandbox
        .edit(|edit| edit.role(&team.account, role).unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_developer_invokes_the_teams_model_and_is_counted() {
    let stage = stage().await;
    let [team, other] = &stage.teams;
    let developer = developer(&stage, team).await;
    let (status, answer) = developer.invoke(PROFILE).await;
    assert_eq!(
        (status, &answer["type"]),
        (200, &json!("message")),
        "{answer}"
    );
    let arn = format!(
        "arn:aws:bedrock:{REGION}:{}:inference-profile/{PROFILE}",
        team.account
    );
    assert_eq!(developer.invoke(&arn).await.0, 200);
    let path = format!("/model/{PROFILE}/converse");
    let (status, answer) = developer
        .bedrock("POST", &path, &json!({"messages": []}))
        .await;
    assert_eq!(status, 200);
    assert!(answer["usage"]["totalTokens"].as_u64().unwrap() > 0);
    let usage = stage.sandbox.usage();
    assert_eq!(usage[&team.account][REGION][PROFILE].invocations, 3);
    assert!(!usage.contains_key(&other.account));
}

#[tokio::test(start_paused = true)]
async fn what_the_plan_did_not_ask_for_is_denied_by_name() {
    let stage = stage().await;
    let [team, _] = &stage.teams;
    let developer = developer(&stage, team).await;
    for model in [
        "us.anthropic.claude-opus-5-5",
        "global.anthropic.claude-sonnet-5-5",
    ] {
        let (status, error) = developer.invoke(model).await;
        let message = error["Message"].as_str().unwrap();
        assert_eq!(
            (status, &error["__type"]),
            (403, &json!("AccessDeniedException"))
        );
        assert!(
            message.contains("CognitoIdentityCredentials") && message.contains(model),
            "{message}"
        );
        assert!(
            message.contains("no identity-based policy allows"),
            "{message}"
        );
    }
    // Allowed only as part of the profile.
    let (status, error) = developer.invoke(MODEL).await;
    assert_eq!(status, 403, "{error}");
    let west = raw(&stage, developer.credentials.clone(), "us-west-2");
    assert_eq!(west.invoke(PROFILE).await.0, 403);
}

#[tokio::test(start_paused = true)]
async fn one_missing_destination_fails_the_call() {
    let stage = stage().await;
    let [team, _] = &stage.teams;
    let mut policy = models(&team.account);
    policy["Statement"][1]["Resource"]
        .as_array_mut()
        .unwrap()
        .pop();
    set_policy(&stage, team, &policy);
    let (status, error) = developer(&stage, team).await.invoke(PROFILE).await;
    assert_eq!(status, 403);
    let message = error["Message"].as_str().unwrap();
    assert!(
        message.contains("arn:aws:bedrock:us-west-2::foundation-model/"),
        "{message}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_global_call_touches_three_arns() {
    let stage = stage().await;
    let [team, _] = &stage.teams;
    let id = format!("global.{MODEL}");
    let profile = format!(
        "arn:aws:bedrock:{REGION}:{}:inference-profile/{id}",
        team.account
    );
    let mut policy = models(&team.account);
    policy["Statement"][0]["Resource"] = json!(profile);
    let regional = format!("arn:aws:bedrock:{REGION}::foundation-model/{MODEL}");
    let anywhere = format!("arn:aws:bedrock:::foundation-model/{MODEL}");
    policy["Statement"][1]["Condition"] =
        json!({"StringEquals": {"bedrock:InferenceProfileArn": profile}});
    for (resources, expected) in [
        (json!([regional]), 403),
        (json!([anywhere]), 403),
        (json!([regional, anywhere]), 200),
    ] {
        policy["Statement"][1]["Resource"] = resources;
        set_policy(&stage, team, &policy);
        assert_eq!(developer(&stage, team).await.invoke(&id).await.0, expected);
    }
    let unspecified = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Action": "bedrock:*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": REGION}},
    }]});
    stage.sandbox.edit(|edit| {
        edit.policy("regions", &unspecified.to_string());
        edit.attach("regions", "Bedrock").unwrap();
    });
    let (status, error) = developer(&stage, team).await.invoke(&id).await;
    assert_eq!(status, 403);
    let message = error["Message"].as_str().unwrap();
    assert!(
        message.contains("explicit deny in a service control policy"),
        "{message}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_organizations_policies_bind_a_teams_sessions() {
    let stage = stage().await;
    let [team, other] = &stage.teams;
    let stop = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Action": "bedrock:InvokeModel*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/bedrock-org:team": "platform"}},
    }]});
    stage.sandbox.edit(|edit| {
        edit.policy("stop", &stop.to_string());
        edit.attach("stop", &email("platform")).unwrap();
        edit.attach("stop", &email("data")).unwrap();
    });
    assert_eq!(developer(&stage, team).await.invoke(PROFILE).await.0, 403);
    assert_eq!(developer(&stage, other).await.invoke(PROFILE).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn a_model_needs_the_form_and_a_subscription() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let (status, error) = developer(&stage, team).await.invoke(PROFILE).await;
    assert_eq!(
        (status, &error["__type"]),
        (404, &json!("ResourceNotFoundException"))
    );
    stage.submit_use_case(REGION).await;
    let mut policy = models(&team.account);
    policy["Statement"].as_array_mut().unwrap().pop();
    set_policy(&stage, team, &policy);
    let (status, error) = developer(&stage, team).await.invoke(PROFILE).await;
    assert_eq!(status, 403);
    assert!(
        error["Message"]
            .as_str()
            .unwrap()
            .contains("aws-marketplace:Subscribe"),
        "{error}"
    );
    set_policy(&stage, team, &models(&team.account));
    assert_eq!(developer(&stage, team).await.invoke(PROFILE).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn what_means_nothing_is_refused() {
    let stage = stage().await;
    let [team, _] = &stage.teams;
    let admin = raw(&stage, stage.access(&team.account).await, REGION);
    for model in [
        "nonsense",
        "eu.anthropic.claude-sonnet-5-5",
        "apac.anthropic.claude-sonnet-5-5",
        "us.amazon.nova",
        "arn:aws:bedrock:us-east-1:999988887777:inference-profile/us.anthropic.claude-x",
        "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-x",
        MODEL,
    ] {
        let (status, error) = admin.invoke(model).await;
        assert!([400, 404].contains(&status), "{model}: {status} {error}");
    }
    for body in [json!({}), json!({"max_tokens": 1}), json!([])] {
        let path = format!("/model/{PROFILE}/invoke");
        assert_eq!(admin.bedrock("POST", &path, &body).await.0, 400);
    }
    let path = format!("/model/{PROFILE}/invoke-with-response-stream");
    let (_, error) = admin.bedrock("POST", &path, &json!({})).await;
    assert_eq!(error["__type"], "NotImplementedInSandbox");
    stage
        .sandbox
        .edit(|edit| edit.withhold_model(REGION, MODEL));
    assert_eq!(admin.invoke(PROFILE).await.0, 400);
}
