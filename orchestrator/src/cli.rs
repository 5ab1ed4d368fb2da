//! The command line as types, nothing else.

mod capacity;
mod in_memory;
mod money;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{Region, TeamName};

pub use capacity::{Capacity, ExplainRoutes, Quota, QuotaStatus, Routes};
pub use in_memory::{Faults, Rehearse, Sandbox, SignInAs};
pub use money::{Budget, BudgetLift, BudgetOrder, BudgetStatus, Report, ReportFormat};

/// Makes an AWS organization match one plan file: teams, accounts and guard rails for Claude on
/// Amazon Bedrock.
#[derive(Debug, Parser)]
#[command(
    name = "bedrock-org",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to colour the output
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true)]
    pub color: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented plan file
    Init(Init),
    /// Report every mistake in the plan file
    Check(Check),
    /// Print the JSON Schema of the plan file
    Schema,
    /// Show what would change, and why
    Plan(Plan),
    /// Make the organization match the plan
    Apply(Apply),
    /// Show who may invoke which model where, and fail when anyone reaches more than the plan gives
    Access(Access),
    /// Report what was spent, by team, account, model and person
    Report(Report),
    /// Show how the budgets stand, and let stopped accounts work again
    #[command(subcommand)]
    Budget(Budget),
    /// Ask AWS for every team's credentials with a real ID token, and fail when it gives another team's
    Verify(Verify),
    /// Show what each team needs of Bedrock's quotas, what its accounts have, and how many would do
    Capacity(Capacity),
    /// Show how the requests for higher quotas stand, follow them, or wait for AWS
    #[command(subcommand)]
    Quota(Quota),
    /// Look into the routing document, which tells bedrock-auth who goes where
    #[command(subcommand)]
    Routes(Routes),
    /// Plan, apply and plan again against an organization in memory, in virtual time
    Rehearse(Rehearse),
    /// Serve an AWS organization in memory on loopback
    Sandbox(Sandbox),
    /// Put together what each team's developers install
    Package(Package),
    /// Print the IAM policy that the operator's role needs
    Permissions(Permissions),
    /// Print a completion script for a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
pub struct PlanFile {
    /// The plan file
    #[arg(value_name = "ORG.TOML", default_value = "org.toml")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Where to write; - for standard output
    #[arg(value_name = "ORG.TOML", default_value = "org.toml")]
    pub file: PathBuf,
    /// Describe the organization that exists instead of asking
    #[arg(long)]
    pub from_live: bool,
    /// The OU whose accounts --from-live describes
    #[arg(long, default_value = "Bedrock")]
    pub ou: String,
    /// The organization's short name
    #[arg(long)]
    pub name: Option<String>,
    /// The address of new accounts, with {account} in it
    #[arg(long)]
    pub email: Option<String>,
    /// The OpenID provider's issuer
    #[arg(long)]
    pub issuer: Option<String>,
    /// The client id that the provider gave to bedrock-auth
    #[arg(long)]
    pub client_id: Option<String>,
    /// Where teams may call Bedrock; the first is the home Region
    #[arg(long, value_delimiter = ',')]
    pub regions: Vec<Region>,
    /// Teams as NAME or NAME:GROUP or NAME:GROUP:DEVELOPERS
    #[arg(long = "team", value_name = "TEAM")]
    pub teams: Vec<String>,
    /// Who hears about the bill
    #[arg(long)]
    pub notify: Option<String>,
    /// Replace a file that exists
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// Print the diagnostics as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Scope {
    /// Only what one address needs, such as team.platform
    #[arg(long, value_name = "team.NAME", value_parser = team_address)]
    pub target: Option<TeamName>,
    /// Delete what the plan file no longer names; give the address that the plan shows
    #[arg(long, value_name = "ADDRESS")]
    pub delete: Vec<String>,
    /// Roll stacks out to one account of this team first, then to the rest of it, then to all
    /// others; each wave begins only when the one before it has succeeded
    #[arg(long, value_name = "team.NAME", value_parser = team_address)]
    pub canary: Option<TeamName>,
}

#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    pub plan_file: PlanFile,
    #[command(flatten)]
    pub scope: Scope,
    /// Print the plan as JSON
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// Print the plan as Markdown, for a pull request
    #[arg(long)]
    pub markdown: bool,
    /// Save the plan for `apply`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Exit with 2 when changes are pending
    #[arg(long)]
    pub detailed_exitcode: bool,
}

#[derive(Debug, Args)]
pub struct Apply {
    /// A plan file, or a plan that `plan --out` saved
    #[arg(value_name = "ORG.TOML|SAVED", default_value = "org.toml")]
    pub file: PathBuf,
    #[command(flatten)]
    pub scope: Scope,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Where to write the routing document, which tells bedrock-auth who goes where
    #[arg(long, value_name = "FILE", default_value = "routes.json")]
    pub routes: PathBuf,
    /// Print events as JSON, one a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Access {
    #[command(flatten)]
    pub plan_file: PlanFile,
    /// What the plan file would deploy, without asking AWS
    #[arg(long)]
    pub planned: bool,
    /// Also somebody who is in these groups
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Say which rule or statement decided
    #[arg(long, conflicts_with = "json")]
    pub explain: bool,
    /// Print the whole matrix as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// The routing document
    #[arg(long, value_name = "FILE", default_value = "routes.json")]
    pub routes: PathBuf,
    /// The file that holds the ID token; - for standard input. Without it, the token is taken from
    /// the environment variable BEDROCK_ORG_ID_TOKEN
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Print the answers as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Package {
    /// The routing document
    #[arg(long, value_name = "FILE", default_value = "routes.json")]
    pub routes: PathBuf,
    /// The folder with the client's binaries of a release
    #[arg(long, value_name = "DIR")]
    pub binaries: PathBuf,
    /// Where to write; each team gets a folder of its name
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Only this team; may be given again
    #[arg(long, value_name = "NAME")]
    pub team: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Permissions {
    /// What the role is for
    #[arg(value_enum)]
    pub role: OperatorRole,
    /// The role in member accounts that it may assume
    #[arg(long, default_value = "OrganizationAccountAccessRole")]
    pub access_role: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OperatorRole {
    /// plan, check, init --from-live
    Read,
    /// apply, together with `money`
    Write,
    /// budgets, hard stops and reports, in apply
    Money,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

fn team_address(text: &str) -> Result<TeamName, String> {
    let Some(name) = text.strip_prefix("team.") else {
        return Err("an address here looks like team.platform".into());
    };
    name.parse().map_err(|why: crate::model::InvalidName| why.0)
}
