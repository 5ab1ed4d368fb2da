//! Bedrock's control plane through the real SDK: forms, agreements, profiles, logging.

use std::time::Duration;

use aws_sdk_bedrock::primitives::Blob;
use aws_sdk_bedrock::types::{CloudWatchConfig, LoggingConfig};
use aws_types::region::Region;
use bedrock_sandbox::ExistingRole;
use serde_json::json;

use super::sdk::{code, config};
use super::stage::{MODEL, PROFILE, REGION, Stage};

const GROUP: &str = "/aws/bedrock/invocations";

async fn bedrock(stage: &Stage, region: &str) -> aws_sdk_bedrock::Client {
    let account = &stage.teams[0].account;
    let config = config(&stage.sandbox, stage.access(account).await, 0).into_builder();
    let config = config.region(Region::new(region.to_owned())).build();
    aws_sdk_bedrock::Client::new(&config)
}

#[tokio::test(start_paused = true)]
async fn the_form_is_inherited_but_not_where_one_must_opt_in() {
    let stage = Stage::new();
    let (home, opt_in) = (
        bedrock(&stage, REGION).await,
        bedrock(&stage, "eu-south-1").await,
    );
    let get = |client: &aws_sdk_bedrock::Client| client.get_use_case_for_model_access().send();
    assert_eq!(code(get(&home).await), "ResourceNotFoundException");
    stage.submit_use_case("eu-west-1").await;
    stage.submit_use_case("eu-south-1").await;
    let form = get(&home).await.unwrap();
    assert!(form.form_data().as_ref().starts_with(b"{"));
    assert_eq!(code(get(&opt_in).await), "ResourceNotFoundException");
    let put = |form: &str| {
        let call = opt_in.put_use_case_for_model_access();
        call.form_data(Blob::new(form.as_bytes())).send()
    };
    assert_eq!(code(put("short").await), "ValidationException");
    put("{\"company\":\"Acme\"}").await.unwrap();
    assert!(get(&opt_in).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_agreement_is_pending_for_some_minutes() {
    let stage = Stage::new();
    let client = bedrock(&stage, REGION).await;
    let status = async || {
        let found = client.get_foundation_model_availability().model_id(MODEL);
        let found = found.send().await.unwrap();
        let agreement = found.agreement_availability().unwrap().status();
        (
            agreement.as_str().to_owned(),
            found.entitlement_availability().as_str().to_owned(),
        )
    };
    let named = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    assert_eq!(status().await, named("NOT_AVAILABLE", "NOT_AVAILABLE"));
    let offers = client
        .list_foundation_model_agreement_offers()
        .model_id(MODEL);
    let offers = offers.send().await.unwrap();
    let token = offers.offers()[0].offer_token();
    let agree = |model: &str| {
        let call = client.create_foundation_model_agreement().model_id(model);
        call.offer_token(token).send()
    };
    assert_eq!(code(agree(MODEL).await), "ValidationException");
    stage.submit_use_case(REGION).await;
    assert_eq!(status().await, named("NOT_AVAILABLE", "NOT_AVAILABLE"));
    let other = agree("anthropic.claude-opus-5-5").await;
    assert_eq!(code(other), "ValidationException");
    agree(MODEL).await.unwrap();
    assert_eq!(code(agree(MODEL).await), "ConflictException");
    assert_eq!(status().await, named("PENDING", "NOT_AVAILABLE"));
    tokio::time::sleep(Duration::from_secs(301)).await;
    assert_eq!(status().await, named("AVAILABLE", "AVAILABLE"));
    let unknown = client
        .get_foundation_model_availability()
        .model_id("amazon.nova-pro-v1");
    assert_eq!(code(unknown.send().await), "ResourceNotFoundException");
}

#[tokio::test(start_paused = true)]
async fn profiles_depend_on_the_region() {
    let stage = Stage::new();
    let arns = async |region: &str, id: &str| {
        let client = bedrock(&stage, region).await;
        let profile = client
            .get_inference_profile()
            .inference_profile_identifier(id);
        profile.send().await.map(|profile| {
            let arns = profile.models().iter();
            arns.map(|model| model.model_arn().unwrap().to_owned())
                .collect::<Vec<_>>()
        })
    };
    let model = |region: &str| format!("arn:aws:bedrock:{region}::foundation-model/{MODEL}");
    let us = ["us-east-1", "us-east-2", "us-west-2"].map(model);
    assert_eq!(arns(REGION, PROFILE).await.unwrap(), us);
    let account = &stage.teams[0].account;
    let arn = format!("arn:aws:bedrock:{REGION}:{account}:inference-profile/{PROFILE}");
    assert_eq!(arns(REGION, &arn).await.unwrap(), us);
    let eu = arns("eu-west-2", &format!("eu.{MODEL}")).await.unwrap();
    assert_eq!((eu.len(), eu.contains(&model("eu-west-2"))), (7, true));
    let global = arns("sa-east-1", &format!("global.{MODEL}")).await.unwrap();
    assert_eq!(global, [model(""), model("sa-east-1")]);
    let abroad = arns("eu-west-1", PROFILE).await;
    assert_eq!(code(abroad), "ResourceNotFoundException");
    let listed = bedrock(&stage, REGION).await;
    let mut pages = listed
        .list_inference_profiles()
        .max_results(5)
        .into_paginator()
        .send();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let summaries = page.inference_profile_summaries().iter();
        ids.extend(summaries.map(|summary| summary.inference_profile_id().to_owned()));
    }
    assert_eq!(ids.len(), 12);
    assert!(ids.iter().any(|id| id == PROFILE) && ids.is_sorted());
}

fn logging(role: &str) -> LoggingConfig {
    let destination = CloudWatchConfig::builder()
        .log_group_name(GROUP)
        .role_arn(role)
        .build()
        .unwrap();
    LoggingConfig::builder()
        .cloud_watch_config(destination)
        .text_data_delivery_enabled(false)
        .build()
}

#[tokio::test(start_paused = true)]
async fn logging_needs_a_log_group_and_a_role_that_fits() {
    let stage = Stage::new();
    let account = &stage.teams[0].account;
    let client = bedrock(&stage, REGION).await;
    let role = format!("arn:aws:iam::{account}:role/logs");
    let put = || {
        let call = client.put_model_invocation_logging_configuration();
        call.logging_config(logging(&role)).send()
    };
    let refused = async || assert_eq!(code(put().await), "ValidationException");
    let stand = |service: &str, group: &str| {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": format!("arn:aws:bedrock:{REGION}:{account}:*")},
            },
        }]});
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": format!(
                "arn:aws:logs:{REGION}:{account}:log-group:{group}:log-stream:aws/bedrock/modelinvocations"
            ),
        }]});
        stage.sandbox.edit(|edit| {
            let role = ExistingRole {
                name: "logs".into(),
                trust: trust.to_string(),
                policies: [("write".to_owned(), policy.to_string())].into(),
                ..ExistingRole::default()
            };
            edit.role(account, role).unwrap();
        });
    };
    refused().await;
    stand("bedrock.amazonaws.com", GROUP);
    refused().await;
    stage
        .sandbox
        .edit(|edit| edit.log_group(account, "us-west-2", GROUP).unwrap());
    refused().await;
    stage
        .sandbox
        .edit(|edit| edit.log_group(account, REGION, GROUP).unwrap());
    stand("bedrock.amazonaws.com", "another");
    refused().await;
    stand("lambda.amazonaws.com", GROUP);
    refused().await;
    stand("bedrock.amazonaws.com", GROUP);
    put().await.unwrap();
    let get = || client.get_model_invocation_logging_configuration().send();
    let found = get().await.unwrap().logging_config.unwrap();
    assert_eq!(found.text_data_delivery_enabled(), Some(false));
    assert_eq!(found.image_data_delivery_enabled(), Some(true));
    assert_eq!(found.cloud_watch_config().unwrap().role_arn(), role);
    let elsewhere = bedrock(&stage, "us-west-2").await;
    let elsewhere = elsewhere
        .get_model_invocation_logging_configuration()
        .send();
    assert!(elsewhere.await.unwrap().logging_config.is_none());
    let delete = client.delete_model_invocation_logging_configuration();
    delete.send().await.unwrap();
    assert!(get().await.unwrap().logging_config.is_none());
}
