//! Identity pools that are set up in other ways, and how a pool's set-up reads.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use bedrock_sandbox::{ExistingPool, ExistingRole, IdToken, Sandbox, Setup};
use serde_json::json;

use super::sdk::{code, config};
use super::stage::{LOGIN, REGION, Stage, email, told, trust};

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
        let arn = stage.whoami(credentials).await;
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
    assert!(pools[0]["mappings"].is_object(), "{snapshot}");
}

#[tokio::test(start_paused = true)]
async fn pools_and_sessions_survive_a_restart() {
    let mut stage = Stage::new();
    let token = stage.token("ann", &[&stage.teams[0].group]);
    let credentials = stage.sign_in(&stage.teams[0], &token).await.unwrap();
    let before = stage.sandbox.snapshot();
    let folder = std::env::temp_dir().join(format!("bedrock-pools-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("state.json");
    stage.sandbox.save(&path).unwrap();
    stage.sandbox = Sandbox::open(Setup::default(), &path).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(stage.sandbox.snapshot(), before);
    let arn = stage.whoami(credentials).await;
    assert!(arn.contains("bedrock-developer"), "{arn}");
    assert!(stage.sign_in(&stage.teams[0], &token).await.is_ok());
    let nobody = stage.token("bob", &[]);
    let get_id = stage
        .cognito()
        .get_id()
        .identity_pool_id(&stage.teams[0].pool);
    assert!(get_id.logins(LOGIN, &nobody).send().await.is_ok());
    assert!(stage.sign_in(&stage.teams[0], &nobody).await.is_err());
}
