//! `exec`, which becomes the command.

use super::{Desk, Said};

#[test]
#[cfg(unix)]
fn the_command_gets_the_keys_and_takes_the_process_over() {
    let desk = Desk::signed_in();
    let mut program = desk.program();
    program
        .args(["exec", "--", "sh", "-c"])
        .arg(r#"echo $$ "$AWS_ACCESS_KEY_ID" "$AWS_REGION" "${AWS_PROFILE-none}" "$1"; exit 42"#)
        .args(["sh", "--json"])
        .env("AWS_PROFILE", "other")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = program.spawn().unwrap();
    let id = child.id();
    let said = Said::of(&child.wait_with_output().unwrap());
    assert_eq!(
        said.out,
        format!("{id} ASIAEXAMPLE eu-central-1 none --json\n")
    );
    assert_eq!((said.code, said.err.as_str()), (Some(42), ""));
}

#[test]
fn static_keys_do_not_get_through() {
    let desk = Desk::signed_in();
    let mut program = desk.program();
    program.args(["exec", "--", "env"]);
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECURITY_TOKEN",
    ] {
        program.env(name, "theirs");
    }
    let said = Said::of(&program.output().unwrap());
    assert!(!said.out.contains("theirs"), "{}", said.out);
}

#[test]
fn a_command_that_is_not_there_is_told_as_shells_do() {
    let desk = Desk::signed_in();
    let said = desk.run(&["exec", "--", "no-such-command", "x"]);
    assert_eq!((said.code, said.out.as_str()), (Some(127), ""));
    assert_eq!(
        said.err,
        "bedrock-auth: could not run no-such-command: there is no such command\n\
         hint: commands are looked for in the folders of PATH; aliases belong to a shell\n"
    );
}

#[test]
#[cfg(unix)]
fn a_command_that_cannot_be_started_is_another_mistake() {
    let desk = Desk::signed_in();
    desk.write("data.txt", "not a program");
    let file = desk.path().join("data.txt");
    let said = desk.run(&["exec", "--", file.to_str().unwrap()]);
    assert_eq!((said.code, said.out.as_str()), (Some(126), ""));
    assert!(said.err.contains("could not run "), "{}", said.err);
}

#[test]
fn without_credentials_nothing_is_run() {
    let desk = Desk::new();
    let said = desk.run(&["exec", "--", "echo", "run"]);
    assert_eq!(said.out, "");
    assert_ne!(said.code, Some(0));
}
