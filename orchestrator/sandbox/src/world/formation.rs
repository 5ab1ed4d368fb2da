//! What CloudFormation keeps: stacks, stack sets, and what stacks made that has no room of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use bedrock_template::{Template, TemplateError};
use serde::{Deserialize, Serialize};

use super::stack::Stack;
use super::stack_set::StackSet;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Formation {
    /// By ARN, so that the stacks of an account and Region, and of a name there, stand together.
    pub(crate) stacks: BTreeMap<String, Stack>,
    /// By Region and name.
    pub(crate) sets: BTreeMap<String, StackSet>,
    /// Texts by a name that follows from the text: many stacks share one.
    pub(crate) templates: BTreeMap<String, String>,
    /// What exists, and in which stack it is which resource; see [`Formation::thing`].
    pub(crate) things: BTreeMap<String, Maker>,
    /// Accounts in which no stack succeeds, and why.
    pub(crate) failing: BTreeMap<String, String>,
    /// Accounts in which no stack can be deleted.
    pub(crate) undeletable: BTreeSet<String>,
    /// Accounts that came into a unit or left one, for automatic deployment to look at.
    pub(crate) moved: Vec<String>,
    #[serde(skip)]
    parsed: HashMap<String, Arc<Template>>,
}

/// Which resource of which stack something is; nothing for what no stack made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Maker {
    pub(crate) stack: String,
    pub(crate) logical_id: String,
}

impl Formation {
    /// The key of something in `things`.
    pub(crate) fn thing(account: &str, region: &str, kind: &str, name: &str) -> String {
        format!("{account}/{region}/{kind}/{name}")
    }

    pub(crate) fn has(&self, account: &str, region: &str, kind: &str, name: &str) -> bool {
        self.things
            .contains_key(&Self::thing(account, region, kind, name))
    }

    pub(crate) fn set_key(region: &str, name: &str) -> String {
        format!("{region}/{name}")
    }

    /// A text under its name.
    pub(crate) fn keep_template(&mut self, text: &str) -> String {
        let name = name_of(text);
        self.templates
            .entry(name.clone())
            .or_insert_with(|| text.to_owned());
        name
    }

    /// Parsed once, however many stacks are made from it.
    pub(crate) fn template(&mut self, name: &str) -> Result<Arc<Template>, TemplateError> {
        if let Some(template) = self.parsed.get(name) {
            return Ok(Arc::clone(template));
        }
        let text = self.templates.get(name).map_or("", String::as_str);
        let template = Arc::new(Template::parse(text)?);
        self.parsed.insert(name.to_owned(), Arc::clone(&template));
        Ok(template)
    }

    /// The stack of a name, or of an ARN even when it is deleted.
    pub(crate) fn find(&self, account: &str, region: &str, name_or_id: &str) -> Option<&Stack> {
        if name_or_id.starts_with("arn:") {
            return self
                .stacks
                .get(name_or_id)
                .filter(|stack| stack.account == account && stack.region == region);
        }
        let prefix = Stack::prefix(account, region, name_or_id);
        self.under(prefix).find(|stack| stack.deleted.is_none())
    }

    /// All whose ARN begins so.
    pub(crate) fn under(&self, prefix: String) -> impl Iterator<Item = &Stack> {
        self.stacks
            .range(prefix.clone()..)
            .take_while(move |(id, _)| id.starts_with(&prefix))
            .map(|(_, stack)| stack)
    }
}

/// FNV-1a twice, which is plenty for the handful of templates of one organization.
fn name_of(text: &str) -> String {
    let hash = |start: u64| {
        text.bytes().fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    let (first, second) = (hash(0xcbf2_9ce4_8422_2325), hash(0x8422_2325_cbf2_9ce4));
    format!("{first:016x}{second:016x}-{}", text.len())
}
