//! What is used without anybody calling, and the bill before its time.

use super::{Edit, NotThere};
use crate::clock::Moment;
use crate::spending::{billed_as, micros};
use crate::world::Spent;

/// Something that an account used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Use {
    /// By its address or its id.
    pub account: String,
    /// A model's id, or the name on the bill.
    pub service: String,
    /// An address, where AWS could name the person.
    pub person: Option<String>,
    pub usd: f64,
    /// `2026-11-21`; today when missing.
    pub day: Option<String>,
}

impl Edit<'_> {
    /// Onto the next bill.
    pub fn spend(&mut self, used: &Use) -> Result<(), NotThere> {
        let account = self.account_id(&used.account)?;
        let day = match &used.day {
            None => self.now.day(),
            Some(day) => Moment::of_day(day)
                .ok_or_else(|| NotThere(day.clone()))?
                .day(),
        };
        let spent = Spent {
            account: &account,
            day: &day,
            service: &billed_as(&used.service),
            person: used.person.as_deref().unwrap_or_default(),
            micros: micros(used.usd),
        };
        self.world.spend(&spent, self.now);
        Ok(())
    }

    /// Billing data comes now rather than at its hour, and budgets look at it.
    pub fn bill(&mut self) {
        let due = self.world.money.due;
        self.world
            .index
            .due
            .retain(|(at, event)| Some(*at) != due || *event != crate::world::Event::Bill);
        self.world.finish_bill(self.now);
    }
}
