//! What was spent, and what budgets do about it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::model::{AccountName, Month, TeamName};

use super::{PlanFile, team_address};

#[derive(Debug, Args)]
pub struct Report {
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// Another month than this one, such as 2026-10
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<Month>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = ReportFormat::Table)]
    pub format: ReportFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Ask AWS again for what was kept from an earlier report
    #[arg(long)]
    pub refresh: bool,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Budget {
    /// Show each budget's spend, forecast, alerts and stops
    Status(BudgetStatus),
    /// Let the stopped accounts of a team work again
    Lift(BudgetLift),
    /// Stop the accounts of a team whose stop waits for approval
    Approve(BudgetOrder),
}

#[derive(Debug, Args)]
pub struct BudgetStatus {
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// Print the budgets as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct BudgetOrder {
    /// Whose accounts
    #[arg(value_name = "team.NAME", value_parser = team_address)]
    pub team: TeamName,
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// Only this account of the team
    #[arg(long, value_name = "NAME")]
    pub account: Option<AccountName>,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Print how it ended as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct BudgetLift {
    #[command(flatten)]
    pub order: BudgetOrder,
    /// Let the stop watch again at once, even where the spend is still above the budget and it would
    /// stop the account again
    #[arg(long)]
    pub rearm: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal
    Table,
    /// For a spreadsheet
    Csv,
    /// For a program
    Json,
    /// For a browser: one file that needs nothing else
    Html,
}
