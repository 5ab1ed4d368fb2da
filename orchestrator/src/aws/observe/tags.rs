//! Tags, thing by thing: AWS has no call that lists them for many. They are the only record of
//! ownership, so all are read.

use std::collections::BTreeMap;

use futures_util::{Stream, StreamExt, stream};

use crate::aws::{Aws, Directory, Trouble};
use crate::model::{Account, Gap, OuPath, Policy, PolicyName, Subject, Tags, Unit, tag};

use super::{Progress, READS_AT_ONCE, or_gap};

impl Aws {
    pub(super) async fn tags(
        &self,
        directory: &Directory,
        (units, policies, accounts): (
            &mut BTreeMap<OuPath, Unit>,
            &mut BTreeMap<PolicyName, Policy>,
            &mut [Account],
        ),
        gaps: &mut BTreeMap<Subject, Gap>,
        progress: Progress<'_>,
    ) {
        let of = units.len() + policies.len() + accounts.len();
        let mut done = 0;
        let mut step = || {
            done += 1;
            progress("tags", done, of);
        };
        let ids: Vec<String> = units
            .keys()
            .filter_map(|path| directory.unit(path))
            .collect();
        let mut read = self.tags_of_each(ids);
        for (path, unit) in units.iter_mut() {
            let tags = read.next().await.unwrap_or(Ok(Tags::new()));
            unit.tags = or_gap(tags, Subject::TagsOfUnit(path.clone()), gaps);
            step();
        }
        let ids: Vec<String> = policies
            .keys()
            .filter_map(|name| directory.policy(name))
            .collect();
        let mut read = self.tags_of_each(ids);
        for (name, policy) in policies.iter_mut() {
            let tags = read.next().await.unwrap_or(Ok(Tags::new()));
            policy.tags = or_gap(tags, Subject::TagsOfPolicy(name.clone()), gaps);
            step();
        }
        let ids: Vec<String> = accounts
            .iter()
            .filter_map(|account| Some(account.id.as_ref()?.to_string()))
            .collect();
        let mut read = self.tags_of_each(ids);
        for account in accounts.iter_mut() {
            let tags = read.next().await.unwrap_or(Ok(Tags::new()));
            if let Some(id) = &account.id {
                account.tags = or_gap(tags, Subject::TagsOfAccount(id.clone()), gaps);
            }
            account.team = account
                .tags
                .get(tag::TEAM)
                .and_then(|team| team.parse().ok());
            step();
        }
    }

    /// In the order of `ids`, many at once.
    pub(super) fn tags_of_each(
        &self,
        ids: Vec<String>,
    ) -> impl Stream<Item = Result<Tags, Trouble>> + Unpin + '_ {
        Box::pin(
            stream::iter(ids)
                .map(move |id| async move { self.tags_of(&id).await })
                .buffered(READS_AT_ONCE),
        )
    }

    async fn tags_of(&self, id: &str) -> Result<Tags, Trouble> {
        let tags = self
            .pages(
                "organizations.ListTagsForResource",
                |token| {
                    self.organizations
                        .list_tags_for_resource()
                        .resource_id(id)
                        .set_next_token(token)
                        .send()
                },
                |page| (page.tags, page.next_token),
            )
            .await?;
        Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
    }
}
