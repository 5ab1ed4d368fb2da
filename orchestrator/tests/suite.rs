//! One binary for every test that links the AWS SDK.

// clippy.toml lets tests unwrap, but not the helpers that they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Some tests tell how much they tried.
#![allow(clippy::print_stdout)]

mod access;
mod book;
mod budgets;
mod capacity;
mod command_line;
mod golden;
mod guardrail;
mod in_memory;
mod monday;
mod package;
mod plan_file;
mod plan_output;
mod planner;
mod quota_status;
mod quotas;
mod reference;
mod regressions;
mod rooms;
mod scenarios;
mod spend;
mod spend_page;
mod stacks;
mod stopping;
mod sweep;
mod templates;
mod verify;
