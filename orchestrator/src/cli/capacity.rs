//! What teams need of quotas, and whose account is whose.

use std::path::PathBuf;
use std::time::Duration;

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
pub enum Quota {
    /// Show how every quota and every request for more stands, what needs somebody first
    Status(QuotaStatus),
}

#[derive(Debug, Args)]
pub struct QuotaStatus {
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// List also the quotas that are enough, and long lists in full
    #[arg(long)]
    pub all: bool,
    /// Follow what is open until AWS has decided all of it, or until Ctrl-C
    #[arg(long, conflicts_with = "wait")]
    pub watch: bool,
    /// Wait until AWS has decided all that is open, and exit with 3 when not every account has what it
    /// should
    #[arg(long)]
    pub wait: bool,
    /// Wait no longer than this, such as 90m, 12h or 3d, and exit with 2 when something is still open
    #[arg(long, value_name = "TIME", value_parser = time, requires = "wait")]
    pub timeout: Option<Duration>,
    /// How often to ask AWS while watching or waiting, such as 5m; else every minute at first, then
    /// more and more seldom, up to every 15 minutes
    #[arg(long, value_name = "TIME", value_parser = pause)]
    pub every: Option<Duration>,
    /// Print everything as JSON; with --watch also each change, one a line
    #[arg(long)]
    pub json: bool,
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

/// `45s`, `90m`, `12h` or `3d`.
fn time(text: &str) -> Result<Duration, String> {
    let wrong = || "a time here looks like 45s, 90m, 12h or 3d".to_owned();
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(wrong)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

fn pause(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(10);
    match time(text)? {
        enough if enough >= LEAST => Ok(enough),
        _ => Err("AWS decides in hours: ask it every 10s at the most".to_owned()),
    }
}
