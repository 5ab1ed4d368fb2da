//! This plan's service control policies: those whose names begin as ours do.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::{PolicySummary, PolicyTargetSummary, PolicyType};
use bedrock_policy::Document;
use futures_util::StreamExt;
use futures_util::stream;

use crate::aws::call::Repeat;
use crate::aws::{Aws, Directory, Trouble};
use crate::model::{Gap, OuPath, Policy, PolicyName, Subject, Unit, is_hidden, printable};

use super::{READS_AT_ONCE, or_gap};

impl Aws {
    pub(super) async fn policies(
        &self,
        owner: &str,
        directory: &Directory,
        units: &mut BTreeMap<OuPath, Unit>,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> BTreeMap<PolicyName, Policy> {
        let ours = format!("bedrock-org/{owner}/");
        let listed = or_gap(self.list_policies().await, Subject::Policies, gaps);
        let summaries = listed.into_iter().filter_map(|summary| {
            let name: PolicyName = summary.name()?.parse().ok()?;
            let id = summary.id()?.to_owned();
            let description = printable(summary.description().unwrap_or_default());
            let made_here = name.as_str().starts_with(&ours) && !name.as_str().contains(is_hidden);
            made_here.then_some((name, id, description))
        });
        let by_id: BTreeMap<String, OuPath> = units
            .iter()
            .filter_map(|(path, unit)| Some((unit.id.clone()?, path.clone())))
            .collect();

        let mut read = stream::iter(summaries)
            .map(|(name, id, description)| async move {
                let content = self.policy(&id).await;
                (name, id, description, content)
            })
            .buffered(READS_AT_ONCE);
        let mut policies = BTreeMap::new();
        while let Some((name, id, description, content)) = read.next().await {
            directory.learn_policy(&name, &id);
            let (document, targets) = or_gap(content, Subject::Policy(name.clone()), gaps);
            let ids = targets.iter().filter_map(|target| target.target_id());
            let accounts = ids.filter_map(|id| id.parse().ok()).collect();
            for target in &targets {
                if let Some(path) = target.target_id().and_then(|id| by_id.get(id))
                    && let Some(unit) = units.get_mut(path)
                {
                    unit.policies.insert(name.clone());
                }
            }
            let policy = Policy {
                id: Some(id),
                description,
                document,
                accounts,
                ..Policy::default()
            };
            policies.insert(name, policy);
        }
        policies
    }

    /// A policy's text in canonical form, and what it is attached to.
    async fn policy(&self, id: &str) -> Result<(String, Vec<PolicyTargetSummary>), Trouble> {
        let answer = self
            .call("organizations.DescribePolicy", Repeat::Safe, || {
                self.organizations.describe_policy().policy_id(id).send()
            })
            .await?;
        let text = answer
            .policy
            .and_then(|policy| policy.content)
            .unwrap_or_default();
        // A text that is no policy document equals nothing that is wanted, and is replaced.
        let text = Document::parse(&text).map_or(text, |document| document.canonical());
        Ok((text, self.targets(id).await?))
    }

    pub(in crate::aws) async fn list_policies(&self) -> Result<Vec<PolicySummary>, Trouble> {
        self.pages(
            "organizations.ListPolicies",
            |token| {
                self.organizations
                    .list_policies()
                    .filter(PolicyType::ServiceControlPolicy)
                    .set_next_token(token)
                    .send()
            },
            |page| (page.policies, page.next_token),
        )
        .await
    }

    async fn targets(&self, id: &str) -> Result<Vec<PolicyTargetSummary>, Trouble> {
        self.pages(
            "organizations.ListTargetsForPolicy",
            |token| {
                self.organizations
                    .list_targets_for_policy()
                    .policy_id(id)
                    .set_next_token(token)
                    .send()
            },
            |page| (page.targets, page.next_token),
        )
        .await
    }
}
