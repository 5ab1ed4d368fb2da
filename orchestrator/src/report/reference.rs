//! The reference of the command line in Markdown, from the same clap definition that parses it.

mod arguments;

use std::fmt::Write as _;

use clap::Command;

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
        let _ = writeln!(text, "{}\n", arguments::plain(about));
    }
    arguments::commands(&mut text, &command, 2);
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
