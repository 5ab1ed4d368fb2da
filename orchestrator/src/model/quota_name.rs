//! What the name of a quota of Bedrock says. Codes are made up per quota and published for few of
//! them, so the name is how a quota is found; a name that is not understood in full is nobody's.

use super::{Model, Profile};

/// `Cross-region model inference tokens per minute for Anthropic Claude Opus 4.6 V1`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuotaName<'a> {
    pub scope: Scope,
    pub unit: Unit,
    pub per: Per,
    pub claude: Claude<'a>,
    /// Requests with more than 200,000 tokens of context are counted apart.
    pub long_context: bool,
    /// Of a daily quota: calls through a profile may have twice as much.
    pub doubled: bool,
}

/// Which way a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Through an inference profile of a geography, such as `us.`
    Geographic,
    /// Through the profile `global.`
    Global,
    /// To the model itself.
    OnDemand,
    /// To the model itself or through a geography's profile.
    Invocation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Tokens,
    Requests,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    Minute,
    Day,
}

/// A model of Claude, whichever way round its name is written: "Claude 3.5 Sonnet V2" and
/// "Claude Sonnet 4.5" alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claude<'a> {
    /// In small letters.
    pub family: &'a str,
    pub major: u32,
    pub minor: u32,
    /// "V1" is left out as often as not.
    pub revision: u32,
}

/// The tokens of an account in a Region and a day, whatever the model.
const OF_ALL_MODELS: &str = "cross-model account-level tokens per day";
const INVOCATION: &str = "model invocation max tokens per day";
const MODEL: &str = " for anthropic claude ";
const LONG_CONTEXT: &str = " 1m context length";
const DOUBLED: &str = " (doubled for cross-region calls)";
const RATES: [(&str, Unit, Per); 4] = [
    ("tokens per minute", Unit::Tokens, Per::Minute),
    ("requests per minute", Unit::Requests, Per::Minute),
    ("tokens per day", Unit::Tokens, Per::Day),
    ("requests per day", Unit::Requests, Per::Day),
];
const SCOPES: [(&str, Scope); 3] = [
    ("cross-region", Scope::Geographic),
    ("global cross-region", Scope::Global),
    ("on-demand", Scope::OnDemand),
];

/// A name in small letters, as all of the above are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lower(String);

impl Lower {
    /// AWS writes "Cross-region" and "Cross-Region".
    pub fn of(name: &str) -> Self {
        Self(name.to_ascii_lowercase())
    }

    pub fn is_of_all_models(&self) -> bool {
        self.0 == OF_ALL_MODELS
    }

    /// Whether it says anything about the plan's models.
    pub fn is_understood(&self) -> bool {
        self.is_of_all_models() || self.parse().is_some()
    }

    pub fn parse(&self) -> Option<QuotaName<'_>> {
        let (what, model) = self.0.split_once(MODEL)?;
        let (scope, unit, per) = rate(what)?;
        let (model, doubled) = cut(model, DOUBLED);
        let (model, long_context) = cut(model, LONG_CONTEXT);
        if doubled && scope != Scope::Invocation {
            return None;
        }
        Some(QuotaName {
            scope,
            unit,
            per,
            claude: Claude::in_name(model)?,
            long_context,
            doubled,
        })
    }
}

fn rate(what: &str) -> Option<(Scope, Unit, Per)> {
    if what == INVOCATION {
        return Some((Scope::Invocation, Unit::Tokens, Per::Day));
    }
    let (scope, rate) = what.split_once(" model inference ")?;
    let (_, scope) = SCOPES.into_iter().find(|(word, _)| *word == scope)?;
    let (_, unit, per) = RATES.into_iter().find(|(words, ..)| *words == rate)?;
    Some((scope, unit, per))
}

fn cut<'a>(text: &'a str, ending: &str) -> (&'a str, bool) {
    match text.strip_suffix(ending) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}

impl QuotaName<'_> {
    /// Whether a call of `model` counts against it.
    pub fn counts(&self, model: &Model) -> bool {
        self.claude.is(&model.id) && !self.long_context && self.scope_fits(&model.profile)
    }

    fn scope_fits(&self, profile: &Profile) -> bool {
        match self.scope {
            Scope::Global => profile.as_str() == "global",
            Scope::Geographic | Scope::Invocation => profile.as_str() != "global",
            // The plan's models are called through profiles.
            Scope::OnDemand => false,
        }
    }
}

impl<'a> Claude<'a> {
    /// From `Opus 4.6 V1` or `3.5 Sonnet V2`, in small letters.
    fn in_name(text: &'a str) -> Option<Self> {
        let mut words = text.split(' ');
        let (first, second) = (words.next()?, words.next()?);
        let (family, version) = match is_family(first) {
            true => (first, second),
            false => (second, first),
        };
        let revision = match words.next() {
            None => 1,
            Some(word) => number(word.strip_prefix('v')?)?,
        };
        let (major, minor) = match version.split_once('.') {
            None => (number(version)?, 0),
            Some((major, minor)) => (number(major)?, number(minor)?),
        };
        (is_family(family) && words.next().is_none()).then_some(Self {
            family,
            major,
            minor,
            revision,
        })
    }

    /// From Bedrock's id, such as `anthropic.claude-haiku-4-5-20251001-v1:0`.
    pub fn in_id(id: &'a str) -> Option<Self> {
        let name = id.strip_prefix("anthropic.claude-")?;
        // Behind the colon: the build, and how much context a provisioned model has.
        let name = name.split(':').next().unwrap_or(name);
        let mut words = name.split('-').peekable();
        let mut family = words.next_if(|word| is_family(word));
        let major = number(words.next()?)?;
        let minor = words.next_if(|word| is_number(word));
        family = family.or_else(|| words.next_if(|word| is_family(word)));
        words.next_if(|word| is_date(word));
        let revision = match words.next() {
            None => 1,
            Some(word) => number(word.strip_prefix('v')?)?,
        };
        words.next().is_none().then_some(Self {
            family: family?,
            major,
            minor: minor.map_or(Some(0), number)?,
            revision,
        })
    }

    fn is(&self, id: &str) -> bool {
        Claude::in_id(id).is_some_and(|known| known == *self)
    }
}

/// One word without a digit; `v` alone is none.
fn is_family(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Of a version: a date is longer.
fn is_number(word: &str) -> bool {
    let short = word.len() == 1 || (word.len() == 2 && !word.starts_with('0'));
    short && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_date(word: &str) -> bool {
    word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(word: &str) -> Option<u32> {
    is_number(word).then(|| word.parse().ok()).flatten()
}
