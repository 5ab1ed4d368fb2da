//! bedrock-org makes an AWS organization match one plan file.
//!
//! ```text
//! org.toml --spec--> Intent --plan::desired--> Org (desired) --.
//!                                                               >-- plan::diff --> changes --> Plan
//! AWS ------aws::observe---------------------> Org (live) -----'                             |
//!                              report <--events-- execute::walk(changes, perform) <----------'
//! ```
//!
//! One room for each step; what a room must never do matters as much as what it does.
//!
//! | room | is for | never |
//! |---|---|---|
//! | [`cli`] | clap types | anything else |
//! | [`command`] | one file for each subcommand, reads like the manual; decides exit codes | formats |
//! | [`spec`] | plan file -> every mistake with its place -> [`model::Intent`] | awaits, imports an SDK, reads a clock or the environment |
//! | [`model`] | plain values and checked names | decides |
//! | [`plan`] | intent -> desired; diff, order, guard; who reaches what; the routing document | awaits, imports an SDK, reads a clock or the environment |
//! | [`execute`] | walks the changes within limits | knows AWS |
//! | [`aws`] | observes and performs; the one room that imports an AWS SDK | decides what should change |
//! | [`report`] | text, JSON, Markdown, diagnostics; the one room that prints | decides |

pub mod aws;
pub mod cli;
pub mod command;
pub mod execute;
pub mod model;
pub mod plan;
pub mod report;
pub mod spec;
