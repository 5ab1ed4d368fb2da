//! The one room that talks to AWS: [`mod@observe`] reads what is there, [`perform`] makes one change.
//! What should change is decided elsewhere.

mod call;
mod connect;
mod directory;
mod identity;
mod in_memory;
mod observe;
mod perform;
mod trouble;

use std::sync::{Mutex, PoisonError};

use crate::execute::Pace;

pub use connect::Connection;
pub use directory::Directory;
pub use identity::{NotOperator, Operator};
pub use observe::{Focus, Progress, Seen, observe};
pub use perform::Performer;
pub use trouble::Trouble;

/// The clients of every service that the management account is asked through, paced as one.
pub struct Aws {
    organizations: aws_sdk_organizations::Client,
    cloudformation: aws_sdk_cloudformation::Client,
    quotas: aws_sdk_servicequotas::Client,
    sts: aws_sdk_sts::Client,
    /// For clients in other accounts.
    sdk: aws_types::SdkConfig,
    pace: Pace,
    jitter: Mutex<fastrand::Rng>,
}

impl Aws {
    /// A factor between a half and one.
    fn jitter(&self) -> f64 {
        let mut rng = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
        rng.f64().mul_add(0.5, 0.5)
    }
}
