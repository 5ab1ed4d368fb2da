//! Where accounts hang: AWS speaks of OUs by id, the plan by path.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::call::Repeat;
use crate::aws::{Aws, Directory, Trouble};
use crate::model::{AccountId, OuPath, Place, printable};

use super::Focus;

/// AWS nests OUs no deeper than this below the root.
const DEEPEST_UNIT: usize = 5;

/// Turns AWS's ids of OUs into paths.
pub struct Tree<'a> {
    aws: &'a Aws,
    known: BTreeMap<String, OuPath>,
    members: Option<BTreeMap<AccountId, OuPath>>,
}

impl<'a> Tree<'a> {
    pub fn new(aws: &'a Aws, focus: &Focus<'_>, directory: &Directory) -> Self {
        let known = directory.units_below(focus.base);
        Self {
            aws,
            known,
            members: None,
        }
    }

    /// `o-1/r-1/ou-1/ou-2/111122223333/`. OUs that are not ours are asked for only where the plan
    /// names the account, to show where it comes from.
    pub async fn place(&mut self, path: &str, asked_for: bool) -> Result<Place, Trouble> {
        let units: Vec<&str> = path
            .split('/')
            .filter(|part| part.starts_with("ou-"))
            .collect();
        let Some(last) = units.last() else {
            return Ok(Place::Root);
        };
        if let Some(path) = self.known.get(*last) {
            return Ok(Place::Unit(path.clone()));
        }
        if !asked_for {
            return Ok(Place::Root);
        }
        let mut path: Option<OuPath> = None;
        for id in units {
            if let Some(known) = self.known.get(id) {
                path = Some(known.clone());
                continue;
            }
            let answer = self
                .aws
                .call(
                    "organizations.DescribeOrganizationalUnit",
                    Repeat::Safe,
                    || {
                        self.aws
                            .organizations
                            .describe_organizational_unit()
                            .organizational_unit_id(id)
                            .send()
                    },
                )
                .await?;
            let name = answer.organizational_unit.and_then(|unit| unit.name);
            let name = shown_part(&name.unwrap_or_default());
            let full = path.map_or(name.clone(), |parent| format!("{parent}/{name}"));
            let Ok(full) = full.parse::<OuPath>() else {
                return Ok(Place::Root);
            };
            self.known.insert(id.to_owned(), full.clone());
            path = Some(full);
        }
        Ok(path.map_or(Place::Root, Place::Unit))
    }

    /// For an AWS that does not show paths: who is in our OUs, then the way up from the rest.
    pub async fn place_without_path(
        &mut self,
        id: &AccountId,
        asked_for: bool,
    ) -> Result<Place, Trouble> {
        if self.members.is_none() {
            self.members = Some(self.members_of_known_units().await?);
        }
        if let Some(path) = self.members.as_ref().and_then(|members| members.get(id)) {
            return Ok(Place::Unit(path.clone()));
        }
        if !asked_for {
            return Ok(Place::Root);
        }
        let mut units = Vec::new();
        let mut child = id.to_string();
        while units.len() < DEEPEST_UNIT
            && let Some(parent) = self.aws.parent(&child).await?
            && parent.starts_with("ou-")
        {
            units.push(parent.clone());
            if self.known.contains_key(&parent) {
                break;
            }
            child = parent;
        }
        units.reverse();
        self.place(&units.join("/"), true).await
    }

    async fn members_of_known_units(&self) -> Result<BTreeMap<AccountId, OuPath>, Trouble> {
        let mut members = BTreeMap::new();
        let units: BTreeSet<_> = self.known.iter().collect();
        for (unit, path) in units {
            let accounts = self
                .aws
                .pages(
                    "organizations.ListAccountsForParent",
                    |token| {
                        self.aws
                            .organizations
                            .list_accounts_for_parent()
                            .parent_id(unit)
                            .set_next_token(token)
                            .send()
                    },
                    |page| (page.accounts, page.next_token),
                )
                .await?;
            for account in accounts {
                if let Some(Ok(id)) = account.id.as_deref().map(str::parse) {
                    members.insert(id, path.clone());
                }
            }
        }
        Ok(members)
    }
}

impl Aws {
    /// The id of the root or OU that holds an account or an OU.
    pub(in crate::aws) async fn parent(&self, child: &str) -> Result<Option<String>, Trouble> {
        let answer = self
            .call("organizations.ListParents", Repeat::Safe, || {
                self.organizations.list_parents().child_id(child).send()
            })
            .await?;
        Ok(answer
            .parents
            .unwrap_or_default()
            .into_iter()
            .find_map(|parent| parent.id))
    }
}

/// The name of an OU that is not ours, as a part of a path. Other tools may give it any name; a
/// slash in it must not make it look like an OU of the plan.
fn shown_part(name: &str) -> String {
    let name = printable(name).replace('/', "?");
    match name.trim() {
        "" => "?".to_owned(),
        name => name.to_owned(),
    }
}
