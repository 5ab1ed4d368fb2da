//! The command line as types, nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{AccountName, Month, Region, TeamName};

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
pub struct Rehearse {
    /// The plan file
    #[arg(value_name = "ORG.TOML", default_value = "org.toml")]
    pub file: PathBuf,
    /// Scale the plan up to this many accounts
    #[arg(long)]
    pub accounts: Option<u32>,
    /// The same seed gives the same run
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What goes wrong on the way
    #[arg(long, value_enum, default_value_t = Faults::None)]
    pub faults: Faults,
    /// Then sign in as one developer of each team, get credentials, call the team's models, and fail
    /// when anyone gets into another team's account
    #[arg(long)]
    pub sign_in: bool,
    /// Then let accounts spend, in virtual time, until their budgets tell and stop; without a file, the
    /// first account that has a stop spends its whole budget
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub spend: Option<Option<PathBuf>>,
    /// Print events as JSON, one a line, the measurements last
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Faults {
    None,
    Light,
    Heavy,
}

#[derive(Debug, Args)]
pub struct Sandbox {
    /// The loopback address to listen at
    #[arg(long, default_value = "127.0.0.1:4566")]
    pub listen: String,
    /// How many of the sandbox's seconds pass in one of ours
    #[arg(long, default_value_t = 60.0)]
    pub speed: f64,
    /// Keep the organization in this file across restarts
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// How many accounts the organization may have, its management account included
    #[arg(long, default_value_t = 10)]
    pub account_quota: u32,
    /// The same seed gives the same durations
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What goes wrong on the way
    #[arg(long, value_enum, default_value_t = Faults::None)]
    pub faults: Faults,
    /// Start with this plan applied, and with an identity provider for the people of its teams
    #[arg(long, value_name = "ORG.TOML")]
    pub apply: Option<PathBuf>,
    /// Where to write the routing document of the plan that is applied
    #[arg(long, value_name = "FILE", requires = "apply")]
    pub routes: Option<PathBuf>,
    /// Who spends what: a file of [[spend]] entries, as `rehearse --spend` takes
    #[arg(long, value_name = "FILE", requires = "apply")]
    pub spend: Option<PathBuf>,
    /// Approve every sign-in as this person, who is in these groups; without it the sign-in page asks
    #[arg(long, value_name = "EMAIL:GROUP,...", value_parser = person, requires = "apply")]
    pub sign_in_as: Option<SignInAs>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInAs {
    pub email: String,
    pub groups: Vec<String>,
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

/// `EMAIL:GROUP,GROUP`; nobody has to be in a group.
fn person(text: &str) -> Result<SignInAs, String> {
    let (email, groups) = text.split_once(':').unwrap_or((text, ""));
    if !email.contains('@') || email.contains(char::is_whitespace) {
        return Err("a person here looks like ada@acme.example:bedrock-platform".into());
    }
    let groups = groups.split(',').map(str::trim);
    Ok(SignInAs {
        email: email.to_owned(),
        groups: groups
            .filter(|group| !group.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

fn team_address(text: &str) -> Result<TeamName, String> {
    let Some(name) = text.strip_prefix("team.") else {
        return Err("an address here looks like team.platform".into());
    };
    name.parse().map_err(|why: crate::model::InvalidName| why.0)
}
