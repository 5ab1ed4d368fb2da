//! The command line as types, nothing else.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Signs you in with your company's identity provider and hands out AWS credentials for your own
/// team's account.
#[derive(Debug, Parser)]
#[command(
    name = "bedrock-auth",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print credentials for an AWS SDK; what `credential_process` in ~/.aws/config runs
    CredentialProcess(CredentialProcess),
    /// Sign in
    Login(Login),
    /// Forget tokens and credentials, and revoke what the identity provider can revoke
    Logout(Logout),
    /// Show who is signed in, and in which team and account
    Whoami(Show),
    /// Show in a few words how long the credentials last, for a shell's prompt
    Status(Show),
    /// Show which rule chose your team and account, and why the others did not
    Explain(Show),
    /// Show the teams that you may use, or keep to one of them
    Team(Team),
    /// Print credentials as environment variables for a shell
    Env(Env),
    /// Run a command with credentials in its environment
    Exec(Exec),
    /// Open the AWS console as your team's role
    Console(Console),
    /// Look for what stands in the way, and say what to do about it
    Doctor(Show),
    /// Print headers that name you, for the telemetry of Claude Code
    OtelHeaders(Who),
    /// Write the AWS profile and the settings of Claude Code
    Install(Install),
    /// Take back what `install` wrote
    Uninstall(Uninstall),
    /// Print a completion script for a shell
    Completions(Completions),
    /// One sign-in, on behalf of all who wait for it
    #[command(hide = true)]
    SignInWorker(SignInWorker),
}

/// For whom, which everything that asks for credentials takes.
#[derive(Debug, Args, Clone, Default)]
pub struct Who {
    /// The routing document: a file, or an https:// address
    #[arg(
        long,
        value_name = "FILE|URL",
        env = "BEDROCK_AUTH_ROUTES",
        hide_env_values = true
    )]
    pub routes: Option<String>,
    /// The team, for those who are in several
    #[arg(
        long,
        value_name = "NAME",
        env = "BEDROCK_AUTH_TEAM",
        hide_env_values = true
    )]
    pub team: Option<String>,
}

#[derive(Debug, Args)]
pub struct CredentialProcess {
    #[command(flatten)]
    pub who: Who,
    /// Fail rather than open a browser
    #[arg(long)]
    pub no_login: bool,
    /// Fail rather than take the first of several teams
    #[arg(long)]
    pub one_team: bool,
    /// For whom to print: an AWS SDK's credential_process, or Claude Code's awsCredentialExport
    #[arg(long = "as", value_enum, default_value_t = Shape::Sdk)]
    pub shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    Sdk,
    ClaudeCode,
}

#[derive(Debug, Args)]
pub struct Login {
    #[command(flatten)]
    pub who: Who,
    /// Show a code to enter on another device
    #[arg(long, conflicts_with = "print_url")]
    pub device: bool,
    /// Print the address instead of opening a browser
    #[arg(long)]
    pub print_url: bool,
    /// Do nothing when credentials can be had without
    #[arg(long)]
    pub if_needed: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Logout {
    #[command(flatten)]
    pub who: Who,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub who: Who,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Team {
    /// The team to keep to; without one, those that you may use are shown
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Go back to the order of the routing document
    #[arg(long, conflicts_with = "name")]
    pub clear: bool,
    /// The routing document: a file, or an https:// address
    #[arg(
        long,
        value_name = "FILE|URL",
        env = "BEDROCK_AUTH_ROUTES",
        hide_env_values = true
    )]
    pub routes: Option<String>,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Env {
    #[command(flatten)]
    pub who: Who,
    /// The shell that reads it; without one, the shell that this runs in
    #[arg(long, value_enum)]
    pub shell: Option<Shell>,
    /// Print it as JSON
    #[arg(long, conflicts_with = "shell")]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

#[derive(Debug, Args)]
pub struct Exec {
    #[command(flatten)]
    pub who: Who,
    /// The command and its arguments, after --
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub command: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct Console {
    #[command(flatten)]
    pub who: Who,
    /// Print the address instead of opening a browser; whoever has it is signed in
    #[arg(long)]
    pub print_url: bool,
}

#[derive(Debug, Args)]
pub struct Install {
    #[command(flatten)]
    pub who: Who,
    /// The AWS profile to write
    #[arg(long, value_name = "NAME", default_value = "bedrock")]
    pub profile: String,
    /// Leave ~/.aws/config alone; Claude Code then asks for credentials itself
    #[arg(long)]
    pub no_profile: bool,
    /// Leave Claude Code's settings alone
    #[arg(long)]
    pub no_claude: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Uninstall {
    /// Also sign out, and forget tokens, credentials and settings
    #[arg(long)]
    pub all: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct SignInWorker {
    /// The routing document
    #[arg(long, env = "BEDROCK_AUTH_ROUTES", hide_env_values = true)]
    pub routes: Option<String>,
    #[arg(long, value_enum, default_value_t = Way::Auto)]
    pub way: Way,
    /// How long to wait for the person
    #[arg(long, default_value_t = 300)]
    pub seconds: u64,
}

/// How a person signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// A browser where there is one, else a code for another device, else a printed address
    Auto,
    Browser,
    Device,
    PrintUrl,
}
