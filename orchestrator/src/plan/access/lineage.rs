//! The service control policies above an account, from the root down.

use std::collections::BTreeMap;

use bedrock_policy::{Document, Request, Verdict, decide_scps};

use crate::model::{Org, OuPath, Place};

use super::AccessError;
use super::call::Decided;

/// What AWS attaches to the root, to every OU and to every account.
const FULL_ACCESS_NAME: &str = "FullAWSAccess";
const FULL_ACCESS: &str = include_str!("../../../../policies/full-aws-access.json");

/// By place: a thousand accounts hang in a few places.
pub(super) struct Lineages<'o> {
    org: &'o Org,
    full: Document,
    known: BTreeMap<Place, Lineage>,
}

pub(super) struct Lineage {
    levels: Vec<Vec<Document>>,
    /// Of the policies, as in `levels`, with where each hangs.
    names: Vec<Vec<String>>,
}

impl<'o> Lineages<'o> {
    pub(super) fn of(org: &'o Org) -> Result<Self, AccessError> {
        Ok(Self {
            org,
            full: parsed(FULL_ACCESS_NAME, FULL_ACCESS)?,
            known: BTreeMap::new(),
        })
    }

    pub(super) fn above(&mut self, place: &Place) -> Result<&Lineage, AccessError> {
        if !self.known.contains_key(place) {
            let lineage = self.read(place)?;
            self.known.insert(place.clone(), lineage);
        }
        Ok(&self.known[place])
    }

    fn read(&self, place: &Place) -> Result<Lineage, AccessError> {
        let units = match place {
            Place::Root => Vec::new(),
            Place::Unit(path) => path.lineage(),
        };
        let mut lineage = Lineage {
            levels: Vec::new(),
            names: Vec::new(),
        };
        lineage.level(&self.full, "the root");
        for unit in &units {
            lineage.level(&self.full, unit.as_str());
            self.hang(&mut lineage, unit)?;
        }
        lineage.level(&self.full, "the account");
        Ok(lineage)
    }

    fn hang(&self, lineage: &mut Lineage, unit: &OuPath) -> Result<(), AccessError> {
        let (Some(documents), Some(names)) = (lineage.levels.last_mut(), lineage.names.last_mut())
        else {
            return Ok(());
        };
        // A policy stops nothing while its type is switched off.
        let attached = self
            .org
            .units
            .get(unit)
            .filter(|_| self.org.policies_enabled);
        for name in attached.into_iter().flat_map(|unit| &unit.policies) {
            if let Some(policy) = self.org.policies.get(name) {
                documents.push(parsed(name.as_str(), &policy.document)?);
                names.push(format!("{name} on {unit}"));
            }
        }
        Ok(())
    }
}

impl Lineage {
    fn level(&mut self, full: &Document, place: &str) {
        self.levels.push(vec![full.clone()]);
        self.names
            .push(vec![format!("{FULL_ACCESS_NAME} on {place}")]);
    }

    pub(super) fn judge(
        &self,
        request: &Request,
    ) -> Result<Decided, bedrock_policy::EvaluationError> {
        let verdict = decide_scps(&self.levels, request)?;
        let named = |level: usize, document: usize| self.names[level][document].clone();
        Ok(match verdict {
            Verdict::Allowed { .. } => Decided::allowed("nothing denies it"),
            Verdict::Denied { by } => Decided::refused(format!(
                "{}, {}",
                named(by.level, by.document),
                super::call::statement(&by)
            )),
            Verdict::NotAllowed => Decided::refused("no policy allows it"),
        })
    }
}

fn parsed(name: &str, text: &str) -> Result<Document, AccessError> {
    Document::parse(text).map_err(|cause| AccessError::Policy {
        policy: name.to_owned(),
        cause,
    })
}
