//! `bedrock-org schema`: the JSON Schema of the plan file.

use super::{Ended, Exit};
use crate::spec::json_schema;

pub fn run() -> Ended {
    Ended {
        out: format!("{:#}\n", json_schema::schema()),
        err: String::new(),
        exit: Exit::Done,
    }
}
