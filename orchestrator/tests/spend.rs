//! `bedrock-org report`: what was spent, from the figures of the bill to the page.

mod asking;
pub mod case;
mod command;
mod golden;
mod keeping;
mod stage;
mod sums;
mod width;
