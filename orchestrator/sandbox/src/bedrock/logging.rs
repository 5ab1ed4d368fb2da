//! Model invocation logging, of one account and Region.

use bedrock_policy::{Document, Request, Who, decide_identity};
use serde_json::{Value, json};

use super::{allowed, region, validation};
use crate::context::{Context, Keys, nothing};
use crate::refusal::Refusal;
use crate::sts::role_of;
use crate::trust::Knock;

pub(super) fn get(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let regions = context.world.bedrock.logging.get(&context.caller.account);
    let config = regions.and_then(|regions| regions.get(region(context)));
    Ok(config.map_or_else(nothing, |config| json!({"loggingConfig": config})))
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let region = region(context).to_owned();
    let account = &context.caller.account;
    if let Some(regions) = context.world.bedrock.logging.get_mut(account) {
        regions.remove(&region);
    }
    Ok(nothing())
}

pub(super) fn put(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let config = context.call.input.get("loggingConfig").cloned();
    let Some(mut config) = config.filter(Value::is_object) else {
        return Err(validation("loggingConfig is required"));
    };
    if !config["s3Config"].is_null()
        || !config["cloudWatchConfig"]["largeDataDeliveryS3Config"].is_null()
    {
        return Err(Refusal::not_modelled("invocation logging to S3"));
    }
    let text = |name: &str| {
        config["cloudWatchConfig"][name]
            .as_str()
            .unwrap_or_default()
    };
    let (group, arn) = (text("logGroupName"), text("roleArn"));
    if group.is_empty() || group.len() > 512 {
        return Err(validation(
            "cloudWatchConfig needs a logGroupName of 1 to 512 characters",
        ));
    }
    if !may_write(context, group, arn)? {
        return Err(validation(format!(
            "Failed to validate permissions for log group: {group}, with role: {arn}. Verify the IAM \
             role permissions are correct."
        )));
    }
    // What is not said is on, as AWS answers it.
    if let Value::Object(fields) = &mut config {
        for kind in ["text", "image", "embedding", "video", "audio"] {
            fields
                .entry(format!("{kind}DataDeliveryEnabled"))
                .or_insert(Value::Bool(true));
        }
    }
    let region = region(context).to_owned();
    let account = context.caller.account.clone();
    let regions = context.world.bedrock.logging.entry(account).or_default();
    regions.insert(region, config);
    Ok(nothing())
}

/// Bedrock tries at once whether it gets into the role and the role into the log group.
fn may_write(context: &Context<'_>, group: &str, arn: &str) -> Result<bool, Refusal> {
    let (owner, region) = (context.caller.account.as_str(), region(context));
    let world = &context.world;
    let role = role_of(arn)
        .filter(|(account, _)| *account == owner)
        .and_then(|(account, name)| world.identity.role(account, name));
    let Some(role) = role else {
        return Ok(false);
    };
    if !world.has_log_group(owner, region, group) {
        return Ok(false);
    }
    let source = format!("arn:aws:bedrock:{region}:{owner}:*");
    let keys = Keys::from([
        ("aws:SourceAccount".to_owned(), vec![owner.to_owned()]),
        ("aws:SourceArn".to_owned(), vec![source]),
    ]);
    let is_let_in = role.lets_in(&Knock {
        who: Who::Service("bedrock.amazonaws.com"),
        principal_arn: "",
        action: "sts:AssumeRole",
        keys,
        tags: &Default::default(),
        source_identity: None,
    })?;
    let policies: Vec<_> = role
        .policies
        .values()
        .chain(
            role.managed
                .iter()
                .filter_map(|arn| world.identity.managed_policies.get(arn)),
        )
        .filter_map(|text| Document::parse(text).ok())
        .collect();
    let stream = format!(
        "arn:aws:logs:{region}:{owner}:log-group:{group}:log-stream:aws/bedrock/modelinvocations"
    );
    let may = |action: &str| {
        let request = Request::new(arn, action, &stream)
            .with("aws:RequestedRegion", region)
            .with("aws:PrincipalAccount", owner);
        decide_identity(&policies, &request).is_ok_and(|verdict| verdict.is_allowed())
    };
    Ok(is_let_in && may("logs:CreateLogStream") && may("logs:PutLogEvents"))
}
