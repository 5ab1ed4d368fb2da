//! Commands and their arguments in Markdown, for any program.

use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};

/// A table of the commands, what all take, and each command under a heading of this level.
pub fn commands(text: &mut String, command: &Command, level: usize) {
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
    let _ = writeln!(text, "\n{} Everywhere\n", "#".repeat(level));
    arguments(
        text,
        command,
        command.get_arguments().filter(|arg| !arg.is_hide_set()),
    );
    for one in visible {
        subcommand(text, command.get_name(), one, level);
    }
}

fn subcommand(text: &mut String, program: &str, command: &Command, level: usize) {
    let whole = command.get_bin_name().unwrap_or(command.get_name());
    let name = whole.strip_prefix(program).unwrap_or(whole).trim_start();
    let _ = writeln!(text, "\n{} {name}\n", "#".repeat(level));
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
    let mut inner = command
        .get_subcommands()
        .filter(|one| !one.is_hide_set() && one.get_name() != "help")
        .peekable();
    if inner.peek().is_none() {
        arguments(text, command, own);
    } else {
        // The next heading brings its own empty line.
        text.pop();
    }
    for one in inner {
        subcommand(text, program, one, level + 1);
    }
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

pub fn plain(text: &StyledStr) -> String {
    text.to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
