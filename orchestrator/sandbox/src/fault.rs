//! What goes wrong on purpose: by call, by kind, and by seed.

use std::borrow::Cow;

use crate::call::{Call, Service};
use crate::draw::Draw;
use crate::refusal::Refusal;

#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// The first rule that strikes a call decides.
    pub rules: Vec<Rule>,
    pub profile: Profile,
}

/// Which faults come by themselves, reproducibly by the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    #[default]
    None,
    Light,
    Heavy,
}

/// Strikes the `nth` call that matches and the ones after it, `times` in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `organizations.CreateAccount` or just `CreateAccount`; any call when missing.
    pub operation: Option<String>,
    /// Counts from 1; the retries of a client count as calls.
    pub nth: u64,
    pub times: u64,
    pub kind: Kind,
}

impl Rule {
    /// The k-th call of all.
    pub fn call(k: u64, kind: Kind) -> Self {
        Self {
            operation: None,
            nth: k,
            times: 1,
            kind,
        }
    }

    /// The k-th call of one operation.
    pub fn operation(operation: &str, k: u64, kind: Kind) -> Self {
        Self {
            operation: Some(operation.into()),
            ..Self::call(k, kind)
        }
    }

    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times, ..self }
    }

    fn strikes(&self, number: u64, name: &str, of_operation: u64) -> bool {
        let count = match &self.operation {
            None => number,
            Some(own) if own == name => of_operation,
            Some(own) if name.split_once('.').is_some_and(|(_, bare)| bare == own) => of_operation,
            Some(_) => return false,
        };
        count >= self.nth && count - self.nth < self.times
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Throttled,
    /// The server failed before it acted.
    InternalError {
        status: u16,
    },
    /// The connection breaks before the server has acted.
    LostBefore,
    /// The connection breaks after the server has acted.
    LostAfter,
    /// The caller's process dies before the server has acted.
    KilledBefore,
    /// The caller's process dies after the server has acted.
    Killed,
    Code {
        code: String,
        message: String,
        status: u16,
    },
    AccessDenied,
    /// The account creation that this call asks for fails later, with this reason.
    CreationFails {
        reason: String,
    },
}

/// How often a call of a light profile meets a fault; a heavy one meets it five times as often.
struct Odds {
    kind: fn(&Call) -> Option<Kind>,
    light: f64,
}

const ODDS: &[Odds] = &[
    Odds {
        kind: |_| Some(Kind::Throttled),
        light: 0.01,
    },
    Odds {
        kind: |_| Some(Kind::InternalError { status: 500 }),
        light: 0.004,
    },
    Odds {
        kind: |_| Some(Kind::InternalError { status: 503 }),
        light: 0.002,
    },
    Odds {
        kind: |_| Some(Kind::LostBefore),
        light: 0.004,
    },
    Odds {
        kind: |_| Some(Kind::LostAfter),
        light: 0.004,
    },
    Odds {
        kind: concurrent_modification,
        light: 0.02,
    },
    Odds {
        kind: |call| {
            (call.operation == "CreateAccount").then(|| Kind::CreationFails {
                reason: "INTERNAL_FAILURE".into(),
            })
        },
        light: 0.03,
    },
];

fn concurrent_modification(call: &Call) -> Option<Kind> {
    (call.service == Service::Organizations && !call.reads()).then(|| Kind::Code {
        code: "ConcurrentModificationException".into(),
        message: "The target of the operation is currently being modified by a different \
                  request. Try again later."
            .into(),
        status: 400,
    })
}

impl Profile {
    fn factor(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Light => 1.0,
            Self::Heavy => 5.0,
        }
    }

    fn strike(self, draw: Draw, number: u64, call: &Call) -> Option<Kind> {
        if self == Self::None {
            return None;
        }
        let mut chance = draw.unit("fault", &number.to_string());
        for odds in ODDS {
            let Some(kind) = (odds.kind)(call) else {
                continue;
            };
            chance -= odds.light * self.factor();
            if chance < 0.0 {
                return Some(kind);
            }
        }
        None
    }

    /// How much longer an account's creation takes than it would without faults.
    pub(crate) fn slowness(self, draw: Draw, email: &str) -> f64 {
        if draw.chance(0.02 * self.factor(), "slow-creation", email) {
            4.0
        } else {
            1.0
        }
    }

    /// Whether lists may lag behind what was written.
    pub(crate) fn has_stale_lists(self) -> bool {
        self != Self::None
    }
}

impl Faults {
    pub(crate) fn strike(
        &self,
        draw: Draw,
        number: u64,
        of_operation: u64,
        call: &Call,
    ) -> Option<Kind> {
        let name = call.name();
        self.rules
            .iter()
            .find(|rule| rule.strikes(number, &name, of_operation))
            .map(|rule| rule.kind.clone())
            .or_else(|| self.profile.strike(draw, number, call))
    }
}

/// What a throttled caller of a service is told.
pub(crate) fn throttled(service: Service) -> Refusal {
    match service {
        Service::Organizations => Refusal::exception(
            "TooManyRequestsException",
            "AWS Organizations can't complete your request because another request is already in \
             progress or the request rate is too high. Try again later.",
        ),
        Service::Quotas => Refusal::exception("TooManyRequestsException", "Rate exceeded"),
        Service::CognitoIdentity => Refusal::exception("TooManyRequestsException", "Rate exceeded"),
        Service::Budgets => Refusal::exception("ThrottlingException", "Rate exceeded"),
        Service::CostExplorer => Refusal::exception("LimitExceededException", "Rate exceeded"),
        Service::Account => Refusal::new(429, "TooManyRequestsException", "Rate exceeded"),
        Service::Bedrock => Refusal::new(429, "ThrottlingException", "Too many requests"),
        Service::S3 => Refusal::new(503, "SlowDown", "Please reduce your request rate."),
        Service::Sts | Service::CloudFormation | Service::Iam => {
            Refusal::new(400, "Throttling", "Rate exceeded")
        }
    }
}

pub(crate) fn internal_error(service: Service, status: u16) -> Refusal {
    let code: Cow<'static, str> = match (service, status) {
        (_, 503) => "ServiceUnavailable".into(),
        (Service::Organizations | Service::Quotas, _) => "ServiceException".into(),
        (Service::Account | Service::Bedrock, _) => "InternalServerException".into(),
        (Service::CognitoIdentity | Service::Budgets, _) => "InternalErrorException".into(),
        (Service::S3, _) => "InternalError".into(),
        (Service::Iam, _) => "ServiceFailure".into(),
        (Service::Sts | Service::CloudFormation | Service::CostExplorer, _) => {
            "InternalFailure".into()
        }
    };
    Refusal::new(
        status,
        code,
        "AWS can't complete your request because of an internal service error. Try again later.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_counts_all_calls_or_those_of_one_operation() {
        let any = Rule::call(3, Kind::Throttled);
        assert!(any.strikes(3, "sts.AssumeRole", 1));
        assert!(!any.strikes(4, "sts.AssumeRole", 3));
        let twice = Rule::operation("CreateAccount", 2, Kind::LostAfter).times(2);
        let strikes: Vec<_> = (1..=5)
            .filter(|nth| twice.strikes(100 + nth, "organizations.CreateAccount", *nth))
            .collect();
        assert_eq!(strikes, [2, 3]);
        assert!(!twice.strikes(2, "organizations.ListAccounts", 2));
        let full = Rule::operation("sts.AssumeRole", 1, Kind::AccessDenied);
        assert!(full.strikes(9, "sts.AssumeRole", 1));
    }
}
