//! `bedrock-org report`: what was spent, from the figures of the bill to the page.

pub mod case;
mod sums;
