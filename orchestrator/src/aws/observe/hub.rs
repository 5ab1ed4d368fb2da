//! The monitoring account's stacks, and the use-case form: what is there once for all accounts.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{Aws, Directory, Trouble};
use crate::model::{AccountId, Gap, Hub, PlainStack, Region, Subject};

use super::inside::Insides;
use super::or_gap;

impl Aws {
    pub(super) async fn hub(
        &self,
        name: &str,
        insides: &Insides<'_>,
        directory: &Directory,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Option<Hub> {
        let (account, regions) = insides.hub.as_ref()?;
        // A plan with this hub is refused, with an explanation.
        if self.management.get() == Some(*account) {
            return None;
        }
        let read = self.hub_stacks(name, insides, account, regions).await;
        let stacks = or_gap(read, Subject::Hub, gaps);
        for (region, hub) in &stacks {
            if let Some(sink) = hub.stack.outputs.get("SinkArn") {
                directory.learn_sink(region, sink);
            }
        }
        Some(Hub {
            account: (*account).clone(),
            stacks,
        })
    }

    async fn hub_stacks(
        &self,
        name: &str,
        insides: &Insides<'_>,
        account: &AccountId,
        regions: &BTreeSet<&Region>,
    ) -> Result<BTreeMap<Region, PlainStack>, Trouble> {
        let member = self.member(insides.door, account, false).await?;
        let mut stacks = BTreeMap::new();
        for region in regions {
            if let Some(stack) = member.plain_stack(region, name).await? {
                stacks.insert((*region).clone(), stack);
            }
        }
        Ok(stacks)
    }

    pub(super) async fn use_case(
        &self,
        insides: &Insides<'_>,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Option<bool> {
        let sent = self.use_case_sent(insides.home).await.map(Some);
        or_gap(sent, Subject::UseCase, gaps)
    }
}
