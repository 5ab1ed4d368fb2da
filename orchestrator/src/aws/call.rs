//! One call to AWS: in its turn, and again where that is safe and may help.
//!
//! The SDK's own retries are off. They take `LimitExceededException` for throttling, know nothing of
//! `ConcurrentModificationException`, and would repeat a `CreateAccount` whose answer was lost.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use aws_sdk_organizations::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::execute::Pace;

use super::Aws;
use super::trouble::{Kind, Trouble};

/// Whether a call may be made again when it is not known whether AWS acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Reads, and writes that end the same when made twice.
    Safe,
    /// The caller looks for itself what became of it.
    Never,
}

/// A throttled or busy AWS is given this long, the wait for a turn not counted.
const PATIENCE: Duration = Duration::from_secs(300);
/// AWS may take an hour to finish a brand-new organization, or someone else's work on a stack set.
const LONG_PATIENCE: Duration = Duration::from_secs(3600);
/// How often a call without a usable answer is made in all.
const TRIES: u32 = 5;
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Who calls: AWS counts the calls of each account by themselves.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    pub aws: &'a Aws,
    pub pace: &'a Pace,
}

/// Whether a call's first attempt has still to wait for its turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Waits,
    /// Whoever calls has waited.
    Goes,
}

impl Aws {
    /// The management account.
    pub(super) fn caller(&self) -> Caller<'_> {
        Caller {
            aws: self,
            pace: &self.pace,
        }
    }

    pub(super) async fn call<T, E, Fut>(
        &self,
        operation: &'static str,
        repeat: Repeat,
        send: impl Fn() -> Fut,
    ) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.caller().call(operation, repeat, send).await
    }

    /// A call that may be repeated, by someone who has waited for its turn.
    pub(super) async fn call_now<T, E, Fut>(
        &self,
        operation: &'static str,
        send: impl Fn() -> Fut,
    ) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.caller()
            .attempt(operation, Repeat::Safe, First::Goes, send)
            .await
    }
}

impl Caller<'_> {
    pub async fn call<T, E, Fut>(
        self,
        operation: &'static str,
        repeat: Repeat,
        send: impl Fn() -> Fut,
    ) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.attempt(operation, repeat, First::Waits, send).await
    }

    async fn attempt<T, E, Fut>(
        self,
        operation: &'static str,
        repeat: Repeat,
        first: First,
        send: impl Fn() -> Fut,
    ) -> Result<T, Trouble>
    where
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let mut tries = 0;
        let mut rested = Duration::ZERO;
        loop {
            let turn = self.pace.turn(operation);
            match repeat {
                _ if tries == 0 && first == First::Goes => {}
                Repeat::Safe => turn.await,
                // It makes what cannot be unmade: not once we were asked to stop.
                Repeat::Never if !self.aws.unless_stopped(turn).await => {
                    return Err(Trouble::stopped(operation, "its turn had not come"));
                }
                Repeat::Never => {}
            }
            // Boxed: the SDK's futures are large, and there may be hundreds of them.
            let trouble = match Box::pin(send()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => Trouble::new(operation, &error),
            };
            tries += 1;
            if !may_help(&trouble, repeat, tries, rested) {
                return Err(trouble);
            }
            let pause = pause(tries).mul_f64(self.aws.jitter());
            rested += pause;
            if !self.aws.rested(pause).await {
                return Err(Trouble::stopped(operation, &trouble.message));
            }
        }
    }
}

fn may_help(trouble: &Trouble, repeat: Repeat, tries: u32, rested: Duration) -> bool {
    match trouble.kind {
        Kind::Busy
            if trouble.is("FinalizingOrganizationException")
                || trouble.is("OperationInProgressException") =>
        {
            rested < LONG_PATIENCE
        }
        Kind::Throttled | Kind::Busy => rested < PATIENCE,
        Kind::Fault | Kind::Lost => repeat == Repeat::Safe && tries < TRIES,
        Kind::Unreachable
        | Kind::NoCredentials
        | Kind::BadCredentials
        | Kind::Denied
        | Kind::Refused
        | Kind::Stopped => false,
    }
}

fn pause(tries: u32) -> Duration {
    Duration::from_secs(1)
        .saturating_mul(1 << tries.min(5))
        .min(LONGEST_PAUSE)
}
