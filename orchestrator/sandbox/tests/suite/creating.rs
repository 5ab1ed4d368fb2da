//! Accounts: slowly, five at a time, into the root.

use std::time::Duration;

use aws_sdk_organizations::types::CreateAccountState;
use bedrock_sandbox::{ExistingAccount, Faults, Profile, Sandbox, Setup};

use super::sdk::{code, organizations};

async fn wait(
    client: &aws_sdk_organizations::Client,
    id: &str,
) -> aws_sdk_organizations::types::CreateAccountStatus {
    loop {
        let status = client
            .describe_create_account_status()
            .create_account_request_id(id)
            .send()
            .await
            .unwrap()
            .create_account_status
            .unwrap();
        if status.state() != Some(&CreateAccountState::InProgress) {
            return status;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

async fn create(client: &aws_sdk_organizations::Client, email: &str) -> String {
    let created = client
        .create_account()
        .account_name("team")
        .email(email)
        .send()
        .await
        .unwrap();
    created.create_account_status.unwrap().id.unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_account_arrives_in_the_root_after_the_time_that_was_drawn() {
    let sandbox = Sandbox::new(Setup::default());
    let client = organizations(&sandbox);
    let start = tokio::time::Instant::now();
    let id = create(&client, "aws+team@acme.example").await;
    let status = wait(&client, &id).await;
    assert_eq!(status.state(), Some(&CreateAccountState::Succeeded));
    let drawn = sandbox.creation_time("aws+team@acme.example");
    assert!(start.elapsed() >= drawn && start.elapsed() < drawn + Duration::from_secs(4));

    let account_id = status.account_id.unwrap();
    let parents = client
        .list_parents()
        .child_id(&account_id)
        .send()
        .await
        .unwrap();
    assert!(parents.parents()[0].id().unwrap().starts_with("r-"));
    let account = client
        .describe_account()
        .account_id(&account_id)
        .send()
        .await
        .unwrap();
    let account = account.account.unwrap();
    assert_eq!(account.email(), Some("aws+team@acme.example"));
    assert_eq!(account.state().map(|state| state.as_str()), Some("ACTIVE"));
    let organization = client
        .describe_organization()
        .send()
        .await
        .unwrap()
        .organization
        .unwrap();
    let path = format!(
        "{}/{}/{account_id}/",
        organization.id().unwrap(),
        parents.parents()[0].id().unwrap()
    );
    assert_eq!(account.paths(), [path]);
}

#[tokio::test(start_paused = true)]
async fn a_sixth_creation_waits_for_the_first_five() {
    let sandbox = Sandbox::new(Setup::default());
    let client = organizations(&sandbox);
    for n in 0..5 {
        create(&client, &format!("aws+{n}@acme.example")).await;
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    let sixth = client
        .create_account()
        .account_name("six")
        .email("aws+6@acme.example");
    let error = sixth.send().await.unwrap_err().into_service_error();
    let aws_sdk_organizations::operation::create_account::CreateAccountError::ConstraintViolationException(violation) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        violation.reason().map(|reason| reason.as_str()),
        Some("ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")
    );
}

#[tokio::test(start_paused = true)]
async fn the_published_rate_is_enforced() {
    let sandbox = Sandbox::new(Setup::default());
    let client = organizations(&sandbox);
    for n in 0..3 {
        create(&client, &format!("aws+{n}@acme.example")).await;
    }
    let fourth = client
        .create_account()
        .account_name("x")
        .email("aws+4@acme.example");
    assert_eq!(code(fourth.send().await), "TooManyRequestsException");
    assert_eq!(sandbox.calls()["organizations.CreateAccount"], 4);
    assert_eq!(sandbox.throttled()["organizations.CreateAccount"], 1);
}

#[tokio::test(start_paused = true)]
async fn failures_come_late_and_in_the_status() {
    let sandbox = Sandbox::new(Setup {
        account_quota: 2,
        ..Setup::default()
    });
    let client = organizations(&sandbox);
    let first = create(&client, "aws+a@acme.example").await;
    let twin = create(&client, "AWS+a@acme.example").await;
    let over = create(&client, "aws+b@acme.example").await;
    let reason = |status: aws_sdk_organizations::types::CreateAccountStatus| {
        status
            .failure_reason
            .map(|reason| reason.as_str().to_owned())
    };
    assert_eq!(
        reason(wait(&client, &twin).await).as_deref(),
        Some("EMAIL_ALREADY_EXISTS")
    );
    assert_eq!(
        reason(wait(&client, &over).await).as_deref(),
        Some("ACCOUNT_LIMIT_EXCEEDED")
    );
    assert_eq!(reason(wait(&client, &first).await), None);
}

#[tokio::test(start_paused = true)]
async fn a_brand_new_organization_creates_nothing_yet() {
    let sandbox = Sandbox::new(Setup {
        finalizing: Duration::from_secs(1800),
        ..Setup::default()
    });
    let client = organizations(&sandbox);
    let new = || {
        client
            .create_account()
            .account_name("x")
            .email("aws+x@acme.example")
            .send()
    };
    assert_eq!(code(new().await), "FinalizingOrganizationException");
    tokio::time::sleep(Duration::from_secs(1800)).await;
    assert!(new().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn with_faults_a_list_lags_behind_a_creation() {
    let sandbox = Sandbox::new(Setup {
        faults: Faults {
            rules: Vec::new(),
            profile: Profile::Light,
        },
        ..Setup::default()
    });
    let client = organizations(&sandbox);
    let email = "aws+lag@acme.example";
    create(&client, email).await;
    tokio::time::sleep(sandbox.creation_time(email)).await;
    let mut lags = 0;
    loop {
        let emails: Vec<_> = match client.list_accounts().send().await {
            Ok(page) => page.accounts.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        if emails.iter().any(|account| account.email() == Some(email)) {
            break;
        }
        lags += 1;
        assert!(lags < 200, "it is never listed");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(lags > 0, "it is listed late");
}

#[tokio::test(start_paused = true)]
async fn no_more_than_three_accounts_close_at_once() {
    let sandbox = Sandbox::new(Setup::default());
    let ids = sandbox.edit(|edit| {
        (0..4)
            .map(|n| {
                edit.account(ExistingAccount {
                    email: format!("aws+{n}@acme.example"),
                    ..ExistingAccount::default()
                })
            })
            .collect::<Vec<_>>()
    });
    let client = organizations(&sandbox);
    for id in &ids[..3] {
        client.close_account().account_id(id).send().await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    let fourth = client.close_account().account_id(&ids[3]).send().await;
    let error = fourth.unwrap_err().into_service_error();
    assert!(
        format!("{error:?}").contains("CloseAccountRequestsLimitExceeded"),
        "{error:?}"
    );
    tokio::time::sleep(Duration::from_secs(400)).await;
    assert_eq!(
        sandbox.snapshot()["accounts"]["aws+0@acme.example"]["state"],
        "CLOSED"
    );
    assert!(
        client
            .close_account()
            .account_id(&ids[3])
            .send()
            .await
            .is_ok()
    );
    // For good, ninety days later.
    tokio::time::sleep(Duration::from_secs(91 * 86_400)).await;
    assert!(
        sandbox.snapshot()["accounts"]
            .get("aws+0@acme.example")
            .is_none()
    );
}
