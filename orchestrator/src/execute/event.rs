//! What happens while changes are made, as values; the report decides what they look like.

use std::time::Duration;

use serde::Serialize;

use crate::plan::Address;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Started {
        address: Address,
    },
    /// Something to say about a change that is under way.
    Note {
        address: Address,
        note: String,
    },
    Finished {
        address: Address,
        #[serde(serialize_with = "seconds", rename = "seconds")]
        took: Duration,
        note: Option<String>,
    },
    Failed {
        address: Address,
        #[serde(flatten)]
        failure: Failure,
    },
    /// Not tried, because something that it needs failed.
    Skipped {
        address: Address,
        because: Address,
    },
    /// Asked to stop: no new change begins.
    Stopping {
        under_way: usize,
    },
    /// Left for the next run.
    Left {
        address: Address,
        note: String,
    },
}

/// Why a change did not happen, and what its reader can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    pub error: String,
    pub hint: Option<String>,
    /// The IAM action that was denied, where that was the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denied: Option<String>,
}

impl Failure {
    pub fn new(error: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            hint: Some(hint.into()),
            denied: None,
        }
    }
}

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Done {
        note: Option<String>,
    },
    Failed(Failure),
    /// It goes on without us, or was given up before it began; the next run takes it from here.
    Left {
        note: String,
    },
}

fn seconds<S: serde::Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(took.as_secs_f64())
}
