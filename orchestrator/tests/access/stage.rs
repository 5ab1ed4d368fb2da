//! The organization that a plan asks for, with its documents changed by hand.

use bedrock_org::model::{Intent, Org, Set};
use bedrock_org::plan::access::{Access, Kind, access};
use bedrock_org::plan::wanted;

use crate::in_memory;

pub struct Stage {
    pub intent: Intent,
    pub org: Org,
    pub asked: Vec<String>,
}

impl Stage {
    pub fn example() -> Self {
        Self::of(in_memory::example())
    }

    pub fn of(intent: Intent) -> Self {
        let org = wanted(&intent).unwrap();
        Self {
            intent,
            org,
            asked: Vec::new(),
        }
    }

    /// The auth template with one piece of its text replaced.
    #[must_use]
    pub fn template(mut self, from: &str, to: &str) -> Self {
        let set = self.org.stack_sets.get_mut(&Set::Auth).unwrap();
        assert!(set.template.contains(from), "{from} is not in the template");
        set.template = set.template.replace(from, to);
        self
    }

    #[must_use]
    pub fn without_guard_rails(mut self) -> Self {
        for unit in self.org.units.values_mut() {
            unit.policies.clear();
        }
        self
    }

    #[must_use]
    pub fn asking(mut self, groups: &[&str]) -> Self {
        self.asked
            .extend(groups.iter().map(|group| (*group).to_owned()));
        self
    }

    pub fn access(&self) -> Access {
        access(&self.intent, &self.org, &self.asked).unwrap()
    }

    /// Each finding of a kind on one line.
    pub fn findings(&self, kind: Kind) -> Vec<String> {
        let findings = self.access().findings;
        let told = findings.into_iter().filter(|finding| finding.kind == kind);
        told.map(|it| {
            let people = it.people.join(", ");
            format!("{}: {people} {} [{}]", it.account, it.what, it.by)
        })
        .collect()
    }
}
