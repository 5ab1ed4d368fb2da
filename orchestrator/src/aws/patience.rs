//! How long something is waited for: by the rests between looks, not by the clock. A process that
//! was stopped, a machine that slept or a call that waited long for its turn has looked no oftener
//! for it, and gives up no sooner.

use std::time::Duration;

use super::Aws;

pub struct Patience<'a> {
    aws: &'a Aws,
    longest: Duration,
    rested: Duration,
}

impl Aws {
    /// To be waited with for this much of AWS's time.
    pub(super) fn patience(&self, longest: Duration) -> Patience<'_> {
        Patience {
            aws: self,
            longest,
            rested: Duration::ZERO,
        }
    }
}

impl Patience<'_> {
    pub fn rested(&self) -> Duration {
        self.rested
    }

    pub fn is_over(&self) -> bool {
        self.rested >= self.longest
    }

    /// Whether there may be another look after this rest: not when we were asked to stop meanwhile.
    pub async fn rest(&mut self, time: Duration) -> bool {
        self.rested += time;
        self.aws.rested(time).await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bedrock_sandbox::{Principal, Sandbox, Setup};

    use crate::aws::Connection;

    /// As of a process that was stopped between two looks.
    #[tokio::test(start_paused = true)]
    async fn time_that_went_by_without_a_look_is_not_counted() {
        let operator = Principal::operator();
        let connection = Connection::InMemory {
            sandbox: Sandbox::new(Setup::default()),
            key_id: operator.access_key_id,
            secret: operator.secret_access_key,
            seed: 1,
        };
        let aws = connection
            .open(&"us-east-1".parse().expect("a Region"))
            .await;
        let mut patience = aws.patience(Duration::from_secs(60));

        tokio::time::advance(Duration::from_secs(3600)).await;
        assert!(!patience.is_over());
        assert!(patience.rest(Duration::from_secs(59)).await);
        assert!(!patience.is_over());
        assert!(patience.rest(Duration::from_secs(1)).await);
        assert!(patience.is_over());
    }
}
