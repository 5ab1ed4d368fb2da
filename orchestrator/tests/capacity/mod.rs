//! What teams need of Bedrock's quotas, what their accounts have, and how many accounts would do.

mod advice;
mod explain;
mod golden;
mod live;
mod names;
mod random_names;
mod requests;
mod sizing;
pub mod stage;
mod weights;
