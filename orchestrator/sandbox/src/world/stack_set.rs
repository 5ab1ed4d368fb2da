//! A stack set, its instances and its operations, as plain data.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::stack::Recipe;
use crate::clock::Moment;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StackSet {
    /// `NAME:UUID`
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) description: String,
    pub(crate) token: String,
    pub(crate) recipe: Recipe,
    pub(crate) auto_deployment: AutoDeployment,
    /// Whether operations that touch different instances run side by side.
    pub(crate) managed_execution: bool,
    /// The roots and units that were ever targeted.
    pub(crate) units: BTreeSet<String>,
    pub(crate) instances: BTreeMap<Spot, Instance>,
    pub(crate) operations: BTreeMap<String, Operation>,
    /// Ids of operations, in the order of their requests.
    pub(crate) order: Vec<String>,
    /// Those of them that have not ended.
    pub(crate) active: Vec<String>,
    /// How many instances are being worked on.
    pub(crate) running: usize,
    /// The last drift detection that ended.
    pub(crate) drift: Option<Drift>,
}

impl StackSet {
    pub(crate) fn arn(&self, account: &str) -> String {
        let (region, id) = (&self.region, &self.id);
        format!("arn:aws:cloudformation:{region}:{account}:stackset/{id}")
    }

    /// What is being worked on: until when, for which operation, and where.
    pub(crate) fn waits(&self) -> Vec<(Moment, String, Spot)> {
        let operations = self.active.iter().filter_map(|id| self.operations.get(id));
        operations
            .flat_map(|operation| {
                let results = operation.results.iter();
                results.filter_map(|(spot, result)| {
                    Some((result.due?, operation.id.clone(), spot.clone()))
                })
            })
            .collect()
    }
}

/// `ACCOUNT/REGION`: where an instance is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Spot(String);

impl Spot {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        Self(format!("{account}/{region}"))
    }

    pub(crate) fn account(&self) -> &str {
        self.0.split_once('/').map_or("", |(account, _)| account)
    }

    pub(crate) fn region(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, region)| region)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Spot {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct AutoDeployment {
    pub(crate) enabled: bool,
    pub(crate) retain: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Instance {
    /// The root or unit through which it was targeted.
    pub(crate) unit: String,
    pub(crate) overrides: BTreeMap<String, String>,
    /// The ARN of its stack, once there was one.
    pub(crate) stack: Option<String>,
    pub(crate) status: InstanceStatus,
    pub(crate) detail: Detail,
    pub(crate) reason: Option<String>,
    pub(crate) last_operation: String,
    pub(crate) drifted: Option<bool>,
    pub(crate) drift_checked: Option<Moment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InstanceStatus {
    Current,
    Outdated,
    Inoperable,
}

impl InstanceStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Current => "CURRENT",
            Self::Outdated => "OUTDATED",
            Self::Inoperable => "INOPERABLE",
        }
    }
}

/// How far the last operation on an instance got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Detail {
    Pending,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Inoperable,
    SkippedSuspendedAccount,
}

impl Detail {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
            Self::Inoperable => "INOPERABLE",
            Self::SkippedSuspendedAccount => "SKIPPED_SUSPENDED_ACCOUNT",
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) action: Action,
    pub(crate) status: OperationStatus,
    pub(crate) created: Moment,
    pub(crate) ended: Option<Moment>,
    pub(crate) preferences: Preferences,
    pub(crate) targets: Targets,
    /// Of a deletion: the stacks stay.
    pub(crate) retain: bool,
    /// By Region, in the order in which they come.
    pub(crate) lanes: Vec<Lane>,
    pub(crate) results: BTreeMap<Spot, OperationResult>,
    /// Changes the set itself, so that nothing else goes on meanwhile.
    pub(crate) changes_set: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Action {
    Create,
    Update,
    Delete,
    DetectDrift,
}

impl Action {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::DetectDrift => "DETECT_DRIFT",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OperationStatus {
    Queued,
    Running,
    Stopping,
    Stopped,
    Succeeded,
    Failed,
}

impl OperationStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Stopping => "STOPPING",
            Self::Stopped => "STOPPED",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
        }
    }
}

/// The work of an operation in one Region.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lane {
    pub(crate) region: String,
    pub(crate) accounts: usize,
    pub(crate) pending: VecDeque<String>,
    pub(crate) running: usize,
    pub(crate) failed: usize,
    /// More failed than is tolerated.
    pub(crate) given_up: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OperationResult {
    pub(crate) unit: String,
    pub(crate) detail: Detail,
    pub(crate) reason: Option<String>,
    /// When it ends, while it runs.
    pub(crate) due: Option<Moment>,
}

/// A number of accounts, or a share of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Amount {
    Count(usize),
    Percent(usize),
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Preferences {
    pub(crate) parallel_regions: bool,
    pub(crate) region_order: Vec<String>,
    pub(crate) tolerance: Option<Amount>,
    pub(crate) concurrent: Option<Amount>,
    pub(crate) soft: bool,
}

/// As the request said it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Targets {
    pub(crate) units: Vec<String>,
    pub(crate) accounts: Vec<String>,
    pub(crate) filter: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Drift {
    pub(crate) at: Moment,
    pub(crate) total: usize,
    pub(crate) drifted: usize,
    pub(crate) failed: usize,
}
