//! Actions as they are asked for.

use serde::Deserialize;
use serde_json::Value;

use super::check::{self, Tag, invalid, one_of};
use crate::refusal::Refusal;
use crate::world::{BudgetAction, Subscriber};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Asked {
    notification_type: Option<String>,
    pub(super) action_type: Option<String>,
    action_threshold: Option<Threshold>,
    definition: Option<Definition>,
    execution_role_arn: Option<String>,
    approval_model: Option<String>,
    subscribers: Option<Vec<Subscriber>>,
    pub(super) resource_tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Threshold {
    action_threshold_value: f64,
    action_threshold_type: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Definition {
    iam_action_definition: Option<Value>,
    ssm_action_definition: Option<Value>,
    scp_action_definition: Option<Scp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Scp {
    policy_id: String,
    target_ids: Vec<String>,
}

impl Asked {
    /// Every field must be there for a new action; what is there replaces an old one's.
    pub(super) fn put_into(self, action: &mut BudgetAction) -> Result<(), Refusal> {
        if let Some(kind) = self.notification_type {
            check::kind(&kind)?;
            action.notification_type = kind;
        }
        if let Some(threshold) = self.action_threshold {
            check::threshold(
                threshold.action_threshold_value,
                &threshold.action_threshold_type,
            )?;
            action.threshold = threshold.action_threshold_value;
            action.threshold_type = threshold.action_threshold_type;
        }
        if let Some(definition) = self.definition {
            let scp = definition.scp()?;
            action.policy = scp.policy_id;
            action.targets = scp.target_ids;
        }
        if let Some(role) = self.execution_role_arn {
            action.role = role;
        }
        if let Some(model) = self.approval_model {
            one_of("ApprovalModel", &model, &["AUTOMATIC", "MANUAL"])?;
            action.manual = model == "MANUAL";
        }
        if let Some(subscribers) = self.subscribers {
            check::subscribers(&subscribers)?;
            action.subscribers = subscribers;
        }
        Ok(())
    }

    pub(super) fn lacks(&self) -> Option<&'static str> {
        let fields = [
            ("NotificationType", self.notification_type.is_none()),
            ("ActionType", self.action_type.is_none()),
            ("ActionThreshold", self.action_threshold.is_none()),
            ("Definition", self.definition.is_none()),
            ("ExecutionRoleArn", self.execution_role_arn.is_none()),
            ("ApprovalModel", self.approval_model.is_none()),
            ("Subscribers", self.subscribers.is_none()),
        ];
        fields
            .into_iter()
            .find(|(_, lacks)| *lacks)
            .map(|(name, _)| name)
    }
}

impl Definition {
    fn scp(self) -> Result<Scp, Refusal> {
        if self.iam_action_definition.is_some() || self.ssm_action_definition.is_some() {
            return Err(Refusal::not_modelled(
                "budget actions that are no APPLY_SCP_POLICY",
            ));
        }
        let scp = self.scp_action_definition.ok_or_else(|| {
            invalid("The Definition of APPLY_SCP_POLICY is a ScpActionDefinition.")
        })?;
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_policy = scp
            .policy_id
            .strip_prefix("p-")
            .is_some_and(|id| (8..=128).contains(&id.len()) && id.bytes().all(word));
        if !is_policy {
            return Err(invalid("PolicyId must be a policy's id."));
        }
        let is_target = |id: &String| {
            let account = id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
            account || id.starts_with("ou-") && (16..=68).contains(&id.len())
        };
        if !(1..=100).contains(&scp.target_ids.len()) || !scp.target_ids.iter().all(is_target) {
            return Err(invalid(
                "TargetIds must be 1 to 100 ids of accounts or organizational units.",
            ));
        }
        Ok(scp)
    }
}

pub(super) fn kind(kind: Option<&str>) -> Result<(), Refusal> {
    match kind {
        Some(other @ ("APPLY_IAM_POLICY" | "RUN_SSM_DOCUMENTS")) => Err(Refusal::not_modelled(
            &format!("budget actions of the type {other}"),
        )),
        Some(kind) => one_of("ActionType", kind, &["APPLY_SCP_POLICY"]),
        None => Ok(()),
    }
}
