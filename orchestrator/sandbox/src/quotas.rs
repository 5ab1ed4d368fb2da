//! Service Quotas: how many accounts the organization may have.

use serde_json::{Value, json};

use crate::authorize::authorize;
use crate::context::{Context, Keys};
use crate::refusal::Refusal;

/// "Default maximum number of accounts", in us-east-1.
const ACCOUNTS: &str = "L-E619E033";
const DEFAULT: u32 = 10;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let value = match name {
        "GetServiceQuota" => context.setup.account_quota,
        "GetAWSDefaultServiceQuota" => DEFAULT,
        other => return Err(Refusal::not_modelled(&format!("servicequotas:{other}"))),
    };
    let arn = format!(
        "arn:aws:servicequotas::{}:organizations/{ACCOUNTS}",
        context.caller.account
    );
    authorize(
        context,
        &format!("servicequotas:{name}"),
        std::slice::from_ref(&arn),
        &Keys::new(),
    )?;
    let (service, quota) = (context.text("ServiceCode"), context.text("QuotaCode"));
    if service.is_empty() || quota.is_empty() {
        return Err(Refusal::exception(
            "IllegalArgumentException",
            "ServiceCode and QuotaCode are required.",
        ));
    }
    if service != "organizations" {
        return Err(Refusal::not_modelled(&format!(
            "quotas of the service {service}"
        )));
    }
    let region = context.call.key.as_ref().map(|key| key.region.as_str());
    if quota != ACCOUNTS || region != Some("us-east-1") || !context.is_management() {
        return Err(Refusal::exception(
            "NoSuchResourceException",
            "The request failed because the specified service does not exist.",
        ));
    }
    Ok(json!({"Quota": {
        "ServiceCode": "organizations",
        "ServiceName": "AWS Organizations",
        "QuotaArn": arn,
        "QuotaCode": ACCOUNTS,
        "QuotaName": "Default maximum number of accounts",
        "Value": f64::from(value),
        "Unit": "None",
        "Adjustable": true,
        "GlobalQuota": true,
        "QuotaAppliedAtLevel": "ACCOUNT",
    }}))
}
