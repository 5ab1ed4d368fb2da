//! Organizations in memory: to rehearse with, and to serve.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::TeamName;

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
    /// Then let a team's developers begin to work, all on the same morning, in virtual time; where they
    /// are throttled, follow the planner's advice and let them begin again. Without a name, the team
    /// whose accounts have the least of what it needs
    #[arg(long, value_name = "TEAM", num_args = 0..=1, require_equals = true)]
    #[arg(conflicts_with_all = ["spend", "faults"])]
    pub monday: Option<Option<TeamName>>,
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
    /// Who spends what: a file of `[[spend]]` entries, as `rehearse --spend` takes
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
