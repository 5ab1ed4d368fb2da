//! `bedrock-org check`: every mistake in the plan file.

use super::{Ended, Exit, plan_file};
use crate::cli;
use crate::report::diagnostic::{self, Look, Source};
use crate::spec;

pub fn run(args: &cli::Check, look: Look) -> Ended {
    let file = &args.plan_file.file;
    let bytes = match plan_file::bytes(file) {
        Ok(bytes) => bytes,
        Err(stop) => return stop.into(),
    };
    let name = file.display().to_string();
    let (text, read) = spec::read_bytes(&bytes);
    let source = Source {
        name: &name,
        text: &text,
    };
    let (diagnostics, exit) = match &read {
        Ok(read) => (&read.warnings, Exit::Done),
        Err(diagnostics) => (diagnostics, Exit::Invalid),
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
    Ended { out, err, exit }
}
