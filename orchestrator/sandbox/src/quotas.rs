//! Service Quotas: how many accounts the organization may have.

use serde_json::{Value, json};

use crate::authorize::{Resource, authorize};
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
    let (service, quota) = (context.text("ServiceCode"), context.text("QuotaCode"));
    let region = context.call.key.as_ref().map(|key| key.region.as_str());
    let region = region.unwrap_or_default();
    let owner = &context.caller.account;
    // AWS's defaults are nobody's resource.
    let resources: Vec<_> = (name == "GetServiceQuota")
        .then(|| format!("arn:aws:servicequotas:{region}:{owner}:{service}/{quota}"))
        .map(Resource::untagged)
        .into_iter()
        .collect();
    let keys = Keys::from([("servicequotas:service".into(), vec![service.to_owned()])]);
    authorize(context, &format!("servicequotas:{name}"), &resources, &keys)?;
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
    if quota != ACCOUNTS || region != "us-east-1" || !context.is_management() {
        return Err(Refusal::exception(
            "NoSuchResourceException",
            "The request failed because the specified service does not exist.",
        ));
    }
    Ok(json!({"Quota": {
        "ServiceCode": "organizations",
        "ServiceName": "AWS Organizations",
        "QuotaArn": format!("arn:aws:servicequotas::{owner}:organizations/{ACCOUNTS}"),
        "QuotaCode": ACCOUNTS,
        "QuotaName": "Default maximum number of accounts",
        "Value": f64::from(value),
        "Unit": "None",
        "Adjustable": true,
        "GlobalQuota": true,
        "QuotaAppliedAtLevel": "ACCOUNT",
    }}))
}
