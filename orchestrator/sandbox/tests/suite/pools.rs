//! Cognito identity pools: who gets in, who does not, and what AWS says.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use bedrock_sandbox::{ExistingPool, ExistingRole, Forgery, IdToken, Setup};
use serde_json::json;

use super::sdk::{code, config};
use super::stage::{CLIENT, ISSUER, LOGIN, REGION, Stage, claims, email, told, trust};

async fn whoami(stage: &Stage, credentials: Credentials) -> String {
    let sts = aws_sdk_sts::Client::new(&config(&stage.sandbox, credentials, 0));
    let identity = sts.get_caller_identity().send().await.unwrap();
    identity.arn.unwrap()
}

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
    assert_eq!(whoami(&stage, credentials).await, expected);
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

/// A pool with a role for everybody, two rules, guests and a user pool.
fn open_pool(stage: &Stage) -> String {
    let [team, _] = &stage.teams;
    let name = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc";
    let role = |name: &str| format!("arn:aws:iam::{}:role/{name}", team.account);
    let rule = |value: &str, name: &str| Rule {
        claim: "cognito:groups".into(),
        match_type: MatchType::Contains,
        value: value.into(),
        role_arn: role(name),
    };
    let mapping = RoleMapping {
        ambiguous_deny: false,
        rules: vec![rule("one", "one"), rule("two", "two")],
    };
    stage.sandbox.edit(|edit| {
        let pool = ExistingPool {
            region: REGION.into(),
            name: "open".into(),
            user_pools: vec![(name.into(), "client".into())],
            classic: true,
            guests: true,
            mappings: BTreeMap::from([(format!("{name}:client"), mapping)]),
            default_roles: BTreeMap::from([
                ("authenticated".into(), role("everybody")),
                ("unauthenticated".into(), role("guest")),
            ]),
            ..ExistingPool::default()
        };
        let id = edit.identity_pool(&email("platform"), pool).unwrap();
        for name in ["one", "two", "everybody", "guest"] {
            let mut trust = trust(&id);
            if name == "guest" {
                trust["Statement"][0]["Condition"]["ForAnyValue:StringLike"] =
                    json!({"cognito-identity.amazonaws.com:amr": "unauthenticated"});
            }
            let role = ExistingRole {
                name: name.into(),
                trust: trust.to_string(),
                ..ExistingRole::default()
            };
            edit.role(&team.account, role).unwrap();
        }
        id
    })
}

#[tokio::test(start_paused = true)]
async fn rules_then_the_role_for_everybody_then_guests() {
    let stage = Stage::new();
    let pool = open_pool(&stage);
    let name = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc";
    let cognito = stage.cognito();
    let token = |groups: &[&str]| {
        let token = IdToken::new(&format!("https://{name}"), "client", "ann");
        stage
            .sandbox
            .id_token(&token.claim("cognito:groups", json!(groups)))
    };
    let role_of = async |token: Option<String>, custom: Option<&str>| {
        let logins = token.map(|token| std::collections::HashMap::from([(name.to_owned(), token)]));
        let get_id = cognito.get_id().identity_pool_id(&pool);
        let id = get_id.set_logins(logins.clone()).send().await.unwrap();
        let call = cognito.get_credentials_for_identity().set_logins(logins);
        let call = call.set_identity_id(id.identity_id);
        let account = &stage.teams[0].account;
        let custom = custom.map(|name| format!("arn:aws:iam::{account}:role/{name}"));
        let given = call.set_custom_role_arn(custom).send().await;
        let given = given.map_err(|error| told(&error.into_service_error()).0)?;
        let given = given.credentials.unwrap();
        let credentials = Credentials::from_keys(
            given.access_key_id.unwrap(),
            given.secret_key.unwrap(),
            given.session_token,
        );
        let arn = whoami(&stage, credentials).await;
        Ok::<_, String>(arn.split('/').nth(1).unwrap().to_owned())
    };
    let both = || Some(token(&["two", "one"]));
    assert_eq!(role_of(both(), None).await.unwrap(), "one");
    assert_eq!(role_of(both(), Some("two")).await.unwrap(), "two");
    let refused = role_of(Some(token(&["one"])), Some("two")).await;
    assert_eq!(refused.unwrap_err(), "NotAuthorizedException");
    assert_eq!(role_of(Some(token(&[])), None).await.unwrap(), "everybody");
    assert_eq!(role_of(None, None).await.unwrap(), "guest");
}

/// Why the classic flow has to be off: no rule is asked on this way.
#[tokio::test(start_paused = true)]
async fn the_classic_flow_goes_round_the_rules() {
    let stage = Stage::new();
    let pool = open_pool(&stage);
    let name = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc";
    let token = IdToken::new(&format!("https://{name}"), "client", "ann");
    let token = stage.sandbox.id_token(&token);
    let cognito = stage.cognito();
    let get_id = cognito.get_id().identity_pool_id(&pool);
    let id = get_id.logins(name, &token).send().await.unwrap();
    let open = cognito.get_open_id_token().set_identity_id(id.identity_id);
    let open = open.logins(name, &token).send().await.unwrap();
    let assume = |role: &str| {
        stage
            .sts()
            .assume_role_with_web_identity()
            .role_arn(role)
            .role_session_name("ann")
            .web_identity_token(open.token().unwrap())
            .send()
    };
    let account = &stage.teams[0].account;
    let one = assume(&format!("arn:aws:iam::{account}:role/one")).await;
    assert_eq!(
        one.unwrap().provider(),
        Some("cognito-identity.amazonaws.com")
    );
    for team in &stage.teams {
        assert_eq!(code(assume(&team.role).await), "AccessDenied");
    }
    tokio::time::sleep(Duration::from_secs(601)).await;
    let late = assume(&format!("arn:aws:iam::{account}:role/one")).await;
    assert_eq!(code(late), "ExpiredTokenException");
}

#[tokio::test(start_paused = true)]
async fn the_owner_reads_how_a_pool_is_set_up() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let client = async |account: &str| {
        let credentials = stage.access(account).await;
        aws_sdk_cognitoidentity::Client::new(&config(&stage.sandbox, credentials, 0))
    };
    let owner = client(&team.account).await;
    let pool = owner.describe_identity_pool().identity_pool_id(&team.pool);
    let pool = pool.send().await.unwrap();
    assert!(!pool.allow_unauthenticated_identities());
    assert_eq!(pool.allow_classic_flow(), Some(false));
    let providers = pool.open_id_connect_provider_arns();
    assert_eq!(providers, std::slice::from_ref(&team.provider));
    let roles = owner.get_identity_pool_roles().identity_pool_id(&team.pool);
    let roles = roles.send().await.unwrap();
    let mapping = &roles.role_mappings().unwrap()[&team.provider];
    assert_eq!(
        mapping.ambiguous_role_resolution().unwrap().as_str(),
        "Deny"
    );
    let rule = &mapping.rules_configuration().unwrap().rules()[0];
    assert_eq!(
        (rule.value(), rule.role_arn()),
        (team.group.as_str(), team.role.as_str())
    );
    let tags = owner
        .get_principal_tag_attribute_map()
        .identity_pool_id(&team.pool)
        .identity_provider_name(&team.provider)
        .send()
        .await
        .unwrap();
    assert_eq!(tags.principal_tags().unwrap()["subject"], "sub");
    let listed = owner
        .list_identity_pools()
        .max_results(1)
        .send()
        .await
        .unwrap();
    assert_eq!(
        listed.identity_pools()[0].identity_pool_id(),
        Some(team.pool.as_str())
    );
    assert_eq!(listed.next_token(), None);
    let stranger = client(&other.account).await;
    let pool = stranger
        .describe_identity_pool()
        .identity_pool_id(&team.pool);
    assert_eq!(code(pool.send().await), "ResourceNotFoundException");
}

#[tokio::test(start_paused = true)]
async fn two_organizations_of_one_shape_compare_equal() {
    let one = Stage::with(Setup {
        seed: 1,
        ..Setup::default()
    });
    let two = Stage::with(Setup {
        seed: 2,
        ..Setup::default()
    });
    let snapshot = one.sandbox.snapshot();
    assert_ne!(one.teams[0].pool, two.teams[0].pool);
    assert_eq!(snapshot, two.sandbox.snapshot());
    let pools = &snapshot["accounts"][email("platform")]["identity_pools"];
    assert!(
        pools["bedrock-platform"]["mappings"].is_object(),
        "{snapshot}"
    );
}
