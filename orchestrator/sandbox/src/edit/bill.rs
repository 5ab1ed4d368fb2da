//! What a bill shows already.

use super::{Edit, NotThere};
use crate::world::Micros;

/// A line of an account's bill.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Billed {
    /// Its address, or its twelve digits.
    pub account: String,
    /// `2026-11-21`
    pub day: String,
    /// As the bill names it, such as `Claude Opus 5.5 (Amazon Bedrock Edition)`.
    pub service: String,
    /// Nobody whom AWS could name when empty.
    pub person: String,
    pub usd: f64,
}

impl Edit<'_> {
    /// Cost Explorer shows it at once.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a bill of a test is far from the end of the numbers, and a negative one is nothing"
    )]
    pub fn bill(&mut self, line: Billed) -> Result<(), NotThere> {
        let Billed {
            account,
            day,
            service,
            person,
            usd,
        } = line;
        let account = self.account_id(&account)?;
        let micros = (usd * 1e6).round() as Micros;
        let days = self.world.money.billed.entry(account).or_default();
        let people = days.entry(day).or_default().entry(service).or_default();
        *people.entry(person).or_default() += micros;
        Ok(())
    }
}
