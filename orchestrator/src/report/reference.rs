//! The reference of the command line in Markdown, from the same clap definition that parses it.

use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};

/// What the program, or the AWS SDK and the terminal library in it, reads from the environment.
const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "`AWS_PROFILE`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, \
         `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`, `AWS_CONFIG_FILE`, \
         `AWS_SHARED_CREDENTIALS_FILE`",
        "Whose credentials `plan`, `apply` and `init --from-live` use: the AWS SDK's usual chain, \
         `aws sso login` and `credential_process` included.",
    ),
    (
        "`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>`",
        "Where they find AWS: the address of `bedrock-org sandbox`, for example.",
    ),
    (
        "`BEDROCK_ORG_CLOCK`",
        "How fast the clock of a sandbox on this machine runs, as the sandbox prints it; ignored at \
         any other address.",
    ),
    (
        "`BEDROCK_ORG_ID_TOKEN`",
        "The ID token that `verify` asks AWS with, when there is no `--token-file`.",
    ),
    (
        "`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`",
        "The way out of a network that has a proxy. With one, put `127.0.0.1` into `NO_PROXY` to \
         reach the sandbox.",
    ),
    (
        "`NO_COLOR`, `TERM=dumb`",
        "With either, `--color auto` leaves a terminal without colour.",
    ),
];

/// One page: every subcommand, argument, default and environment variable.
pub fn command_line(command: &Command) -> String {
    let mut command = command.clone();
    command.build();
    let program = command.get_name().to_owned();
    let mut text = format!("# The command line of {program}\n\n");
    let _ = writeln!(
        text,
        "This page is written from the program's own definition of its arguments: \
         `UPDATE_GOLDEN=1 cargo test -p bedrock-org --test suite reference` writes it anew, and a \
         test fails when it is out of date. How commands end is in [exit codes](exit-codes.md), what \
         `--json` prints in [JSON output](json.md).\n"
    );
    if let Some(about) = command.get_about() {
        let _ = writeln!(text, "{}\n", plain(about));
    }
    let visible: Vec<&Command> = command
        .get_subcommands()
        .filter(|one| !one.is_hide_set() && one.get_name() != "help")
        .collect();
    text.push_str("| command | what it does |\n| --- | --- |\n");
    for one in &visible {
        let name = one.get_name();
        let about = one.get_about().map(plain).unwrap_or_default();
        let _ = writeln!(text, "| [`{name}`](#{name}) | {} |", cell(&about));
    }
    text.push_str("\n## Everywhere\n\n");
    arguments(
        &mut text,
        &command,
        command.get_arguments().filter(|arg| !arg.is_hide_set()),
    );
    for one in visible {
        subcommand(&mut text, &program, one);
    }
    text.push_str("\n## The environment\n\n| variable | what it decides |\n| --- | --- |\n");
    for (names, about) in ENVIRONMENT {
        let _ = writeln!(text, "| {names} | {about} |");
    }
    text.push_str(
        "\n`AWS_REGION` does not matter to what is called: that is the plan file's \
         `organization.home_region`, and AWS Organizations has one endpoint for each partition.\n",
    );
    text
}

fn subcommand(text: &mut String, program: &str, command: &Command) {
    let name = command.get_name();
    let _ = writeln!(text, "\n## {name}\n");
    if let Some(about) = command.get_long_about().or(command.get_about()) {
        let _ = writeln!(text, "{}.\n", plain(about).trim_end_matches('.'));
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let usage = if usage.starts_with(program) {
        usage.to_owned()
    } else {
        format!("{program} {usage}")
    };
    let _ = writeln!(text, "```text\n{usage}\n```\n");
    let own = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && !arg.is_global_set() && arg.get_id() != "help");
    arguments(text, command, own);
}

fn arguments<'a>(text: &mut String, command: &Command, arguments: impl Iterator<Item = &'a Arg>) {
    let mut sorted: Vec<&Arg> = arguments.collect();
    sorted.sort_by_key(|arg| (!arg.is_positional(), arg.get_index()));
    if sorted.is_empty() {
        text.push_str("It takes no arguments of its own.\n");
        return;
    }
    text.push_str("| argument | default | what it is |\n| --- | --- | --- |\n");
    for arg in sorted {
        let default: Vec<String> = arg
            .get_default_values()
            .iter()
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect();
        let default = match default.is_empty() || !takes_value(arg) {
            true if arg.is_required_set() => "required".to_owned(),
            true => String::new(),
            false => default.join(" "),
        };
        let _ = writeln!(
            text,
            "| `{}` | {default} | {} |",
            cell(&written(arg)),
            cell(&described(command, arg))
        );
    }
}

/// `-y, --yes` or `--out <FILE>` or `[ORG.TOML]`.
fn written(arg: &Arg) -> String {
    let values: Vec<String> = match arg.get_value_names() {
        Some(names) if takes_value(arg) => names.iter().map(|name| format!("<{name}>")).collect(),
        _ => Vec::new(),
    };
    let values = values.join(" ");
    if arg.is_positional() {
        return if arg.is_required_set() {
            values
        } else {
            values.replace('<', "[").replace('>', "]")
        };
    }
    let mut names = Vec::new();
    names.extend(arg.get_short().map(|short| format!("-{short}")));
    names.extend(arg.get_long().map(|long| format!("--{long}")));
    let names = names.join(", ");
    if values.is_empty() {
        names
    } else {
        format!("{names} {values}")
    }
}

/// The help, then what else the definition says: values, repetition, conflicts, environment.
fn described(command: &Command, arg: &Arg) -> String {
    let mut text = arg.get_help().map(plain).unwrap_or_default();
    let mut also = |sentence: String| {
        if !text.is_empty() && !text.ends_with('.') {
            text.push('.');
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&sentence);
    };
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}` ({})", value.get_name(), plain(help)),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if takes_value(arg) && !values.is_empty() {
        also(format!("One of {}.", values.join(", ")));
    }
    if let Some(delimiter) = arg.get_value_delimiter() {
        also(format!("Several are separated by `{delimiter}`."));
    } else if matches!(arg.get_action(), ArgAction::Append) {
        also("May be given more than once.".to_owned());
    }
    let conflicts: Vec<String> = command
        .get_arg_conflicts_with(arg)
        .into_iter()
        .map(|other| format!("`{}`", written(other)))
        .collect();
    if !conflicts.is_empty() {
        also(format!("Not together with {}.", conflicts.join(", ")));
    }
    text
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|range| range.takes_values())
}

fn plain(text: &StyledStr) -> String {
    text.to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
