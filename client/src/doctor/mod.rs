//! What stands in the way of credentials. Each check looks, and then judges what it saw: `judge` is
//! pure.
//!
//! The order is that in which a sign-in comes past: what fails early is the cause of what fails later.

pub mod callback;
mod check;
pub mod claude_code;
pub mod clock;
pub mod folder;
pub mod keys;
pub mod online;
pub mod profile;
pub mod program;
pub mod proxy;
pub mod surroundings;
pub mod tokens;

pub use check::{Check, Verdict};

use crate::cache::entries;
use crate::cli::Who;
use crate::context::Context;
use surroundings::Surroundings;

pub fn examine(who: &Who) -> Vec<Check> {
    let around = Surroundings::now();
    let found = program::on_path(&around);
    let mut checks = vec![program::judge(&around, &found), proxy::judge(&around)];
    let context = match Context::new(who) {
        Ok(context) => {
            let home = &context.home;
            checks.push(folder::judge(&around, home.path(), folder::look(home)));
            Some(context)
        }
        Err(stop) => {
            checks.push(Check::stopped("folder", &stop));
            None
        }
    };
    checks.extend(
        context
            .as_ref()
            .map(online::before_signing_in)
            .unwrap_or_default(),
    );
    checks.extend(on_this_machine(&around, context.as_ref()));
    checks.extend(
        context
            .as_ref()
            .map(online::with_credentials)
            .unwrap_or_default(),
    );
    checks
}

/// What would be preferred to this program, or does not lead to it.
fn on_this_machine(around: &Surroundings, context: Option<&Context>) -> Vec<Check> {
    let kept = context.and_then(|context| {
        let entry = entries::read(&context.home, &context.slot).ok()??;
        Some(entry.credentials.access_key_id)
    });
    let claude = claude_code::look(around);
    let profiles = profile::look(around);
    let names: Vec<&str> = profiles.ours.iter().map(|one| one.name.as_str()).collect();
    let mut checks = vec![keys::judge(around, kept.as_deref())];
    checks.extend(profile::judge(&profiles, claude_code::asks_itself(&claude)));
    checks.push(claude_code::judge(&claude, &names));
    checks
}
