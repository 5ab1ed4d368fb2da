//! What a quota of Bedrock's counts.

/// How a model is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Geographic,
    Global,
    OnDemand,
    /// All calls of all models together.
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    Tokens,
    Requests,
}

#[derive(Debug)]
pub(crate) struct Measure {
    pub(super) scope: Scope,
    /// For prompts that a model's ordinary context would not hold.
    pub(super) long: bool,
    pub(crate) counts: Counts,
    /// In a day rather than a minute.
    pub(crate) daily: bool,
    /// How often the value may be used up; "doubled for cross-region calls" is twice.
    pub(crate) times: f64,
}

impl Measure {
    /// How long it counts before it begins anew, in milliseconds.
    pub(crate) fn window(&self) -> u64 {
        if self.daily { 86_400_000 } else { 60_000 }
    }
}
