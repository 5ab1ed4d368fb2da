//! Whatever CloudFormation is sent, its answer is an answer.

use bedrock_sandbox::Sandbox;
use bytes::Bytes;
use http::Request;

use super::stack_stage::{SET, TEMPLATE, stage};

const FIELDS: &[&str] = &[
    "StackName",
    "StackSetName",
    "TemplateBody",
    "TemplateURL",
    "UsePreviousTemplate",
    "Parameters.member.1.ParameterKey",
    "Parameters.member.1.ParameterValue",
    "Parameters.member.1.UsePreviousValue",
    "ParameterOverrides.member.1.ParameterKey",
    "ParameterOverrides.member.x.ParameterKey",
    "ParameterOverrides",
    "Capabilities.member.1",
    "Tags.member.1.Key",
    "Tags.member.2",
    "PermissionModel",
    "AutoDeployment.Enabled",
    "AutoDeployment",
    "ManagedExecution.Active",
    "DeploymentTargets.OrganizationalUnitIds.member.1",
    "DeploymentTargets.Accounts.member.1",
    "DeploymentTargets.AccountFilterType",
    "Regions.member.1",
    "Regions.member.0",
    "OperationPreferences.MaxConcurrentCount",
    "OperationPreferences.MaxConcurrentPercentage",
    "OperationPreferences.FailureTolerancePercentage",
    "OperationPreferences.RegionConcurrencyType",
    "OperationPreferences.ConcurrencyMode",
    "OperationPreferences.RegionOrder.member.1",
    "OperationId",
    "RetainStacks",
    "RetainResources.member.1",
    "MaxResults",
    "NextToken",
    "Filters.member.1.Name",
    "Filters.member.1.Values",
    "StackInstanceAccount",
    "StackInstanceRegion",
    "StackStatusFilter.member.1",
    "CallAs",
    "a.b.c.d.e.f.g.h.i.j",
    ".",
    "member.member.member",
];

fn request(operation: &str, fields: &[(&str, &str)]) -> Request<Bytes> {
    let escape = |text: &str| -> String {
        use std::fmt::Write;
        text.bytes().fold(String::new(), |mut out, byte| {
            let _ = write!(out, "%{byte:02X}");
            out
        })
    };
    let mut body = format!("Action={operation}&Version=2010-05-15");
    for (name, value) in fields {
        body += &format!("&{name}={}", escape(value));
    }
    let scope = "AWS4-HMAC-SHA256 \
                 Credential=AKIASANDBOXOPERATOR1/20261120/us-east-1/cloudformation/aws4_request";
    Request::builder()
        .method("POST")
        .uri("http://sandbox/")
        .header("authorization", scope)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(body))
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn every_operation_survives_every_odd_field() {
    let stage = stage(3).await;
    stage.create_set(true).await;
    stage.create(stage.targets(), "first").await;
    let deep = "[".repeat(5000);
    let values = [
        "",
        " ",
        "0",
        "1",
        "-1",
        "99999999999999999999",
        "true",
        "false",
        "NONE",
        "UNION",
        "INTERSECTION",
        "SERVICE_MANAGED",
        "PARALLEL",
        "us-east-1",
        "first",
        "Team",
        "zz",
        "é\u{0}",
        "arn:aws:cloudformation:us-east-1:111122223333:stack/a/b",
        "https://s3.amazonaws.com/a/b",
        "CAPABILITY_NAMED_IAM",
        "DETAILED_STATUS",
        SET,
        TEMPLATE,
        &deep,
        &stage.unit,
        &stage.accounts[0],
    ];
    let mut rng = fastrand::Rng::with_seed(1);
    for limit in Sandbox::limits() {
        let Some(operation) = limit.operation.strip_prefix("cloudformation.") else {
            continue;
        };
        for _ in 0..150 {
            let mut fields = Vec::new();
            for field in FIELDS {
                if rng.f64() < 0.3 {
                    fields.push((*field, values[rng.usize(..values.len())]));
                }
            }
            if rng.bool() {
                fields.push(("StackSetName", SET));
            }
            let response = stage.sandbox.call(request(operation, &fields)).await;
            let status = response.unwrap().status().as_u16();
            let answered = status == 200 || (400..500).contains(&status);
            assert!(answered, "{status}: {operation} {fields:?}");
            // So that no bucket hides what is behind it.
            tokio::time::advance(std::time::Duration::from_secs(10)).await;
        }
    }
}
