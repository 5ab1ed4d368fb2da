//! With the wrong credentials, or none: one clear error, a hint, and an exit code.

use super::PLAN_FILE;
use super::stage::{As, Ran, Stage};

#[test]
fn without_credentials() {
    let stage = Stage::set("nobody");
    stage.file("org.toml", PLAN_FILE);
    for arguments in [
        &["plan"][..],
        &["apply", "--yes"],
        &["init", "new.toml", "--from-live"],
    ] {
        let ran = stage.run(&As::Nobody, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{arguments:?}");
        assert_eq!(
            ran.err,
            "error: could not act for the organization: there are no AWS credentials\n\
             hint: sign in to the management account first (AWS_PROFILE, `aws sso login`), or try \
             everything without AWS: bedrock-org rehearse\n"
        );
    }
}

#[test]
fn with_the_credentials_of_a_member_account() {
    let stage = Stage::set("member");
    stage.file("org.toml", PLAN_FILE);
    let applied = stage.run(&As::Operator, &["apply", "--yes"]);
    assert_eq!(applied.code, 0, "{}\n{}", applied.out, applied.err);
    let (account, key_id, secret, token) = member_session(&stage);
    let member = As::Session {
        key_id: &key_id,
        secret: &secret,
        token: &token,
    };
    // At our own pace: nothing is waited for, and a busy machine may take its time to answer.
    let ran = Ran::of(
        stage
            .command(&member, &["plan"])
            .env_remove("BEDROCK_ORG_CLOCK"),
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert_eq!(
        ran.err,
        format!(
            "error: could not act for the organization: these are credentials of the member \
             account {account}; an organization is run from its management account 111122223333\n\
             hint: sign in to account 111122223333, then run the same command\n"
        )
    );
}

/// Keys of a role in an account of the organization.
fn member_session(stage: &Stage) -> (String, String, String, String) {
    let keys = aws_credential_types::Credentials::from_keys(
        "AKIASANDBOXOPERATOR1",
        "sandbox-secret-of-the-operator",
        None,
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let sdk = aws_config::defaults(aws_config::BehaviorVersion::latest())
            .region("us-east-1")
            .endpoint_url(stage.endpoint())
            .credentials_provider(keys)
            .load()
            .await;
        // All pages: AWS leaves some of them empty.
        let listed = aws_sdk_organizations::Client::new(&sdk)
            .list_accounts()
            .into_paginator()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .expect("accounts");
        let mut accounts = listed.iter().flat_map(|page| page.accounts());
        let member = accounts.find(|one| one.name() == Some("platform-1"));
        let account = member
            .and_then(|one| one.id())
            .expect("an account")
            .to_owned();
        let sts = aws_sdk_sts::Client::new(&sdk);
        let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
        for _ in 0..200 {
            let request = sts.assume_role().role_arn(&role).role_session_name("test");
            if let Ok(answer) = request.send().await {
                let keys = answer.credentials.expect("keys");
                return (
                    account,
                    keys.access_key_id,
                    keys.secret_access_key,
                    keys.session_token,
                );
            }
            // An account minutes old is not ready: minutes of the sandbox's clock.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the role in {account} could not be assumed")
    })
}

#[test]
fn with_a_read_only_role() {
    let stage = Stage::set("reader");
    stage.file("org.toml", PLAN_FILE);
    let plan = stage.run(&As::Reader, &["plan", "--detailed-exitcode"]);
    assert_eq!((plan.code, plan.err.as_str()), (2, ""));
    let live = stage.run(
        &As::Reader,
        &["init", "live.toml", "--from-live", "--ou", "Bedrock"],
    );
    assert_eq!(live.code, 1);
    assert!(
        live.err
            .starts_with("error: could not find the OU Bedrock below the root\n")
    );
    let apply = stage.run(&As::Reader, &["apply", "--yes"]);
    assert_eq!(apply.code, 1);
    assert_eq!(
        apply.err,
        "error: nothing was changed: access denied to bedrock:PutUseCaseForModelAccess, \
         cloudformation:ActivateOrganizationsAccess, organizations:CreateAccount, organizations:CreateOrganizationalUnit, \
         organizations:EnablePolicyType\n\
         hint: give the role the policy that `bedrock-org permissions write` prints\n"
    );
}

#[test]
fn without_anyone_at_the_endpoint() {
    let stage = Stage::set("unreachable");
    stage.file("org.toml", PLAN_FILE);
    let mut command = stage.command(&As::Operator, &["plan"]);
    let ran = Ran::of(command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9"));
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err
            .starts_with("error: could not act for the organization: no answer from AWS")
    );
    assert!(
        ran.err
            .ends_with("hint: check the network and proxy, and AWS_ENDPOINT_URL where it is set\n")
    );
}
