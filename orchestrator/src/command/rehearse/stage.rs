//! The organization that a rehearsal starts from: empty, but for the accounts that the plan adopts.

use bedrock_policy::Document;
use bedrock_sandbox::{Faults, Principal, Sandbox, Setup};

use crate::aws::Connection;
use crate::cli;
use crate::command::Stop;
use crate::model::{Intent, Seat};

const KEY_ID: &str = "AKIAREHEARSAL0000000";
const SECRET: &str = "rehearsal";

/// The operator has exactly the permissions that `bedrock-org permissions write` prints, so a
/// rehearsal proves that they are enough.
pub fn set(args: &cli::Rehearse, intent: &Intent) -> Result<(Sandbox, Connection), Stop> {
    let _ = (args, intent, Document::parse(""), SECRET, KEY_ID);
    unimplemented!()
}
