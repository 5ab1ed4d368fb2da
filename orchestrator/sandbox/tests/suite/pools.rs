//! Cognito identity pools: who gets in, who does not, and what AWS says.

use std::time::Duration;

use bedrock_sandbox::{ExistingRole, Forgery, IdToken};
use serde_json::json;

use super::raw::Raw;
use super::sdk::{code, config};
use super::stage::{CLIENT, ISSUER, LOGIN, REGION, Stage, claims, told, trust};

#[tokio::test(start_paused = true)]
async fn a_developer_of_the_group_becomes_the_teams_role() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let token = stage.token("ann", &["everyone", &team.group]);
    let credentials = stage.sign_in(team, &token).await.unwrap();
    let expected = format!(
        "arn:aws:sts::{}:assumed-role/bedrock-developer/CognitoIdentityCredentials",
        team.account
    );
    assert_eq!(stage.whoami(credentials).await, expected);
}

#[tokio::test(start_paused = true)]
async fn everybody_else_is_denied() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    for groups in [&[other.group.as_str()][..], &["everyone"], &[]] {
        let token = stage.token("bob", groups);
        let (code, message) = stage.sign_in(team, &token).await.unwrap_err();
        assert_eq!(code, "NotAuthorizedException", "{message}");
    }
    let token = stage.sandbox.id_token(&IdToken::new(ISSUER, CLIENT, "eve"));
    let (_, message) = stage.sign_in(team, &token).await.unwrap_err();
    assert!(message.contains("no claim groups"), "{message}");
}

/// The pitfall that a plan has to refuse: a group whose name is part of another's.
#[tokio::test(start_paused = true)]
async fn contains_on_a_list_matches_part_of_a_name() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let longer = format!("{}-guests", team.group);
    let token = stage.token("bob", &[&longer]);
    assert!(stage.sign_in(team, &token).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_does_not_hold_opens_nothing() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let groups = [team.group.as_str()];
    let edited = Forgery::Edited {
        claim: "groups".into(),
        value: json!([team.group]),
    };
    let honest = claims("ann", &groups);
    let hour = Duration::from_secs(3600);
    let cases = [
        (
            stage.forged("ann", &groups, &Forgery::OtherKey),
            "signature",
        ),
        (
            stage.forged("ann", &groups, &Forgery::Unsigned),
            "signature",
        ),
        (
            stage.forged("ann", &groups, &Forgery::Symmetric),
            "signature",
        ),
        (stage.forged("ann", &[], &edited), "signature"),
        (
            stage.sandbox.id_token(&honest.clone().aged(hour)),
            "Token expired",
        ),
        (
            stage
                .sandbox
                .id_token(&honest.clone().claim("aud", "another")),
            "audience",
        ),
        (
            stage
                .sandbox
                .id_token(&honest.clone().claim("aud", json!(["x", 5]))),
            "audience",
        ),
        (
            stage
                .sandbox
                .id_token(&honest.clone().claim("iss", "https://evil.example")),
            "Issuer doesn't match",
        ),
        (
            stage
                .sandbox
                .id_token(&honest.clone().claim("iss", format!("{ISSUER}/"))),
            "Issuer doesn't match",
        ),
        (
            stage.sandbox.id_token(&honest.clone().claim("sub", "")),
            "sub",
        ),
        (
            stage
                .sandbox
                .id_token(&honest.clone().claim("exp", "never")),
            "times",
        ),
        (
            stage
                .sandbox
                .id_token(&honest.claim("nbf", 4_000_000_000_u64)),
            "times",
        ),
        ("a.b.c".into(), "Not a valid OpenId Connect"),
        (String::new(), "Not a valid OpenId Connect"),
        (".".repeat(60_000), "Not a valid OpenId Connect"),
    ];
    for (token, expected) in cases {
        let (code, message) = stage.sign_in(team, &token).await.unwrap_err();
        assert_eq!(code, "NotAuthorizedException", "{message}");
        assert!(message.contains(expected), "{message} for {expected}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_identity_is_the_same_for_ever_and_its_owners_alone() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let ann = stage.token("ann", &[&team.group]);
    let cognito = stage.cognito();
    let get_id = |pool: &str, token: &str| {
        let call = cognito.get_id().identity_pool_id(pool);
        call.logins(LOGIN, token).send()
    };
    let first = get_id(&team.pool, &ann).await.unwrap().identity_id;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let later = stage.token("ann", &[]);
    assert_eq!(get_id(&team.pool, &later).await.unwrap().identity_id, first);
    let elsewhere = get_id(&other.pool, &ann).await.unwrap().identity_id;
    assert_ne!(elsewhere, first);
    let id = first.unwrap();
    assert!(id.starts_with("us-east-1:") && id.len() == 46, "{id}");
    let credentials = || cognito.get_credentials_for_identity().identity_id(&id);
    let bob = stage.token("bob", &[&team.group]);
    let theft = credentials().logins(LOGIN, bob).send().await;
    assert_eq!(code(theft), "NotAuthorizedException");
    assert_eq!(code(credentials().send().await), "NotAuthorizedException");
    let made_up = cognito
        .get_credentials_for_identity()
        .identity_id("us-east-1:00000000-0000-0000-0000-000000000000")
        .logins(LOGIN, &ann)
        .send()
        .await;
    assert_eq!(code(made_up), "ResourceNotFoundException");
}

#[tokio::test(start_paused = true)]
async fn guests_and_unknown_providers_are_turned_away() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let cognito = stage.cognito();
    let get_id = || cognito.get_id().identity_pool_id(&team.pool);
    let guest = get_id().send().await.unwrap_err().into_service_error();
    assert_eq!(
        told(&guest).1,
        "Unauthenticated access is not supported for this identity pool."
    );
    let token = stage.token("ann", &[&team.group]);
    for provider in [
        "accounts.google.com",
        "https://acme.okta.com",
        "acme.okta.com/",
        "",
    ] {
        let outcome = get_id().logins(provider, &token).send().await;
        assert_eq!(code(outcome), "NotAuthorizedException", "{provider}");
    }
    let nowhere = cognito.get_id().identity_pool_id("us-east-1:0-0").send();
    assert_eq!(code(nowhere.await), "ResourceNotFoundException");
    let odd = cognito.get_id().identity_pool_id("a pool").send();
    assert_eq!(code(odd.await), "ValidationException");
}

#[tokio::test(start_paused = true)]
async fn a_pool_answers_in_its_own_region() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let config = config(&stage.sandbox, stage.access(&team.account).await, 0)
        .into_builder()
        .region(aws_types::region::Region::new("us-west-2"))
        .build();
    let cognito = aws_sdk_cognitoidentity::Client::new(&config);
    let token = stage.token("ann", &[&team.group]);
    let get_id = cognito.get_id().identity_pool_id(&team.pool);
    let outcome = get_id.logins(LOGIN, token).send().await;
    assert_eq!(code(outcome), "ResourceNotFoundException");
    let described = cognito
        .describe_identity_pool()
        .identity_pool_id(&team.pool);
    assert_eq!(code(described.send().await), "ResourceNotFoundException");
    let listed = cognito.list_identity_pools().max_results(60).send().await;
    assert!(listed.unwrap().identity_pools().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_classic_flow_is_off() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let token = stage.token("ann", &[&team.group]);
    let cognito = stage.cognito();
    let get_id = cognito.get_id().identity_pool_id(&team.pool);
    let id = get_id.logins(LOGIN, &token).send().await.unwrap();
    let classic = cognito
        .get_open_id_token()
        .identity_id(id.identity_id().unwrap())
        .logins(LOGIN, &token)
        .send()
        .await;
    assert_eq!(code(classic), "InvalidParameterException");
}

/// Cognito asks STS, and STS asks the role.
#[tokio::test(start_paused = true)]
async fn the_roles_trust_has_the_last_word() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let token = stage.token("ann", &[&team.group]);
    let mut untagged = trust(&team.pool);
    untagged["Statement"][0]["Action"] = json!("sts:AssumeRoleWithWebIdentity");
    let mut guests = trust(&team.pool);
    guests["Statement"][0]["Condition"]["ForAnyValue:StringLike"] =
        json!({"cognito-identity.amazonaws.com:amr": "unauthenticated"});
    for trust in [trust(&other.pool), untagged, guests, json!("nonsense")] {
        stage.sandbox.edit(|edit| {
            let role = ExistingRole {
                name: "bedrock-developer".into(),
                trust: trust.to_string(),
                ..ExistingRole::default()
            };
            edit.role(&team.account, role).unwrap();
        });
        let (code, _) = stage.sign_in(team, &token).await.unwrap_err();
        assert_eq!(code, "InvalidIdentityPoolConfigurationException", "{trust}");
    }
    stage.sandbox.edit(|edit| {
        edit.remove_role(&team.account, "bedrock-developer")
            .unwrap();
    });
    let (code, _) = stage.sign_in(team, &token).await.unwrap_err();
    assert_eq!(code, "InvalidIdentityPoolConfigurationException");
}

#[tokio::test(start_paused = true)]
async fn a_list_makes_no_tag() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let token = claims("ann", &[&team.group]).claim("email", json!(["a@b.co", "c@d.co"]));
    let token = stage.sandbox.id_token(&token);
    let (code, _) = stage.sign_in(team, &token).await.unwrap_err();
    assert_eq!(code, "InvalidIdentityPoolConfigurationException");
}

/// What Cognito makes of claims is what a policy sees of its principal.
#[tokio::test(start_paused = true)]
async fn mapped_claims_are_tags_of_the_session() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "iam:GetRole",
        "Resource": "arn:aws:iam::*:role/${aws:PrincipalTag/subject}",
        "Condition": {"StringEquals": {"aws:PrincipalTag/email": "ann@acme.example"}},
    }]});
    stage.sandbox.edit(|edit| {
        let role = ExistingRole {
            name: "bedrock-developer".into(),
            trust: trust(&team.pool).to_string(),
            policies: [("own".to_owned(), policy.to_string())].into(),
            ..ExistingRole::default()
        };
        edit.role(&team.account, role).unwrap();
    });
    for (subject, expected) in [("ann", 404), ("bob", 403)] {
        let token = stage.token(subject, &[&team.group]);
        let raw = Raw {
            sandbox: &stage.sandbox,
            credentials: stage.sign_in(team, &token).await.unwrap(),
            region: REGION,
        };
        assert_eq!(raw.iam("GetRole&RoleName=ann").await.0, expected);
        assert_eq!(raw.iam("GetRole&RoleName=eve").await.0, 403);
    }
}

#[tokio::test(start_paused = true)]
async fn a_pool_takes_25_identities_a_second() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let token = stage.token("ann", &[&team.group]);
    let calls = (0..200).map(|_| {
        let call = stage.cognito().get_id().identity_pool_id(&team.pool);
        tokio::spawn(call.logins(LOGIN, &token).send())
    });
    let mut refused = 0;
    for call in calls.collect::<Vec<_>>() {
        if let Err(error) = call.await.unwrap() {
            assert_eq!(
                told(&error.into_service_error()).0,
                "TooManyRequestsException"
            );
            refused += 1;
        }
    }
    assert!((160..=175).contains(&refused), "{refused}");
    let elsewhere = stage.cognito().get_id().identity_pool_id(&other.pool);
    assert!(elsewhere.logins(LOGIN, &token).send().await.is_ok());
}
