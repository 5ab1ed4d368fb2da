//! Tags on anything that Organizations knows.

use std::collections::BTreeSet;

use aws_sdk_organizations::types::Tag;

use crate::aws::call::Repeat;
use crate::model::Tags;
use crate::plan::Tagged;

use super::{Done, Performer, unknown};

impl Performer<'_> {
    pub(super) async fn tag(&self, subject: &Tagged, set: &Tags, unset: &BTreeSet<String>) -> Done {
        let (id, object) = match subject {
            Tagged::Unit(path) => (self.directory.unit(path), format!("tag OU {path}")),
            Tagged::Policy(name) => (self.directory.policy(name), format!("tag policy {name}")),
            Tagged::Account(name) => {
                let id = self.directory.account(name).map(String::from);
                (id, format!("tag account {name}"))
            }
        };
        let id = id.ok_or_else(|| unknown("what to", &object))?;
        if !set.is_empty() {
            self.aws
                .call("organizations.TagResource", Repeat::Safe, || {
                    let tags = Some(sdk_tags(set));
                    self.aws
                        .organizations
                        .tag_resource()
                        .resource_id(&id)
                        .set_tags(tags)
                        .send()
                })
                .await
                .map_err(|trouble| trouble.stuck(&object))?;
        }
        if !unset.is_empty() {
            self.aws
                .call("organizations.UntagResource", Repeat::Safe, || {
                    let keys = Some(unset.iter().cloned().collect());
                    self.aws
                        .organizations
                        .untag_resource()
                        .resource_id(&id)
                        .set_tag_keys(keys)
                        .send()
                })
                .await
                .map_err(|trouble| trouble.stuck(&object))?;
        }
        Ok(None)
    }
}

pub(super) fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    // The builder fails without a key or a value, and both are there.
    tags.iter()
        .filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok())
        .collect()
}
