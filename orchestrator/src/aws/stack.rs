//! Stacks as their own account shows them.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{Parameter, Stack as SdkStack, StackEvent, Tag};

use crate::model::{Region, Tags};

use super::Trouble;
use super::member::Member;

/// How far back in a stack's history its first failure is looked for.
const MOST_EVENTS: usize = 300;

#[derive(Debug, Clone, Default)]
pub struct RealStack {
    pub id: String,
    /// CloudFormation's word, such as `UPDATE_ROLLBACK_COMPLETE`.
    pub status: String,
    pub reason: Option<String>,
    pub parameters: BTreeMap<String, String>,
    pub outputs: BTreeMap<String, String>,
}

impl RealStack {
    pub fn is_busy(&self) -> bool {
        // A change set that nobody has executed keeps a stack in review for ever.
        self.status.ends_with("_IN_PROGRESS") && self.status != "REVIEW_IN_PROGRESS"
    }

    /// As it was asked for, the last time that somebody did.
    pub fn is_well(&self) -> bool {
        ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"].contains(&self.status.as_str())
    }

    /// Made and undone at once: it holds nothing, and cannot be updated.
    pub fn is_husk(&self) -> bool {
        [
            "ROLLBACK_COMPLETE",
            "ROLLBACK_FAILED",
            "CREATE_FAILED",
            "REVIEW_IN_PROGRESS",
        ]
        .contains(&self.status.as_str())
    }

    pub fn why(&self) -> String {
        match &self.reason {
            Some(reason) => format!("{}: {reason}", self.status),
            None => self.status.clone(),
        }
    }
}

/// What broke a stack.
#[derive(Debug, Clone)]
pub struct Cause {
    pub resource: String,
    pub kind: String,
    pub reason: String,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.resource, self.kind, self.reason)
    }
}

impl Member<'_> {
    /// By name or id; `None` where there is none, or none any more.
    pub async fn stack(&self, region: &Region, name: &str) -> Result<Option<RealStack>, Trouble> {
        let client = self.cloudformation(region);
        let answer = self
            .call("cloudformation.DescribeStacks", || {
                client.describe_stacks().stack_name(name).send()
            })
            .await;
        match answer {
            Ok(answer) => Ok(answer
                .stacks
                .unwrap_or_default()
                .into_iter()
                .find_map(alive)),
            // The one thing that this request can be told is wrong with it.
            Err(trouble) if trouble.is("ValidationError") => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// The stack that a set has here: by id, or by how such stacks are called.
    pub async fn stack_of_set(
        &self,
        region: &Region,
        set: &str,
        id: Option<&str>,
    ) -> Result<Option<RealStack>, Trouble> {
        if let Some(id) = id
            && let Some(stack) = self.stack(region, id).await?
        {
            return Ok(Some(stack));
        }
        let client = self.cloudformation(region);
        let stacks = self
            .caller()
            .pages(
                "cloudformation.DescribeStacks",
                |token| client.describe_stacks().set_next_token(token).send(),
                |page| (page.stacks, page.next_token),
            )
            .await?;
        let begins = format!("StackSet-{set}-");
        Ok(stacks
            .into_iter()
            .filter(|stack| {
                stack
                    .stack_name()
                    .and_then(|name| name.strip_prefix(&begins))
                    .is_some_and(is_uuid)
            })
            .find_map(alive))
    }

    /// The resource whose failure ended the last attempt at a stack: the earliest since it began.
    pub async fn cause(&self, region: &Region, stack: &str) -> Result<Option<Cause>, Trouble> {
        let client = self.cloudformation(region);
        let mut seen = 0;
        let mut token = None;
        let mut first = None;
        loop {
            let page = self
                .call("cloudformation.DescribeStackEvents", || {
                    client
                        .describe_stack_events()
                        .stack_name(stack)
                        .set_next_token(token.clone())
                        .send()
                })
                .await?;
            // The newest come first.
            for event in page.stack_events.unwrap_or_default() {
                seen += 1;
                if begins_an_attempt(&event) {
                    return Ok(first);
                }
                if let Some(cause) = failure(&event) {
                    first = Some(cause);
                }
            }
            token = page.next_token;
            if token.is_none() || seen >= MOST_EVENTS {
                return Ok(first);
            }
        }
    }
}

fn alive(stack: SdkStack) -> Option<RealStack> {
    let status = stack.stack_status()?.as_str().to_owned();
    if status == "DELETE_COMPLETE" {
        return None;
    }
    Some(RealStack {
        id: stack.stack_id.unwrap_or_default(),
        status,
        reason: stack.stack_status_reason,
        parameters: values(stack.parameters.unwrap_or_default()),
        outputs: stack
            .outputs
            .unwrap_or_default()
            .into_iter()
            .filter_map(|output| output.output_key.zip(output.output_value))
            .collect(),
    })
}

pub fn values(parameters: Vec<Parameter>) -> BTreeMap<String, String> {
    parameters
        .into_iter()
        .filter_map(|parameter| parameter.parameter_key.zip(parameter.parameter_value))
        .collect()
}

pub fn sdk_values(parameters: &BTreeMap<String, String>) -> Vec<Parameter> {
    let parameter = |(key, value): (&String, &String)| {
        Parameter::builder()
            .parameter_key(key)
            .parameter_value(value)
            .build()
    };
    parameters.iter().map(parameter).collect()
}

pub fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect()
}

/// Whether all parameters that are wanted are so.
pub fn holds(real: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> bool {
    wanted
        .iter()
        .all(|(key, value)| real.get(key) == Some(value))
}

fn begins_an_attempt(event: &StackEvent) -> bool {
    let of_the_stack = event.physical_resource_id() == event.stack_id()
        && event.resource_type() == Some("AWS::CloudFormation::Stack");
    let status = event.resource_status().map(|status| status.as_str());
    of_the_stack
        && matches!(
            status,
            Some("CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS" | "DELETE_IN_PROGRESS")
        )
}

fn failure(event: &StackEvent) -> Option<Cause> {
    let status = event.resource_status()?.as_str();
    let of_the_stack = event.physical_resource_id() == event.stack_id();
    if !status.ends_with("_FAILED") || of_the_stack {
        return None;
    }
    Some(Cause {
        resource: event.logical_resource_id()?.to_owned(),
        kind: event
            .resource_type()
            .unwrap_or("of unknown type")
            .to_owned(),
        reason: event
            .resource_status_reason()
            .unwrap_or("no reason given")
            .to_owned(),
    })
}

/// All that follows the set's name; another plan's set may have a longer name that begins with ours.
fn is_uuid(text: &str) -> bool {
    let blocks: Vec<usize> = text.split('-').map(str::len).collect();
    blocks == [8, 4, 4, 4, 12]
        && text
            .chars()
            .all(|one| one == '-' || one.is_ascii_hexdigit())
}
