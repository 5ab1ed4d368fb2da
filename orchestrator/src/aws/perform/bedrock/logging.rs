//! Where a Region's invocations are logged: to the log group of the monitoring stack.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_bedrock::types::{CloudWatchConfig, LoggingConfig};

use crate::aws::Trouble;
use crate::aws::member::Member;
use crate::execute::Failure;
use crate::model::{AccountName, InvocationLogs, Region, Set};

use super::super::{Done, Performer, Stuck};

/// IAM tells its other halves of a new role in its own time.
const NEW_ROLE: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_secs(10);

impl Performer<'_> {
    pub(super) async fn set_logging(
        &self,
        account: &AccountName,
        region: &Region,
        content: InvocationLogs,
    ) -> Done {
        let object = format!("set the invocation logs of {account} ({region})");
        let (id, member) = self.inside(account, &object).await?;
        let client = member.bedrock(region);
        if content == InvocationLogs::Off {
            member
                .call("bedrock.DeleteModelInvocationLoggingConfiguration", || {
                    client
                        .delete_model_invocation_logging_configuration()
                        .send()
                })
                .await
                .map_err(|trouble| trouble.stuck(&object))?;
            return Ok(None);
        }
        let outputs = self
            .aws
            .stack_outputs(
                self.directory,
                &member,
                &self.organization.name,
                Set::Monitoring,
                &(id, region.clone()),
            )
            .await
            .map_err(|trouble| trouble.stuck(&object))?;
        let config = config(&outputs, content).ok_or_else(|| no_place(&object))?;
        self.put_logging(&member, &client, &config, &object).await
    }

    async fn put_logging(
        &self,
        member: &Member<'_>,
        client: &aws_sdk_bedrock::Client,
        config: &LoggingConfig,
        object: &str,
    ) -> Done {
        let mut patience = self.aws.patience(NEW_ROLE);
        loop {
            let answer = member
                .call("bedrock.PutModelInvocationLoggingConfiguration", || {
                    client
                        .put_model_invocation_logging_configuration()
                        .logging_config(config.clone())
                        .send()
                })
                .await;
            match answer {
                Ok(_) => return Ok(None),
                Err(trouble) if role_unknown(&trouble) && !patience.is_over() => {
                    if !patience.rest(LOOK_AGAIN).await {
                        return Err(Stuck::Left("not set yet".into()));
                    }
                }
                Err(trouble) => return Err(trouble.stuck(object)),
            }
        }
    }
}

/// Bedrock tries the role before it takes it.
fn role_unknown(trouble: &Trouble) -> bool {
    trouble.is("ValidationException") || trouble.is("AccessDeniedException")
}

fn config(outputs: &BTreeMap<String, String>, content: InvocationLogs) -> Option<LoggingConfig> {
    let filled = |key: &str| outputs.get(key).filter(|value| !value.is_empty());
    let place = CloudWatchConfig::builder()
        .log_group_name(filled("LogGroupName")?)
        .role_arn(filled("LogRoleArn")?)
        .build()
        .ok()?;
    let said = content == InvocationLogs::Full;
    let config = LoggingConfig::builder()
        .cloud_watch_config(place)
        .text_data_delivery_enabled(said)
        .image_data_delivery_enabled(said)
        .embedding_data_delivery_enabled(said)
        .video_data_delivery_enabled(said)
        .audio_data_delivery_enabled(said);
    Some(config.build())
}

fn no_place(object: &str) -> Stuck {
    Stuck::Failed(Failure::new(
        format!("could not {object}: the monitoring stack has no log group there"),
        "the monitoring stack comes first: see what became of it, then run apply again",
    ))
}
