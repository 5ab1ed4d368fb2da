//! Bedrock's settings as one Region of an account shows them.

use aws_sdk_bedrock::types::{
    AgreementStatus, AuthorizationStatus, EntitlementAvailability, LoggingConfig,
    RegionAvailability,
};
use aws_types::region::Region as SdkRegion;

use crate::model::{InvocationLogs, Logging, Readiness, Region};

use super::call::Repeat;
use super::member::Member;
use super::{Aws, Trouble};

/// How the log groups of monitoring stacks begin; eight digits of the stack's id follow.
const OUR_LOG_GROUPS: &str = "/aws/bedrock/invocations-";

impl Aws {
    pub(super) fn bedrock(&self, region: &Region) -> aws_sdk_bedrock::Client {
        let region = SdkRegion::new(region.to_string());
        aws_sdk_bedrock::Client::new(&self.sdk.to_builder().region(region).build())
    }

    /// Whether Anthropic's form was sent from the management account.
    pub(super) async fn use_case_sent(&self, region: &Region) -> Result<bool, Trouble> {
        let client = self.bedrock(region);
        let answer = self
            .call("bedrock.GetUseCaseForModelAccess", Repeat::Safe, || {
                client.get_use_case_for_model_access().send()
            })
            .await;
        there(answer)
    }
}

impl Member<'_> {
    /// `ours`: the log group of the monitoring stack, where there is one.
    pub async fn logging(&self, region: &Region, ours: Option<&str>) -> Result<Logging, Trouble> {
        let client = self.bedrock(region);
        let answer = self
            .call("bedrock.GetModelInvocationLoggingConfiguration", || {
                client.get_model_invocation_logging_configuration().send()
            })
            .await?;
        let config = answer.logging_config.as_ref();
        Ok(config.map_or(Logging::Off, |config| logging(config, ours)))
    }

    pub async fn use_case_sent(&self, region: &Region) -> Result<bool, Trouble> {
        let client = self.bedrock(region);
        let answer = self
            .call("bedrock.GetUseCaseForModelAccess", || {
                client.get_use_case_for_model_access().send()
            })
            .await;
        there(answer)
    }

    pub async fn readiness(&self, region: &Region, model: &str) -> Result<Readiness, Trouble> {
        let client = self.bedrock(region);
        let answer = self
            .call("bedrock.GetFoundationModelAvailability", || {
                client
                    .get_foundation_model_availability()
                    .model_id(model)
                    .send()
            })
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(trouble) if not_there(&trouble) => return Ok(Readiness::NotOffered),
            Err(trouble) => return Err(trouble),
        };
        if answer.region_availability == RegionAvailability::NotAvailable {
            return Ok(Readiness::NotOffered);
        }
        let agreement = answer.agreement_availability.as_ref();
        let agreement_status = agreement.map(|agreement| &agreement.status);
        Ok(match agreement_status {
            Some(AgreementStatus::NotAvailable) => Readiness::NoAgreement,
            Some(AgreementStatus::Pending) => Readiness::Pending,
            Some(AgreementStatus::Error) => {
                let why = agreement.and_then(|agreement| agreement.error_message.clone());
                Readiness::Refused(why.unwrap_or_else(|| "AWS gives no reason".into()))
            }
            _ if answer.authorization_status == AuthorizationStatus::NotAuthorized => {
                Readiness::Refused("the account is not authorized for the model".into())
            }
            _ if answer.entitlement_availability == EntitlementAvailability::NotAvailable => {
                Readiness::Pending
            }
            _ => Readiness::Ready,
        })
    }
}

fn logging(config: &LoggingConfig, ours: Option<&str>) -> Logging {
    let group = config
        .cloud_watch_config()
        .map(|place| place.log_group_name());
    match (group, config.s3_config()) {
        (None, None) => Logging::Off,
        (group, None) if group == ours => Logging::Ours(content(config)),
        // Of a stack that is gone: nobody receives it.
        (Some(group), None) if is_of_a_stack(group) => Logging::Off,
        (group, bucket) => {
            let bucket = bucket.map(|place| format!("s3://{}", place.bucket_name()));
            let places = group.map(str::to_owned).into_iter().chain(bucket);
            Logging::Elsewhere(places.collect::<Vec<_>>().join(" and "))
        }
    }
}

fn is_of_a_stack(group: &str) -> bool {
    group
        .strip_prefix(OUR_LOG_GROUPS)
        .is_some_and(|rest| rest.len() == 8 && rest.chars().all(|digit| digit.is_ascii_hexdigit()))
}

/// What AWS says nothing about is delivered.
fn content(config: &LoggingConfig) -> InvocationLogs {
    let delivered = [
        config.text_data_delivery_enabled(),
        config.image_data_delivery_enabled(),
        config.embedding_data_delivery_enabled(),
        config.video_data_delivery_enabled(),
    ];
    if delivered.iter().any(|one| one.unwrap_or(true)) {
        InvocationLogs::Full
    } else {
        InvocationLogs::Metadata
    }
}

fn not_there(trouble: &Trouble) -> bool {
    trouble.is("ResourceNotFoundException") || trouble.is("ValidationException")
}

fn there<T>(answer: Result<T, Trouble>) -> Result<bool, Trouble> {
    match answer {
        Ok(_) => Ok(true),
        Err(trouble) if trouble.is("ResourceNotFoundException") => Ok(false),
        Err(trouble) => Err(trouble),
    }
}
