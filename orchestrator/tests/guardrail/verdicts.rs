//! What the plan does not ask for stops, and says at which statement.

use super::intent;
use super::stack::{ACCOUNT, Stack, by};

#[test]
fn what_the_plan_does_not_name_is_stopped() {
    let intent = intent::example();
    let backend = Stack::of(&intent, "backend");
    let data = Stack::of(&intent, "data");
    let opus = "foundation-model/anthropic.claude-opus-5-5";
    let us =
        "arn:aws:bedrock:us-east-1:444455556666:inference-profile/us.anthropic.claude-opus-5-5";

    let in_east = |kind: &str| format!("arn:aws:bedrock:us-east-1::{kind}");
    assert_eq!(
        backend.invoke(&in_east(opus), "us-east-1", Some(us)),
        "allowed"
    );
    assert_eq!(
        backend.invoke(&in_east(opus), "us-east-1", None),
        "DenyModelsWithoutProfile"
    );
    let other = in_east("foundation-model/anthropic.claude-opus-5-5-v2");
    assert_eq!(
        backend.invoke(&other, "us-east-1", Some(us)),
        "DenyOtherModels"
    );
    let nova = in_east("foundation-model/amazon.nova-pro-v1:0");
    assert_eq!(
        backend.invoke(&nova, "us-east-1", Some(us)),
        "DenyOtherModels"
    );

    let european = format!("arn:aws:bedrock:eu-west-1::{opus}");
    assert_eq!(
        backend.invoke(&european, "eu-west-1", Some(us)),
        "DenyInferenceElsewhere"
    );
    let global = format!("arn:aws:bedrock:::{opus}");
    assert_eq!(
        backend.invoke(&global, "unspecified", Some(us)),
        "DenyInferenceElsewhere"
    );
    let called_at_a_destination = us.replace("us-east-1", "us-east-2");
    assert_eq!(
        backend.invoke(&called_at_a_destination, "us-east-2", None),
        "DenyOtherModels",
        "us-east-2 answers for the team, but the team does not call from there"
    );
    assert_eq!(data.invoke(us, "us-east-1", None), "DenyOtherModels");
    let imported = "arn:aws:bedrock:us-east-1:444455556666:imported-model/x";
    assert_eq!(
        backend.invoke(imported, "us-east-1", None),
        "DenyOtherModels"
    );

    let mantle = by("x", "bedrock-mantle:CreateInference", "*", "us-east-1");
    assert_eq!(backend.says(&mantle), "DenySecondEndpoint");
    let batch = by("x", "bedrock:CreateModelInvocationJob", &nova, "us-east-1");
    assert_eq!(backend.says(&batch), "DenyOtherModels");
}

#[test]
fn a_team_stays_in_its_regions() {
    let intent = intent::example();
    let data = Stack::of(&intent, "data");
    let says = |action: &str, region: &str| data.says(&by("Admin", action, "*", region));
    assert_eq!(says("ec2:RunInstances", "eu-central-1"), "allowed");
    assert_eq!(
        says("ec2:RunInstances", "us-east-1"),
        "allowed",
        "the home Region"
    );
    assert_eq!(says("ec2:RunInstances", "eu-west-1"), "DenyOtherRegions");
    assert_eq!(
        says("bedrock:CreateGuardrail", "eu-west-1"),
        "DenyOtherRegions"
    );
    assert_eq!(says("iam:ListRoles", "us-east-1"), "allowed");
    assert_eq!(says("support:DescribeCases", "us-east-1"), "allowed");
    assert_eq!(says("sts:AssumeRole", "ap-south-1"), "allowed");
}

#[test]
fn application_profiles_serve_planned_models_alone() {
    let backend = Stack::of(&intent::example(), "backend");
    let own = "arn:aws:bedrock:us-east-1:444455556666:application-inference-profile/a1b2";
    let model = |id: &str| format!("arn:aws:bedrock:us-east-2::foundation-model/{id}");
    assert_eq!(backend.invoke(own, "us-east-1", None), "allowed");
    let planned = model("anthropic.claude-opus-5-5");
    assert_eq!(backend.invoke(&planned, "us-east-2", Some(own)), "allowed");
    let other = model("anthropic.claude-opus-6");
    assert_eq!(
        backend.invoke(&other, "us-east-2", Some(own)),
        "DenyOtherModels"
    );
}

#[test]
fn what_bedrock_org_manages_is_out_of_a_teams_hands() {
    let backend = Stack::of(&intent::example(), "backend");
    let role = |name: &str| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
    let stack =
        format!("arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/StackSet-bedrock-auth-1/1");
    let provider = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/acme.okta.com");
    let pool = format!("arn:aws:cognito-identity:us-east-1:{ACCOUNT}:identitypool/us-east-1:1");
    let logs = format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/bedrock/invocations:*");
    let cases = [
        ("organizations:LeaveOrganization", "*".into(), "DenyLeaving"),
        ("account:CloseAccount", "*".into(), "DenyLeaving"),
        (
            "iam:UpdateAssumeRolePolicy",
            role("bedrock-developer"),
            "DenyRoleAndProviderChanges",
        ),
        (
            "iam:CreateRole",
            role("stacksets-exec-mine"),
            "DenyRoleAndProviderChanges",
        ),
        (
            "iam:PutRolePolicy",
            role("OrganizationAccountAccessRole"),
            "DenyRoleAndProviderChanges",
        ),
        (
            "iam:DeleteOpenIDConnectProvider",
            provider,
            "DenyRoleAndProviderChanges",
        ),
        (
            "cognito-identity:SetIdentityPoolRoles",
            pool,
            "DenyIdentityPoolChanges",
        ),
        ("cloudformation:DeleteStack", stack, "DenyStackChanges"),
        ("logs:PutRetentionPolicy", logs, "DenyInvocationLogChanges"),
        (
            "bedrock:DeleteModelInvocationLoggingConfiguration",
            "*".into(),
            "DenyAccountSettingChanges",
        ),
    ];
    for (action, resource, expected) in &cases {
        let says = |principal: &str| backend.says(&by(principal, action, resource, "us-east-1"));
        assert_eq!(says("Admin"), *expected, "{action}");
        for exempt in ["OrganizationAccountAccessRole", "stacksets-exec-0a1b"] {
            let expected = if *expected == "DenyLeaving" {
                "DenyLeaving"
            } else {
                "allowed"
            };
            assert_eq!(says(exempt), expected, "{action} by {exempt}");
        }
    }
    let own = by(
        "Admin",
        "iam:UpdateAssumeRolePolicy",
        &role("our-own"),
        "us-east-1",
    );
    assert_eq!(backend.says(&own), "allowed");
    let reading = by(
        "Admin",
        "iam:GetRole",
        &role("bedrock-developer"),
        "us-east-1",
    );
    assert_eq!(backend.says(&reading), "allowed");
}
