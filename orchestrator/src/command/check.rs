//! `bedrock-org check`: every mistake in the plan file.

use super::{Ended, exit, plan_file};
use crate::cli;
use crate::report::diagnostic::{self, Look, Source};
use crate::spec;

pub fn run(args: &cli::Check, look: Look) -> Ended {
    let file = &args.plan_file.file;
    let bytes = match plan_file::bytes(file) {
        Ok(bytes) => bytes,
        Err(ended) => return ended,
    };
    let name = file.display().to_string();
    let (text, read) = spec::read_bytes(&bytes);
    let source = Source {
        name: &name,
        text: &text,
    };
    let (diagnostics, code) = match &read {
        Ok(read) => (&read.warnings, exit::DONE),
        Err(diagnostics) => (diagnostics, exit::INVALID_PLAN_FILE),
    };
    let (mut out, mut err) = (String::new(), String::new());
    if args.json {
        out = format!("{:#}\n", diagnostic::json(source, diagnostics));
    } else {
        err = diagnostic::text(source, diagnostics, look);
        if let Ok(read) = &read {
            out = diagnostic::valid(&name, &read.intent);
        }
    }
    Ended { out, err, code }
}
