//! What teams need of quotas, and whose account is whose.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::PlanFile;

#[derive(Debug, Args)]
pub struct Capacity {
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// From the plan file alone, without asking AWS what the accounts have
    #[arg(long)]
    pub offline: bool,
    /// Print everything as JSON
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// Print tables as Markdown, for a ticket or a pull request
    #[arg(long)]
    pub markdown: bool,
}

#[derive(Debug, Subcommand)]
pub enum Routes {
    /// Show which of a team's accounts a developer gets, and why
    Explain(ExplainRoutes),
}

#[derive(Debug, Args)]
pub struct ExplainRoutes {
    /// The `sub` claim of the developer's ID token, as `bedrock-auth whoami` shows it
    #[arg(long, value_name = "SUB")]
    pub subject: String,
    /// Only in this team, as the document names it; else in each
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// The routing document
    #[arg(long, value_name = "FILE", default_value = "routes.json")]
    pub routes: PathBuf,
    /// Print the choice as JSON
    #[arg(long)]
    pub json: bool,
}
