//! What a plan waits for: news of AWS, neither a change nor an obstacle.

use serde::Serialize;

use crate::model::QuotaRequest;

use super::change::Address;

/// Something that AWS has yet to do, or that only people can ask AWS for. It is no failure, and no
/// run of ours makes it happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    pub address: Address,
    pub kind: WaitingKind,
    /// What is wanted, and how it stands.
    pub what: String,
    /// What the reader can do, if anything.
    pub hint: Option<String>,
    /// What was asked of AWS, where something was.
    pub request: Option<QuotaRequest>,
    /// The text for a case at AWS Support, where one has to be opened.
    pub case: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingKind {
    /// AWS has said no.
    Refused,
    /// Only AWS Support can do it.
    Support,
    /// As many requests are open as AWS takes, or it is not known yet what to ask for: a later apply
    /// sends it.
    Queued,
    /// AWS has yet to decide, or to carry out what it has decided.
    Open,
}

impl Waiting {
    /// What people have to look at first.
    pub fn sort(waiting: &mut [Self]) {
        waiting.sort_by(|one, other| (one.kind, &one.address).cmp(&(other.kind, &other.address)));
    }
}
