//! STS: roles for tokens, and roles for those who have credentials already.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use bedrock_sandbox::{ExistingRole, Forgery, Principal};
use serde_json::{Value, json};

use super::raw::Raw;
use super::sdk::{code, config, keys};
use super::stage::{CLIENT, ISSUER, LOGIN, REGION, Stage, Team, claims, session, told};

const ROLE: &str = "direct";

/// A role that trusts the company's provider directly.
fn direct(stage: &Stage, team: &Team, condition: &Value, actions: &Value) -> String {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": team.provider},
        "Action": actions,
        "Condition": condition,
    }]});
    put(stage, team, &trust, "{}")
}

fn put(stage: &Stage, team: &Team, trust: &Value, policy: &str) -> String {
    let policies = [("policy".to_owned(), policy.to_owned())];
    let policies = policies.into_iter().filter(|(_, text)| text != "{}");
    let role = ExistingRole {
        name: ROLE.into(),
        trust: trust.to_string(),
        policies: policies.collect(),
        tags: BTreeMap::from([("kind".to_owned(), "of the role".to_owned())]),
    };
    stage
        .sandbox
        .edit(|edit| edit.role(&team.account, role).unwrap())
}

async fn enter(stage: &Stage, role: &str, token: &str) -> Result<Credentials, (String, String)> {
    let assumed = stage
        .sts()
        .assume_role_with_web_identity()
        .role_arn(role)
        .role_session_name("ann")
        .web_identity_token(token)
        .send()
        .await
        .map_err(|error| told(&error.into_service_error()))?;
    Ok(session(&assumed.credentials.unwrap()))
}

fn audience(client: &str) -> Value {
    json!({"StringEquals": {(format!("{LOGIN}:aud")): client}})
}

#[tokio::test(start_paused = true)]
async fn a_trust_policy_sees_audience_and_subject_but_no_group() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let token = stage.token("ann", &[&team.group]);
    let web = json!("sts:AssumeRoleWithWebIdentity");
    let mut both = audience(CLIENT);
    both["StringEquals"][format!("{LOGIN}:sub")] = json!("ann");
    let role = direct(&stage, team, &both, &web);
    assert!(enter(&stage, &role, &token).await.is_ok());
    let bob = stage.token("bob", &[&team.group]);
    assert_eq!(
        enter(&stage, &role, &bob).await.unwrap_err().0,
        "AccessDenied"
    );
    let groups = json!({"ForAnyValue:StringEquals": {(format!("{LOGIN}:groups")): [team.group]}});
    direct(&stage, team, &groups, &web);
    assert_eq!(
        enter(&stage, &role, &token).await.unwrap_err().0,
        "AccessDenied"
    );
    direct(&stage, team, &audience("another"), &web);
    assert_eq!(
        enter(&stage, &role, &token).await.unwrap_err().0,
        "AccessDenied"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_must_hold_and_its_issuer_be_known() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let web = json!("sts:AssumeRoleWithWebIdentity");
    let role = direct(&stage, team, &audience(CLIENT), &web);
    let forged = |forgery: &Forgery| stage.forged("ann", &[], forgery);
    let edited = Forgery::Edited {
        claim: "sub".into(),
        value: json!("root"),
    };
    let honest = || claims("ann", &[]);
    let mint = |token| stage.sandbox.id_token(&token);
    let invalid = "InvalidIdentityToken";
    let cases = [
        (forged(&Forgery::OtherKey), invalid),
        (forged(&Forgery::Unsigned), invalid),
        (forged(&Forgery::Symmetric), invalid),
        (forged(&edited), invalid),
        (
            mint(honest().aged(Duration::from_secs(3600))),
            "ExpiredTokenException",
        ),
        (mint(honest().claim("aud", "another")), invalid),
        (mint(honest().claim("iss", "https://evil.example")), invalid),
        (mint(honest().claim("iss", format!("{ISSUER}/"))), invalid),
        (mint(honest().claim("iss", LOGIN)), invalid),
        (
            mint(honest().claim("iss", "https://cognito-identity.amazonaws.com")),
            invalid,
        ),
        ("nonsense".into(), invalid),
    ];
    for (token, expected) in cases {
        let (code, message) = enter(&stage, &role, &token).await.unwrap_err();
        assert_eq!(code, expected, "{message}");
    }
    let token = stage.token("ann", &[]);
    let nowhere = format!("arn:aws:iam::{}:role/{ROLE}", other.account);
    assert_eq!(
        enter(&stage, &nowhere, &token).await.unwrap_err().0,
        "AccessDenied"
    );
    assert_eq!(
        enter(&stage, &team.role, &token).await.unwrap_err().0,
        "AccessDenied"
    );
    let unknown = "arn:aws:iam::999988887777:role/team";
    let (code, message) = enter(&stage, unknown, &token).await.unwrap_err();
    assert_eq!(code, invalid);
    assert!(
        message.contains("No OpenIDConnect provider found"),
        "{message}"
    );
}

#[tokio::test(start_paused = true)]
async fn tags_in_a_token_need_leave_and_become_the_sessions() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let tagged = |value: Value| {
        let tags = json!({"principal_tags": {"cost": value}, "transitive_tag_keys": []});
        let token = claims("ann", &[]).claim("https://aws.amazon.com/tags", tags);
        stage.sandbox.id_token(&token)
    };
    let web = json!("sts:AssumeRoleWithWebIdentity");
    let role = direct(&stage, team, &audience(CLIENT), &web);
    let refused = enter(&stage, &role, &tagged(json!(["42"]))).await;
    assert_eq!(refused.unwrap_err().0, "AccessDenied");
    let actions = json!(["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]);
    direct(&stage, team, &audience(CLIENT), &actions);
    assert!(enter(&stage, &role, &tagged(json!(["42"]))).await.is_ok());
    for odd in [json!("42"), json!(["4", "2"]), json!(["<42>"]), json!([])] {
        let refused = enter(&stage, &role, &tagged(odd)).await;
        assert_eq!(refused.unwrap_err().0, "InvalidIdentityToken");
    }
}

/// Tags of the role and of the session are what a policy sees of its principal.
#[tokio::test(start_paused = true)]
async fn a_session_carries_its_roles_policies_and_both_kinds_of_tags() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": team.provider},
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
    }]});
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/kind": "of the role"}}},
        {"Effect": "Allow", "Action": "iam:ListRolePolicies", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/cost": "42"}}},
        {"Effect": "Allow", "Action": "iam:GetRolePolicy", "Resource": "*",
         "Condition": {"StringEquals": {"aws:FederatedProvider": team.provider}}},
    ]});
    let role = put(&stage, team, &trust, &policy.to_string());
    let enter_as = async |tags: Value| {
        let tags = json!({"principal_tags": tags});
        let token = claims("ann", &[]).claim("https://aws.amazon.com/tags", tags);
        let token = stage.sandbox.id_token(&token);
        Raw {
            sandbox: &stage.sandbox,
            credentials: enter(&stage, &role, &token).await.unwrap(),
            region: REGION,
        }
    };
    let calls = [
        format!("GetRole&RoleName={ROLE}"),
        format!("ListRolePolicies&RoleName={ROLE}"),
        format!("GetRolePolicy&RoleName={ROLE}&PolicyName=policy"),
        "ListRoles".to_owned(),
    ];
    let cases = [
        (json!({}), [200, 403, 200, 403]),
        (json!({"cost": ["42"]}), [200, 200, 200, 403]),
        (json!({"kind": ["of the session"]}), [403, 403, 200, 403]),
    ];
    for (tags, expected) in cases {
        let raw = enter_as(tags.clone()).await;
        for (call, expected) in calls.iter().zip(expected) {
            let (status, text) = raw.iam(call).await;
            assert_eq!(status, expected, "{call} with {tags}: {text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_trusts_aws_principals_by_account_and_by_name() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let trusting = |principal: &str| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole",
        }]})
    };
    let operator = Principal::operator();
    let outsider = stage.access(&other.account).await;
    let outsider = aws_sdk_sts::Client::new(&config(&stage.sandbox, outsider, 0));
    let role = put(&stage, team, &trusting(&operator.arn), "{}");
    assert!(stage.assume(&stage.sts(), &role).await.is_ok());
    assert_eq!(
        stage.assume(&outsider, &role).await.unwrap_err(),
        "AccessDenied"
    );
    put(&stage, team, &trusting(&other.account), "{}");
    assert!(stage.assume(&outsider, &role).await.is_ok());
    assert_eq!(
        stage.assume(&stage.sts(), &role).await.unwrap_err(),
        "AccessDenied"
    );
    // The reader's own account gives it no leave.
    put(&stage, team, &trusting("*"), "{}");
    let reader = config(&stage.sandbox, keys(&Principal::reader()), 0);
    let reader = aws_sdk_sts::Client::new(&reader);
    assert_eq!(
        stage.assume(&reader, &role).await.unwrap_err(),
        "AccessDenied"
    );
    let missing = format!("arn:aws:iam::{}:role/missing", team.account);
    assert_eq!(
        stage.assume(&stage.sts(), &missing).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test(start_paused = true)]
async fn tags_and_a_source_identity_need_leave_of_the_role() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let assume = async |actions: Value| {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": Principal::operator().account},
            "Action": actions,
        }]});
        let role = put(&stage, team, &trust, "{}");
        let tag = aws_sdk_sts::types::Tag::builder().key("a").value("b");
        stage
            .sts()
            .assume_role()
            .role_arn(role)
            .role_session_name("test")
            .source_identity("ann")
            .tags(tag.build().unwrap())
            .send()
            .await
    };
    for actions in [
        json!("sts:AssumeRole"),
        json!(["sts:AssumeRole", "sts:TagSession"]),
        json!(["sts:AssumeRole", "sts:SetSourceIdentity"]),
    ] {
        assert_eq!(code(assume(actions).await), "AccessDenied");
    }
    assert!(assume(json!("sts:*")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_session_ends_with_its_role_and_after_an_hour() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let token = stage.token("ann", &[&team.group]);
    let whoami = async |credentials: Credentials| {
        let sts = aws_sdk_sts::Client::new(&config(&stage.sandbox, credentials, 0));
        sts.get_caller_identity().send().await
    };
    let first = stage.sign_in(team, &token).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3500)).await;
    let token = stage.token("ann", &[&team.group]);
    let second = stage.sign_in(team, &token).await.unwrap();
    assert!(whoami(first.clone()).await.is_ok());
    tokio::time::sleep(Duration::from_secs(101)).await;
    assert_eq!(code(whoami(first).await), "ExpiredToken");
    assert!(whoami(second.clone()).await.is_ok());
    stage.sandbox.edit(|edit| {
        edit.remove_role(&team.account, "bedrock-developer")
            .unwrap();
    });
    assert_eq!(code(whoami(second).await), "InvalidClientTokenId");
}
