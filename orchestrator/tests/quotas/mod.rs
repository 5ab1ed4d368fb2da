//! Requests for higher quotas at an AWS that takes days to decide, forgets answers and has limits.

mod alone;
mod journey;
mod large;
mod lost;
mod queue;
mod refused;
mod stage;
