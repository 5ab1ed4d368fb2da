//! Who may do what.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use bedrock_policy::Document;
use bedrock_sandbox::{ExistingAccount, MANAGEMENT_ACCOUNT, Principal, Sandbox, Setup};

use super::sdk::{account, code, config, keys, organizations, root};

fn limited(policy: &str) -> Principal {
    Principal {
        access_key_id: "AKIALIMITED000000000".into(),
        secret_access_key: "secret".into(),
        arn: format!("arn:aws:sts::{MANAGEMENT_ACCOUNT}:assumed-role/Limited/ci"),
        account: MANAGEMENT_ACCOUNT.into(),
        policies: vec![Document::parse(policy).unwrap()],
    }
}

fn sandbox(principal: &Principal) -> Sandbox {
    let mut setup = Setup::default();
    setup.principals.push(principal.clone());
    Sandbox::new(setup)
}

fn client(sandbox: &Sandbox, principal: &Principal) -> aws_sdk_organizations::Client {
    aws_sdk_organizations::Client::new(&config(sandbox, keys(principal), 0))
}

#[tokio::test(start_paused = true)]
async fn every_resource_of_a_call_must_be_allowed() {
    let principal = limited(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Action":"organizations:MoveAccount","Resource":[
            "arn:aws:organizations::*:account/o-*","arn:aws:organizations::*:ou/o-*"]}]}"#,
    );
    let sandbox = sandbox(&principal);
    let (root, one, two, id) = sandbox.edit(|edit| {
        let root = edit.find("Root").unwrap();
        let (one, two) = (edit.unit("One"), edit.unit("Two"));
        let id = edit.account(ExistingAccount {
            email: "aws+a@acme.example".into(),
            place: "One".into(),
            ..ExistingAccount::default()
        });
        (root, one, two, id)
    });
    let client = client(&sandbox, &principal);
    let to = |place: &str| {
        client
            .move_account()
            .account_id(&id)
            .source_parent_id(&one)
            .destination_parent_id(place)
            .send()
    };
    let error = to(&root).await.unwrap_err().into_service_error();
    let message = error.to_string() + error.meta().message().unwrap_or_default();
    assert!(
        message.contains(":root/") && message.contains("assumed-role/Limited/ci"),
        "{message}"
    );
    assert!(to(&two).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_tags_of_each_resource_are_its_own() {
    let principal = limited(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Action":"organizations:DeleteOrganizationalUnit","Resource":"*",
            "Condition":{"Null":{"aws:ResourceTag/managed":"false"}}}]}"#,
    );
    let sandbox = sandbox(&principal);
    let (mine, other) = sandbox.edit(|edit| {
        let ids = (edit.unit("Mine"), edit.unit("Other"));
        edit.tag("Mine", "managed", "yes").unwrap();
        ids
    });
    let client = client(&sandbox, &principal);
    let delete = |id: &str| {
        client
            .delete_organizational_unit()
            .organizational_unit_id(id)
            .send()
    };
    assert_eq!(code(delete(&other).await), "AccessDeniedException");
    assert!(delete(&mine).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_creates_with_tags_must_be_allowed_to_tag() {
    let principal = limited(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Action":"organizations:CreateOrganizationalUnit","Resource":"*"}]}"#,
    );
    let sandbox = sandbox(&principal);
    let parent = sandbox.edit(|edit| edit.find("Root").unwrap());
    let client = client(&sandbox, &principal);
    let create = |name: &str| {
        client
            .create_organizational_unit()
            .parent_id(&parent)
            .name(name)
    };
    let tag = aws_sdk_organizations::types::Tag::builder()
        .key("a")
        .value("b")
        .build()
        .unwrap();
    let tagged = create("Tagged").tags(tag).send().await;
    assert_eq!(code(tagged), "AccessDeniedException");
    assert!(create("Plain").send().await.is_ok());
}

async fn assume(sandbox: &Sandbox, id: &str) -> Result<Credentials, String> {
    let sts = aws_sdk_sts::Client::new(&config(sandbox, keys(&Principal::operator()), 0));
    let assumed = sts
        .assume_role()
        .role_arn(format!(
            "arn:aws:iam::{id}:role/OrganizationAccountAccessRole"
        ))
        .role_session_name("test")
        .send()
        .await;
    match assumed {
        Ok(assumed) => {
            let keys = assumed.credentials.unwrap();
            let token = Some(keys.session_token);
            Ok(Credentials::from_keys(
                keys.access_key_id,
                keys.secret_access_key,
                token,
            ))
        }
        outcome => Err(code(outcome)),
    }
}

#[tokio::test(start_paused = true)]
async fn the_role_of_a_new_account_opens_within_minutes() {
    let sandbox = Sandbox::new(Setup::default());
    let client = organizations(&sandbox);
    let mut refusals = 0;
    for n in 0..8 {
        let id = account(&client, &format!("aws+{n}@acme.example"))
            .await
            .unwrap();
        while let Err(code) = assume(&sandbox, &id).await {
            assert_eq!(code, "AccessDenied");
            refusals += 1;
            assert!(refusals < 1000, "it never opens");
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    }
    assert!(refusals > 0, "some roles open late");
}

#[tokio::test(start_paused = true)]
async fn sessions_end_after_an_hour_and_need_their_token() {
    let sandbox = Sandbox::new(Setup::default());
    let id = sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "aws+a@acme.example".into(),
            ..ExistingAccount::default()
        })
    });
    let session = assume(&sandbox, &id).await.unwrap();
    let whoami = |credentials: Credentials| {
        let sts = aws_sdk_sts::Client::new(&config(&sandbox, credentials, 0));
        async move { sts.get_caller_identity().send().await }
    };
    let identity = whoami(session.clone()).await.unwrap();
    assert_eq!(identity.account(), Some(id.as_str()));
    let stolen = Credentials::from_keys(session.access_key_id(), session.secret_access_key(), None);
    assert_eq!(code(whoami(stolen).await), "InvalidClientTokenId");
    tokio::time::sleep(Duration::from_secs(3601)).await;
    assert_eq!(code(whoami(session).await), "ExpiredToken");
}

#[tokio::test(start_paused = true)]
async fn invited_and_suspended_accounts_stay_shut() {
    let sandbox = Sandbox::new(Setup::default());
    let (invited, suspended) = sandbox.edit(|edit| {
        let invited = edit.account(ExistingAccount {
            email: "aws+invited@acme.example".into(),
            invited: true,
            ..ExistingAccount::default()
        });
        let suspended = edit.account(ExistingAccount {
            email: "aws+suspended@acme.example".into(),
            tags: BTreeMap::new(),
            ..ExistingAccount::default()
        });
        edit.suspend("aws+suspended@acme.example").unwrap();
        (invited, suspended)
    });
    assert_eq!(
        assume(&sandbox, &invited).await.unwrap_err(),
        "AccessDenied"
    );
    assert_eq!(
        assume(&sandbox, &suspended).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test(start_paused = true)]
async fn a_member_account_reads_the_organization_and_nothing_else() {
    let member = Principal {
        account: "222233334444".into(),
        arn: "arn:aws:iam::222233334444:user/someone".into(),
        access_key_id: "AKIAMEMBER0000000000".into(),
        ..Principal::operator()
    };
    let sandbox = sandbox(&member);
    sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "aws+member@acme.example".into(),
            id: Some("222233334444".into()),
            ..ExistingAccount::default()
        })
    });
    let client = client(&sandbox, &member);
    assert!(client.describe_organization().send().await.is_ok());
    assert_eq!(
        code(client.list_roots().send().await),
        "AccessDeniedException"
    );
    let operator = organizations(&sandbox);
    assert!(root(&operator).await.starts_with("r-"));
}
