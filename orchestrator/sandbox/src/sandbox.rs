//! One call's way through the sandbox.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;
use tokio::sync::watch;

use crate::authorize::denied_by_fault;
use crate::call::{Call, NotUnderstood, Service};
use crate::caller::{Caller, Directory};
use crate::clock::Clock;
use crate::context::Context;
use crate::draw::{Draw, guid};
use crate::fault::{self, Kind};
use crate::limit::{self, Buckets, LIMITS, Limit};
use crate::refusal::Refusal;
use crate::setup::Setup;
use crate::world::{Alert, Usage, World};
use crate::{
    account, bedrock, budgets, cloudformation, cognito, cost_explorer, federation, iam, openid,
    organizations, protocol, quotas, s3, sts,
};

/// The connection broke; whether the server acted, the caller cannot know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was lost")]
pub struct ConnectionLost;

/// An AWS organization in memory that answers AWS's wire protocols.
#[derive(Debug, Clone)]
pub struct Sandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    setup: Setup,
    draw: Draw,
    clock: Clock,
    directory: Directory,
    state: Mutex<State>,
    kills: watch::Sender<u64>,
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    buckets: Buckets,
    calls: BTreeMap<String, u64>,
    throttled: BTreeMap<String, u64>,
    number: u64,
}

/// Where a call stands when it arrives.
struct Arrival {
    number: u64,
    fault: Option<Kind>,
}

impl Sandbox {
    pub fn new(setup: Setup) -> Self {
        let draw = Draw::new(setup.seed);
        let began = setup.epoch;
        let world = World::new(&setup, draw, began);
        Self::resume(setup, world, began)
    }

    /// With a world that exists already and its own time.
    pub(crate) fn resume(setup: Setup, mut world: World, began: crate::clock::Moment) -> Self {
        world.follow_spending(&setup, began);
        let draw = Draw::new(setup.seed);
        Self(Arc::new(Inner {
            clock: Clock::start(began, setup.epoch, setup.speed),
            directory: Directory::new(&setup.principals, draw),
            draw,
            setup,
            state: Mutex::new(State {
                world,
                buckets: Buckets::default(),
                calls: BTreeMap::new(),
                throttled: BTreeMap::new(),
                number: 0,
            }),
            kills: watch::Sender::new(0),
            changes: watch::Sender::new(0),
        }))
    }

    /// Answers one request as AWS would, after the time that AWS would take.
    pub async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ConnectionLost> {
        let page = || openid::answer(self, &request).or_else(|| federation::answer(self, &request));
        if let Some(answer) = page() {
            return Ok(answer);
        }
        let call = match Call::read(&request) {
            Ok(call) => call,
            Err(NotUnderstood { protocol, refusal }) => {
                return Ok(protocol::answer(protocol, "Error", Err(refusal), "unknown"));
            }
        };
        let arrival = self.arrive(&call);
        let latency = self.latency(arrival.number);
        self.pause(latency / 2).await;
        match arrival.fault {
            Some(Kind::LostBefore) => return Err(ConnectionLost),
            Some(Kind::KilledBefore) => return self.kill().await,
            _ => {}
        }
        let outcome = self.act(&call, &arrival);
        let id = self.request_id(arrival.number);
        if outcome.is_ok() {
            self.pause(bedrock::thinking(&call)).await;
        }
        let response = protocol::answer(call.service.protocol(), &call.operation, outcome, &id);
        match arrival.fault {
            Some(Kind::Killed) => return self.kill().await,
            Some(Kind::LostAfter) => {
                self.pause(latency / 2).await;
                return Err(ConnectionLost);
            }
            _ => {}
        }
        self.pause(latency / 2).await;
        Ok(response)
    }

    fn arrive(&self, call: &Call) -> Arrival {
        let mut state = self.lock();
        state.number += 1;
        let number = state.number;
        let count = state.calls.entry(call.name()).or_default();
        *count += 1;
        let of_operation = *count;
        let faults = &self.0.setup.faults;
        Arrival {
            number,
            fault: faults.strike(self.0.draw, number, of_operation, call),
        }
    }

    fn act(&self, call: &Call, arrival: &Arrival) -> Result<Value, Refusal> {
        match &arrival.fault {
            Some(Kind::Throttled) => {
                *self.lock().throttled.entry(call.name()).or_default() += 1;
                Err(fault::throttled(call.service))
            }
            Some(Kind::InternalError { status }) => {
                Err(fault::internal_error(call.service, *status))
            }
            Some(Kind::Code {
                code,
                message,
                status,
            }) => Err(Refusal::new(*status, code.clone(), message.clone())),
            fault => self.answer(call, arrival.number, fault.as_ref()),
        }
    }

    fn answer(&self, call: &Call, number: u64, fault: Option<&Kind>) -> Result<Value, Refusal> {
        let inner = &*self.0;
        let (now, callers_now) = (inner.clock.now(), inner.clock.callers());
        let mut guard = self.lock();
        let state = &mut *guard;
        state.world.settle(inner.draw, now);
        let caller = if call.is_public() {
            Caller::anonymous(&state.world, call)
        } else {
            inner
                .directory
                .identify(&state.world, inner.draw, callers_now, call)?
        };
        if let Some(limit) = limit::of(call.service, &call.operation)
            && !state.buckets.take(&caller.account, limit, now)
        {
            *state.throttled.entry(call.name()).or_default() += 1;
            return Err(fault::throttled(call.service));
        }
        let mut context = Context {
            world: &mut state.world,
            setup: &inner.setup,
            draw: inner.draw,
            now,
            callers_now,
            call,
            number,
            caller: &caller,
            creation_failure: match fault {
                Some(Kind::CreationFails { reason }) => Some(reason.clone()),
                _ => None,
            },
        };
        if fault == Some(&Kind::AccessDenied) {
            return Err(denied_by_fault(&context));
        }
        let outcome = match call.service {
            Service::Organizations => organizations::answer(&mut context),
            Service::Sts => sts::answer(&mut context),
            Service::CloudFormation => cloudformation::answer(&mut context),
            Service::Quotas => quotas::answer(&mut context),
            Service::Account => account::answer(&mut context),
            Service::CognitoIdentity => cognito::answer(&mut context),
            Service::Bedrock => bedrock::answer(&mut context),
            Service::Iam => iam::answer(&mut context),
            Service::S3 => s3::answer(&mut context),
            Service::Budgets => budgets::answer(&mut context),
            Service::CostExplorer => cost_explorer::answer(&mut context),
        };
        // What follows from the call begins now, not when somebody looks.
        state.world.settle(inner.draw, now);
        if outcome.is_ok() && !call.reads() {
            self.changed();
        }
        outcome
    }

    fn request_id(&self, number: u64) -> String {
        guid(&self.0.draw.hex(32, "request", &number.to_string()))
    }

    fn latency(&self, number: u64) -> Duration {
        if !self.0.setup.latency {
            return Duration::ZERO;
        }
        let (low, high) = (Duration::from_millis(30), Duration::from_millis(120));
        self.0
            .draw
            .between(low, high, "latency", &number.to_string())
    }

    async fn pause(&self, duration: Duration) {
        if !duration.is_zero() {
            tokio::time::sleep(self.0.clock.wait(duration)).await;
        }
    }

    /// The caller is dead: it never hears an answer.
    async fn kill(&self) -> Result<Response<Bytes>, ConnectionLost> {
        self.0.kills.send_modify(|kills| *kills += 1);
        std::future::pending().await
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world as it is now, what is due done.
    pub(crate) fn settled(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.world.settle(self.0.draw, self.0.clock.now());
        state
    }

    pub(crate) fn draw(&self) -> Draw {
        self.0.draw
    }

    pub(crate) fn company(&self) -> Option<&openid::Company> {
        self.0.setup.company.as_ref()
    }

    pub(crate) fn count(&self, operation: &str) {
        *self.lock().calls.entry(operation.to_owned()).or_default() += 1;
    }

    pub(crate) fn changed(&self) {
        self.0.changes.send_modify(|changes| *changes += 1);
    }

    /// Counts the writes that were answered.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// The organization's own time.
    pub fn now(&self) -> crate::clock::Moment {
        self.0.clock.now()
    }

    /// The time on the callers' clocks.
    pub(crate) fn callers_now(&self) -> crate::clock::Moment {
        self.0.clock.callers()
    }

    /// How often each operation was called, `organizations.CreateAccount` and so on; what was
    /// throttled or met a fault counts too.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.lock().calls.clone()
    }

    /// How many of those calls were throttled.
    pub fn throttled(&self) -> BTreeMap<String, u64> {
        self.lock().throttled.clone()
    }

    /// How long AWS takes to create the account of this address: a function of the seed, the fault
    /// profile and the address alone.
    pub fn creation_time(&self, email: &str) -> Duration {
        let profile = self.0.setup.faults.profile;
        organizations::creation_time(self.0.draw, profile, email)
    }

    /// What was asked of models, by account, then Region, then the id that was called.
    pub fn usage(&self) -> BTreeMap<String, BTreeMap<String, BTreeMap<String, Usage>>> {
        self.lock().world.bedrock.usage.clone()
    }

    /// What budgets told their subscribers until now, oldest first.
    pub fn alerts(&self) -> Vec<Alert> {
        self.settled().world.money.alerts.clone()
    }

    /// The rate limits that are enforced.
    pub fn limits() -> &'static [Limit] {
        LIMITS
    }

    /// Resolves when a fault kills the caller after this was asked for.
    pub fn killed(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut kills = self.0.kills.subscribe();
        async move {
            if kills.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
