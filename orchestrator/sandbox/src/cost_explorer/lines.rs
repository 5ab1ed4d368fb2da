//! The lines of the bill that a caller may see.

use crate::context::Context;
use crate::world::Micros;

use super::calendar::{Day, Span};
use super::filter::Expression;

pub(super) struct Line<'a> {
    pub(super) account: &'a str,
    pub(super) day: Day,
    pub(super) service: &'a str,
    /// Empty where AWS knows nobody, or where the tag is not active.
    pub(super) person: &'a str,
    pub(super) micros: Micros,
}

/// The tag that names people, as bills spell it.
pub(super) const PERSON: &str = "iamPrincipal/email";

impl Line<'_> {
    pub(super) fn record_type(&self) -> &'static str {
        if self.service == "Tax" {
            "Tax"
        } else {
            "Usage"
        }
    }
}

/// The management account sees every account, all others see themselves.
pub(super) fn lines<'a>(
    context: &'a Context<'_>,
    span: Span,
    filter: Option<&'a Expression>,
) -> impl Iterator<Item = Line<'a>> {
    let everything = context.is_management();
    let caller = context.caller.account.as_str();
    let tagged = context.setup.active_cost_tags.contains(PERSON);
    let accounts = context.world.money.billed.iter();
    let accounts = accounts.filter(move |(account, _)| everything || *account == caller);
    let lines = accounts.flat_map(move |(account, days)| {
        days.iter().flat_map(move |(day, services)| {
            let day = Day::parse(day).filter(|day| span.holds(*day));
            let services = day.map(|_| services).into_iter().flatten();
            services.flat_map(move |(service, people)| {
                people.iter().filter_map(move |(person, micros)| {
                    Some(Line {
                        account,
                        day: day?,
                        service,
                        person: if tagged { person } else { "" },
                        micros: *micros,
                    })
                })
            })
        })
    });
    lines.filter(move |line| filter.is_none_or(|filter| filter.admits(line)))
}
