//! S3 and IAM on the wire.

use aws_credential_types::Credentials;
use bedrock_sandbox::Principal;

use super::raw::{Raw, text};
use super::sdk::keys;
use super::stage::{REGION, Stage};

fn raw(stage: &Stage, credentials: Credentials) -> Raw<'_> {
    Raw {
        sandbox: &stage.sandbox,
        credentials,
        region: REGION,
    }
}

#[tokio::test(start_paused = true)]
async fn an_object_is_put_and_got_by_its_owner_alone() {
    let stage = Stage::new();
    let management = Principal::operator().account;
    stage
        .sandbox
        .edit(|edit| edit.bucket(&management, REGION, "acme-org").unwrap());
    let operator = raw(&stage, keys(&Principal::operator()));
    let hosted = "https://acme-org.s3.us-east-1.amazonaws.com/org/routes%20a.json";
    let by_path = "http://sandbox/acme-org/org/routes%20a.json";
    let put = operator.send("s3", "PUT", hosted, "{\"version\":1}").await;
    assert_eq!(put.status(), 200);
    assert!(put.headers()["etag"].to_str().unwrap().starts_with('"'));
    let got = operator.send("s3", "GET", by_path, "").await;
    assert_eq!(text(&got), (200, "{\"version\":1}".into()));
    assert_eq!(got.headers()["etag"], put.headers()["etag"]);
    let object = |edit: &mut bedrock_sandbox::Edit<'_>| {
        edit.object("acme-org", "org/routes a.json")
            .map(ToOwned::to_owned)
    };
    assert_eq!(stage.sandbox.edit(object).unwrap(), "{\"version\":1}");
    let member = raw(&stage, stage.access(&stage.teams[0].account).await);
    let cases = [
        (
            &operator,
            "GET",
            "http://sandbox/acme-org/missing",
            404,
            "NoSuchKey",
        ),
        (
            &operator,
            "GET",
            "http://sandbox/another/key",
            404,
            "NoSuchBucket",
        ),
        (&member, "GET", by_path, 403, "AccessDenied"),
        (&member, "PUT", hosted, 403, "AccessDenied"),
        (
            &operator,
            "GET",
            "http://sandbox/acme-org",
            400,
            "NotImplementedInSandbox",
        ),
        (&operator, "DELETE", by_path, 400, "NotImplementedInSandbox"),
        (
            &operator,
            "GET",
            "http://sandbox/acme-org/a?acl",
            400,
            "NotImplementedInSandbox",
        ),
        (
            &operator,
            "GET",
            "http://sandbox/acme-org/a?acl=",
            400,
            "NotImplementedInSandbox",
        ),
    ];
    for (who, method, url, status, code) in cases {
        let (found, body) = text(&who.send("s3", method, url, "").await);
        assert_eq!(found, status, "{method} {url}: {body}");
        assert!(body.contains(&format!("<Code>{code}</Code>")), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn iam_tells_an_account_its_own_roles_and_providers() {
    let stage = Stage::new();
    let [team, other] = &stage.teams;
    let admin = raw(&stage, stage.access(&team.account).await);
    let provider = team.provider.replace(':', "%3A").replace('/', "%2F");
    let cases = [
        (
            "GetRole&RoleName=bedrock-developer".to_owned(),
            "cognito-identity.amazonaws.com",
        ),
        (
            "GetRole&RoleName=bedrock-developer".to_owned(),
            "<Key>bedrock-org:team</Key>",
        ),
        (
            "ListRoles".to_owned(),
            "<RoleName>bedrock-developer</RoleName>",
        ),
        (
            "ListRolePolicies&RoleName=bedrock-developer".to_owned(),
            "<member>models</member>",
        ),
        (
            "GetRolePolicy&RoleName=bedrock-developer&PolicyName=models".to_owned(),
            "bedrock%3AInvokeModel",
        ),
        (
            "ListAttachedRolePolicies&RoleName=bedrock-developer".to_owned(),
            "IsTruncated",
        ),
        (
            "ListOpenIDConnectProviders".to_owned(),
            team.provider.as_str(),
        ),
        (
            format!("GetOpenIDConnectProvider&OpenIDConnectProviderArn={provider}"),
            "<Url>acme.okta.com</Url>",
        ),
    ];
    for (call, expected) in &cases {
        let (status, body) = admin.iam(call).await;
        assert_eq!(status, 200, "{call}: {body}");
        assert!(body.contains(expected), "{call}: {body}");
    }
    let missing = [
        "GetRole&RoleName=missing",
        "GetRolePolicy&RoleName=bedrock-developer&PolicyName=missing",
    ];
    for call in missing {
        let (status, body) = admin.iam(call).await;
        assert!(status == 404 && body.contains("NoSuchEntity"), "{body}");
    }
    let stranger = raw(&stage, stage.access(&other.account).await);
    let (status, body) = stranger.iam(&cases[7].0).await;
    assert_eq!(status, 404, "{body}");
    let (status, body) = admin.iam("CreateUser&UserName=eve").await;
    assert!(status == 400 && body.contains("iam:CreateUser"), "{body}");
}
