//! The way down to the plan's OU, and the OUs right below it.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::OrganizationalUnit;

use crate::aws::{Aws, Directory, Trouble};
use crate::model::{Gap, OuPath, Subject, Unit, is_hidden};

use super::or_gap;

impl Aws {
    pub(super) async fn units(
        &self,
        base: &OuPath,
        directory: &Directory,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> BTreeMap<OuPath, Unit> {
        let mut units = BTreeMap::new();
        let mut parent = directory.root.clone();
        for path in base.lineage() {
            let children = or_gap(
                self.children(&parent).await,
                Subject::Units(path.parent()),
                gaps,
            );
            let Some(id) = children
                .iter()
                .find(|unit| unit.name() == Some(path.name()))
                .and_then(OrganizationalUnit::id)
            else {
                return units;
            };
            directory.learn_unit(&path, id);
            parent = id.to_owned();
            units.insert(path, unit(id));
        }
        let children = or_gap(
            self.children(&parent).await,
            Subject::Units(Some(base.clone())),
            gaps,
        );
        for child in &children {
            // A slash would make one OU look like two, and what does not show makes it look like
            // another. Neither is of our making.
            if let (Some(name), Some(id)) = (child.name(), child.id())
                && !name.contains(|c| c == '/' || is_hidden(c))
                && let Ok(path) = base.child(name)
            {
                directory.learn_unit(&path, id);
                units.insert(path, unit(id));
            }
        }
        units
    }

    pub(in crate::aws) async fn children(
        &self,
        parent: &str,
    ) -> Result<Vec<OrganizationalUnit>, Trouble> {
        self.pages(
            "organizations.ListOrganizationalUnitsForParent",
            |token| {
                self.organizations
                    .list_organizational_units_for_parent()
                    .parent_id(parent)
                    .set_next_token(token)
                    .send()
            },
            |page| (page.organizational_units, page.next_token),
        )
        .await
    }
}

fn unit(id: &str) -> Unit {
    Unit {
        id: Some(id.to_owned()),
        ..Unit::default()
    }
}
