//! One stack of a set, brought to what is wanted.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudformation::types::StackInstanceStatus;

use crate::aws::KnownStack;
use crate::aws::stack::{holds, values};
use crate::execute::Failure;
use crate::model::{Parameter, Region};
use crate::plan::{Address, Deploy};

use super::super::{Done, Performer, Stuck};
use super::{Answer, Errand, Site, Verb};

/// CloudFormation learns of an account that moved between OUs with a delay.
const UNTOUCHED: Duration = Duration::from_secs(20);
/// Each attempt that neither did nor failed is another one with another id.
const ATTEMPTS: u32 = 15;

type Values = BTreeMap<String, String>;

impl Performer<'_> {
    pub(in crate::aws::perform) async fn deploy_stack(
        &self,
        address: &Address,
        site: &Site<'_>,
        parameters: &BTreeMap<String, Parameter>,
        deploy: &Deploy,
    ) -> Done {
        let wanted = self.resolved(site, parameters)?;
        match deploy {
            Deploy::Create => self.bring(address, site, &wanted, Verb::Create).await,
            Deploy::Update => self.bring(address, site, &wanted, Verb::Update).await,
            Deploy::Replace => {
                self.clear_away(address, site).await?;
                self.bring(address, site, &wanted, Verb::Create).await
            }
            Deploy::After { operation } => self.after(address, site, &wanted, operation).await,
        }
    }

    async fn after(
        &self,
        address: &Address,
        site: &Site<'_>,
        wanted: &Values,
        operation: &str,
    ) -> Done {
        self.note(address, format!("waiting for the operation {operation}"));
        let followed = match operation {
            // The set does not say which one it is.
            "" => Answer::Untouched,
            id => self.follow_operation(site, id, Duration::ZERO).await,
        };
        match followed {
            Answer::Left(why) => return Err(Stuck::Left(why)),
            Answer::Trouble(trouble) => return Err(trouble.stuck(&site.object("deploy"))),
            // Whatever it did or did not, what counts is what is there now.
            Answer::Succeeded { .. }
            | Answer::Failed { .. }
            | Answer::Untouched
            | Answer::Stale
            | Answer::NoInstance => {}
        }
        let (account, region) = &site.instance;
        let instance = self
            .aws
            .stack_instance(site.name, account.as_str(), region.as_str())
            .await
            .map_err(|trouble| trouble.stuck(&site.object("deploy")))?;
        let Some(instance) = instance else {
            return self.bring(address, site, wanted, Verb::Create).await;
        };
        let current = instance.status() == Some(&StackInstanceStatus::Current);
        let known = KnownStack {
            id: instance.stack_id,
            parameters: values(instance.parameter_overrides.unwrap_or_default()),
            settled: current,
            updated: current,
            outputs: None,
            last_operation: instance.last_operation_id,
        };
        self.directory.stacks.learn(site.set, &site.instance, known);
        self.bring(address, site, wanted, Verb::Update).await
    }

    /// Creates or updates, whichever the set needs; the other where the set knows better.
    async fn bring(&self, address: &Address, site: &Site<'_>, wanted: &Values, verb: Verb) -> Done {
        let mut verb = verb;
        for attempt in 0..ATTEMPTS {
            let known = self.directory.stacks.get(site.set, &site.instance);
            let known = known.unwrap_or_default();
            let settled = known.settled && holds(&known.parameters, wanted);
            if verb == Verb::Update && settled && known.updated {
                return Ok(Some("CloudFormation had done it already".into()));
            }
            let errand = Errand {
                verb,
                // Teams differ in their parameters: without any, all fit into one operation.
                overrides: (verb == Verb::Create || !settled).then(|| wanted.clone()),
                attempt,
                after: known.last_operation.clone(),
            };
            match self.ask(site, errand).await {
                Answer::Succeeded { operation } => {
                    let known = KnownStack {
                        parameters: wanted.clone(),
                        settled: true,
                        updated: true,
                        outputs: None,
                        last_operation: Some(operation),
                        ..known
                    };
                    self.directory.stacks.learn(site.set, &site.instance, known);
                    return Ok(None);
                }
                Answer::Failed { operation, reason } => {
                    let known = KnownStack {
                        settled: false,
                        last_operation: Some(operation),
                        ..known
                    };
                    self.directory.stacks.learn(site.set, &site.instance, known);
                    return Err(self.broken(site, "deploy", &reason).await);
                }
                Answer::NoInstance => verb = self.verb_for(site).await?,
                Answer::Stale => {}
                Answer::Untouched => {
                    self.note(
                        address,
                        "CloudFormation does not see the account in its OU yet",
                    );
                    if !self.aws.rested(UNTOUCHED).await {
                        return Err(Stuck::Left("not deployed yet".into()));
                    }
                }
                Answer::Trouble(trouble) => return Err(trouble.stuck(&site.object("deploy"))),
                Answer::Left(why) => return Err(Stuck::Left(why)),
            }
        }
        Err(Stuck::Failed(Failure::new(
            format!(
                "could not {}: CloudFormation leaves the account out each time",
                site.object("deploy")
            ),
            format!(
                "make sure that the account is below the OU {} and not suspended, then run apply again",
                self.organization.ou
            ),
        )))
    }

    /// One of the stacks of an operation was not in the set: perhaps this one.
    async fn verb_for(&self, site: &Site<'_>) -> Result<Verb, Stuck> {
        let (account, region) = &site.instance;
        let instance = self
            .aws
            .stack_instance(site.name, account.as_str(), region.as_str())
            .await
            .map_err(|trouble| trouble.stuck(&site.object("deploy")))?;
        Ok(match instance {
            Some(_) => Verb::Update,
            None => Verb::Create,
        })
    }

    /// Parameters as text: what comes from elsewhere has come by now.
    fn resolved(
        &self,
        site: &Site<'_>,
        parameters: &BTreeMap<String, Parameter>,
    ) -> Result<Values, Stuck> {
        let value = |parameter: &Parameter| match parameter.in_account(&site.instance.0) {
            Parameter::Text(text) => Ok(text),
            Parameter::Sink { sink } => self
                .directory
                .sink(&sink)
                .ok_or_else(|| no_sink(site, &sink)),
        };
        parameters
            .iter()
            .map(|(key, parameter)| Ok((key.clone(), value(parameter)?)))
            .collect()
    }
}

fn no_sink(site: &Site<'_>, region: &Region) -> Stuck {
    Stuck::Failed(Failure::new(
        format!(
            "could not {}: the hub has no sink in {region}",
            site.object("deploy")
        ),
        "the hub's stack comes first: see what became of it, then run apply again",
    ))
}
