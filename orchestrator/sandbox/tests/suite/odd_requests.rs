//! Whatever is sent, the answer is an answer: never a panic, never an internal error.

use bedrock_sandbox::{Sandbox, Setup};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::raw::Raw;
use super::stage::{LOGIN, Stage};

const FIELDS: &[&str] = &[
    "AccountId",
    "AccountName",
    "ChildId",
    "ChildType",
    "Content",
    "CreateAccountRequestId",
    "Description",
    "DesiredValue",
    "DestinationParentId",
    "Email",
    "Filter",
    "IamUserAccessToBilling",
    "MaxResults",
    "Name",
    "NextToken",
    "OrganizationalUnitId",
    "ParentId",
    "PolicyId",
    "PolicyType",
    "QuotaCode",
    "RequestId",
    "ResourceId",
    "RoleName",
    "RootId",
    "ServiceCode",
    "ServicePrincipal",
    "SourceParentId",
    "States",
    "TagKeys",
    "Tags",
    "TargetId",
    "Type",
];

pub fn odd_values(root: &str) -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(true),
        json!([]),
        json!({}),
        json!([{"Key": "k", "Value": "v"}]),
        json!([["deep"]]),
        json!("x".repeat(20_000)),
    ];
    let texts = [
        "",
        " ",
        "é\u{0}\u{202e}",
        "0a",
        "zz",
        "111122223333",
        "ou-a-b",
        "p-FullAWSAccess",
        "SERVICE_CONTROL_POLICY",
        "TAG_POLICY",
        "{}",
        "a@b.co",
        "IN_PROGRESS",
        "ACCOUNT",
        root,
    ];
    values.extend(texts.map(Value::from));
    values
}

pub fn request(target: &str, service: &str, body: Vec<u8>) -> Request<Bytes> {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=AKIASANDBOXOPERATOR1/20261120/us-east-1/{service}/aws4_request"
    );
    let builder = Request::builder().method("POST").uri("http://sandbox/");
    let builder = builder.header("authorization", scope);
    let builder = if target.is_empty() {
        builder.header("content-type", "application/x-www-form-urlencoded")
    } else {
        builder.header("x-amz-target", target)
    };
    builder.body(Bytes::from(body)).unwrap()
}

pub async fn is_answered(sandbox: &Sandbox, request: Request<Bytes>) {
    let shown = format!("{:?}", request.body());
    let status = sandbox.call(request).await.unwrap().status().as_u16();
    assert!(
        status == 200 || (400..500).contains(&status),
        "{status}: {shown}"
    );
}

#[tokio::test(start_paused = true)]
async fn every_operation_survives_every_odd_field() {
    let sandbox = Sandbox::new(Setup {
        service_control_policies: true,
        ..Setup::default()
    });
    let root = sandbox.edit(|edit| edit.find("Root").unwrap());
    let mut rng = fastrand::Rng::with_seed(1);
    for limit in Sandbox::limits() {
        let (service, operation) = limit.operation.split_once('.').unwrap();
        let target = match service {
            "organizations" => format!("AWSOrganizationsV20161128.{operation}"),
            "servicequotas" => format!("ServiceQuotasV20190624.{operation}"),
            _ => continue,
        };
        let values = odd_values(&root);
        for _ in 0..100 {
            let mut body = serde_json::Map::new();
            for field in FIELDS {
                if rng.f64() < 0.4 {
                    continue;
                }
                body.insert((*field).into(), values[rng.usize(..values.len())].clone());
            }
            is_answered(
                &sandbox,
                request(&target, service, Value::Object(body).to_string().into()),
            )
            .await;
            // So that no bucket hides what is behind it.
            tokio::time::advance(std::time::Duration::from_secs(10)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_that_mean_nothing_are_refused() {
    let sandbox = Sandbox::new(Setup::default());
    let mut rng = fastrand::Rng::with_seed(2);
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..rng.usize(..60)).map(|_| rng.u8(..)).collect();
        let service = [
            "sts",
            "cloudformation",
            "account",
            "organizations",
            "iam",
            "s3",
            "bedrock",
            "",
        ][rng.usize(..8)];
        let target = ["", "AWSOrganizationsV20161128.ListRoots", "nonsense"][rng.usize(..3)];
        is_answered(&sandbox, request(target, service, bytes.clone())).await;
        let form = format!(
            "Action=AssumeRole&RoleArn={}",
            String::from_utf8_lossy(&bytes)
        );
        is_answered(&sandbox, request("", "sts", form.into())).await;
    }
}

/// Calls that need no signature, by anybody, with anything.
#[tokio::test(start_paused = true)]
async fn what_anybody_may_send_is_answered() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let good = stage.token("ann", &[&team.group]);
    let mut values = odd_values(&team.pool);
    values.extend([
        json!(good),
        json!({LOGIN: good}),
        json!({LOGIN: 5}),
        json!({"x": ["y"]}),
    ]);
    let cut = |at: usize| json!({LOGIN: good[..good.len() - at]});
    values.extend([1, 100, 345, good.len() - 3].map(cut));
    let mut rng = fastrand::Rng::with_seed(3);
    let mut value = || values[rng.usize(..values.len())].clone();
    for operation in [
        "GetId",
        "GetCredentialsForIdentity",
        "GetOpenIdToken",
        "DescribeIdentityPool",
    ] {
        for _ in 0..300 {
            let body = json!({
                "IdentityPoolId": value(), "IdentityId": value(), "Logins": value(),
                "CustomRoleArn": value(), "AccountId": value(),
            });
            let request = Request::builder()
                .method("POST")
                .uri("http://sandbox/")
                .header(
                    "x-amz-target",
                    format!("AWSCognitoIdentityService.{operation}"),
                )
                .body(Bytes::from(body.to_string()))
                .unwrap();
            is_answered(&stage.sandbox, request).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_path_with_every_body_is_answered() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let credentials = stage.access(&team.account).await;
    let raw = Raw {
        sandbox: &stage.sandbox,
        credentials,
        region: "us-east-1",
    };
    let paths = [
        "/logging/modelinvocations",
        "/use-case-for-model-access",
        "/create-foundation-model-agreement",
        "/foundation-model-availability/%ff%00",
        "/list-foundation-model-agreement-offers/anthropic.claude-x",
        "/inference-profiles?maxResults=-1&nextToken=%E2%80%AE",
        "/inference-profiles/us.anthropic.claude-%2F",
        "/model/us.anthropic.claude-x/invoke",
        "/model//invoke",
        "/model/a/b/c",
        "//",
        "/bucket/key/%2e%2e/%",
    ];
    let bodies = odd_values("x").into_iter().chain([
        json!({"formData": "!!", "offerToken": 5, "modelId": []}),
        json!({"loggingConfig": {"cloudWatchConfig": [], "s3Config": null}}),
        json!({"loggingConfig": {"cloudWatchConfig": {"logGroupName": "x", "roleArn": "arn:"}}}),
        json!({"messages": {}, "max_tokens": [], "anthropic_version": null}),
    ]);
    for body in bodies {
        for path in paths {
            for method in ["GET", "PUT", "POST", "DELETE"] {
                for service in ["bedrock", "s3"] {
                    let url = format!("http://sandbox{path}");
                    let response = raw.send(service, method, &url, body.to_string()).await;
                    let status = response.status().as_u16();
                    let fine = status == 200 || (400..500).contains(&status);
                    assert!(fine, "{method} {service} {path}: {status}");
                }
            }
        }
    }
}
