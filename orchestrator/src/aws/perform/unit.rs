//! Organizational units.

use aws_sdk_organizations::types::OrganizationalUnit;

use crate::aws::call::Repeat;
use crate::model::{OuPath, Tags};

use super::tags::sdk_tags;
use super::{Done, Performer, done_before, unknown};

impl Performer<'_> {
    pub(super) async fn create_unit(&self, path: &OuPath, tags: &Tags) -> Done {
        let object = format!("create OU {path}");
        let parent = match path.parent() {
            None => self.directory.root.clone(),
            Some(parent) => self
                .directory
                .unit(&parent)
                .ok_or_else(|| unknown("OU", &parent))?,
        };
        let answer = self
            .aws
            .call(
                "organizations.CreateOrganizationalUnit",
                Repeat::Safe,
                || {
                    self.aws
                        .organizations
                        .create_organizational_unit()
                        .parent_id(&parent)
                        .name(path.name())
                        .set_tags(Some(sdk_tags(tags)))
                        .send()
                },
            )
            .await;
        let (id, note) = match answer {
            Ok(answer) => (answer.organizational_unit.and_then(|unit| unit.id), None),
            Err(trouble) if trouble.is("DuplicateOrganizationalUnitException") => {
                let children = self.aws.children(&parent).await;
                let children = children.map_err(|trouble| trouble.stuck(&object))?;
                let there = children
                    .iter()
                    .find(|unit| unit.name() == Some(path.name()));
                let id = there.and_then(OrganizationalUnit::id).map(str::to_owned);
                (id, Some("it was there already".to_owned()))
            }
            Err(trouble) => return Err(trouble.stuck(&object)),
        };
        let id = id.ok_or_else(|| unknown("OU", path))?;
        self.directory.learn_unit(path, &id);
        Ok(note)
    }

    pub(super) async fn delete_unit(&self, path: &OuPath) -> Done {
        let id = self
            .directory
            .unit(path)
            .ok_or_else(|| unknown("OU", path))?;
        let answer = self
            .aws
            .call(
                "organizations.DeleteOrganizationalUnit",
                Repeat::Safe,
                || {
                    self.aws
                        .organizations
                        .delete_organizational_unit()
                        .organizational_unit_id(&id)
                        .send()
                },
            )
            .await;
        let gone = ["OrganizationalUnitNotFoundException"];
        done_before(answer, &gone, &format!("delete OU {path}"))?;
        Ok(None)
    }
}
