//! What the service control policies of a plan stop and what they let through.

mod exactness;
mod golden;
mod intent;
mod lockout;
mod stack;
mod verdicts;
