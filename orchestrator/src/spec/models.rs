//! `[models]`, and the lists that name them.

use std::collections::BTreeMap;

use super::diagnostic::{Code, Diagnostic, Span};
use super::findings::{Findings, Reported};
use super::regions;
use super::section::{At, Node, Section, all};
use super::suggest;
use crate::model::{Alias, Model, Profile, geography};

/// The models that could be read, and the names of those that could not.
#[derive(Default)]
pub struct Catalog {
    pub models: BTreeMap<Alias, Model>,
    places: BTreeMap<String, Span>,
    /// An error if any of them could not be read.
    outcome: Option<Reported>,
}

impl Catalog {
    pub fn read(section: &Section<'_>, findings: &mut Findings) -> Self {
        let mut catalog = Self::default();
        if section.is_empty() {
            catalog.outcome = Some(
                findings.absent(
                    "models",
                    Diagnostic::error(
                        Code::EmptyList,
                        section.span.clone(),
                        "no model in here",
                        "[models] names no model".into(),
                    )
                    .help(
                        "add a line such as  sonnet = { id = \"anthropic.claude-sonnet-5-5\", \
                     profile = \"us\" }",
                    ),
                ),
            );
        }
        for (name, node) in section.entries() {
            catalog
                .places
                .insert(name.value.to_owned(), name.span.clone());
            let alias = alias(&name, findings);
            let model = node
                .section(findings)
                .and_then(|section| model(&section, findings));
            match (alias, model) {
                (Ok(alias), Ok(model)) => {
                    catalog.models.insert(alias, model);
                }
                (Err(reported), _) | (_, Err(reported)) => catalog.outcome = Some(reported),
            }
        }
        catalog.warn_same(findings);
        catalog
    }

    pub fn unreadable(reported: Reported) -> Self {
        Self {
            outcome: Some(reported),
            ..Self::default()
        }
    }

    pub fn finish(self) -> Result<BTreeMap<Alias, Model>, Reported> {
        match self.outcome {
            None => Ok(self.models),
            Some(reported) => Err(reported),
        }
    }

    /// One name of a model, where a team or the default uses it.
    pub fn named(&self, text: &At<&str>, findings: &mut Findings) -> Result<At<Alias>, Reported> {
        if let Some((alias, _)) = self.models.get_key_value(text.value) {
            return Ok(At::new(alias.clone(), text.span.clone()));
        }
        let unreadable = self.places.is_empty() || self.places.contains_key(text.value);
        if let (true, Some(reported)) = (unreadable, self.outcome) {
            return Err(reported);
        }
        let known = self.places.keys().map(String::as_str);
        Err(findings.absent(
            "models",
            Diagnostic::error(
                Code::UnknownModel,
                text.span.clone(),
                "not in [models]",
                format!("there is no model {}", suggest::shortened(text.value)),
            )
            .help(suggest::did_you_mean(text.value, known, '"')),
        ))
    }

    /// `models = [...]`
    pub fn list(
        &self,
        node: &Node<'_>,
        findings: &mut Findings,
    ) -> Result<At<Vec<At<Alias>>>, Reported> {
        let items = node.list(findings)?;
        if items.value.is_empty() {
            return Err(regions::empty(node, findings));
        }
        let aliases = items
            .value
            .iter()
            .map(|item| self.named(&item.text(findings)?, findings))
            .collect();
        let aliases = all(aliases)?;
        regions::each_once(&aliases, &node.path, Alias::as_str, findings)?;
        Ok(At::new(aliases, items.span))
    }

    /// A model that no team uses is admitted by no team's guard rail: perhaps a forgotten line.
    pub fn warn_unused<'a>(&self, used: impl Iterator<Item = &'a Alias>, findings: &mut Findings) {
        let used: std::collections::BTreeSet<&str> = used.map(Alias::as_str).collect();
        for alias in self
            .models
            .keys()
            .filter(|alias| !used.contains(alias.as_str()))
        {
            findings.warn_absent(
                "team",
                Diagnostic::warning(
                    Code::UnusedModel,
                    self.place(alias),
                    "named here alone",
                    format!("no team uses the model {alias}"),
                )
                .help("add it to a team's `models`, or leave it out"),
            );
        }
    }

    fn warn_same(&self, findings: &mut Findings) {
        let mut seen: BTreeMap<(&str, &str), &Alias> = BTreeMap::new();
        let mut models: Vec<_> = self.models.iter().collect();
        models.sort_by_key(|(alias, _)| self.place(alias).start);
        for (alias, model) in models {
            let same = (model.id.as_str(), model.profile.as_str());
            let Some(first) = seen.insert(same, alias) else {
                continue;
            };
            findings.warn(
                Diagnostic::warning(
                    Code::SameModel,
                    self.place(alias),
                    "the same id and profile",
                    format!("{alias} and {first} are one model under two names"),
                )
                .and(self.place(first), "the other name")
                .help("keep one of the two"),
            );
        }
    }

    fn place(&self, alias: &Alias) -> Span {
        self.places.get(alias.as_str()).cloned().unwrap_or(0..0)
    }
}

fn alias(name: &At<&str>, findings: &mut Findings) -> Result<Alias, Reported> {
    name.value
        .parse()
        .map_err(|why: crate::model::InvalidName| {
            findings.error(Diagnostic::error(
                Code::ModelAlias,
                name.span.clone(),
                why.0,
                format!(
                    "{} cannot be the plan's name of a model",
                    suggest::shown_key(name.value)
                ),
            ))
        })
}

fn model(section: &Section<'_>, findings: &mut Findings) -> Result<Model, Reported> {
    let profile = section
        .need_text("profile", findings)
        .and_then(|text| profile(&text, findings));
    let id = section
        .need_text("id", findings)
        .and_then(|text| id(&text, findings));
    Ok(Model {
        id: id?,
        profile: profile?,
    })
}

fn profile(text: &At<&str>, findings: &mut Findings) -> Result<Profile, Reported> {
    if geography::profiles().any(|known| known == text.value)
        && let Ok(profile) = text.value.parse()
    {
        return Ok(profile);
    }
    let known: Vec<&str> = geography::profiles().collect();
    // With words as short as these, what was meant is seen best among all of them.
    let help = format!("the profiles are {}", suggest::listed(known));
    Err(findings.error(
        Diagnostic::error(
            Code::UnknownProfile,
            text.span.clone(),
            "not a profile",
            format!(
                "there is no inference profile {}",
                suggest::shortened(text.value)
            ),
        )
        .help(help),
    ))
}

fn id(text: &At<&str>, findings: &mut Findings) -> Result<String, Reported> {
    let prefix = geography::profiles().find_map(|profile| {
        let rest = text.value.strip_prefix(profile)?.strip_prefix('.')?;
        Some((profile, rest))
    });
    if let Some((profile, rest)) = prefix {
        return Err(findings.error(
            Diagnostic::error(
                Code::ModelIdWithProfile,
                text.span.clone(),
                format!("begins with the profile \"{profile}\""),
                "a model's id is written without its inference profile".into(),
            )
            .help(format!(
                "write id = \"{}\", profile = \"{profile}\"",
                suggest::shortened(rest)
            )),
        ));
    }
    if is_model_id(text.value) {
        return Ok(text.value.to_owned());
    }
    Err(findings.error(
        Diagnostic::error(
            Code::ModelId,
            text.span.clone(),
            "not a model's id",
            format!(
                "{} cannot be Bedrock's id of a model",
                suggest::shortened(text.value)
            ),
        )
        .help("a model's id looks like anthropic.claude-sonnet-5-5 or anthropic.claude-x-v1:0"),
    ))
}

/// `vendor.model`, as Bedrock's own ids are built.
fn is_model_id(text: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':')
    };
    let Some((vendor, model)) = text.split_once('.') else {
        return false;
    };
    text.len() <= 140
        && text.bytes().all(allowed)
        && !vendor.is_empty()
        && !vendor.contains(':')
        && model.starts_with(|c: char| c.is_ascii_alphanumeric())
}
