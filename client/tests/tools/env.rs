//! `env`, taken in by the shells themselves.

use serde_json::{Value, json};

use super::{AWKWARD, Desk, Said, installed};

/// Takes the variables in as its users do, and shows them with a program that is no shell.
fn taken_in_by(shell: &str, script: &str) {
    if !installed(shell) {
        return;
    }
    let desk = Desk::new();
    let entry = desk.entry(AWKWARD);
    desk.keep(&entry);
    let output = desk
        .command(shell)
        .args(["-c", script, shell])
        .env("PROGRAM", env!("CARGO_BIN_EXE_bedrock-auth"))
        .env("AWS_PROFILE", "other")
        .env("AWS_BEARER_TOKEN_BEDROCK", "other")
        .output()
        .unwrap();
    let said = Said::of(&output);
    assert_eq!(said.err, "", "{shell}");
    let mut aws: Vec<&str> = said
        .out
        .split('\0')
        .filter(|line| line.starts_with("AWS_"))
        .collect();
    aws.sort_unstable();
    let expires = entry.credentials.expires.rfc3339();
    let expected = [
        "AWS_ACCESS_KEY_ID=ASIAEXAMPLE".to_owned(),
        format!("AWS_CREDENTIAL_EXPIRATION={expires}"),
        "AWS_DEFAULT_REGION=eu-central-1".to_owned(),
        "AWS_REGION=eu-central-1".to_owned(),
        format!("AWS_SECRET_ACCESS_KEY={AWKWARD}"),
        "AWS_SESSION_TOKEN=token".to_owned(),
    ];
    assert_eq!(aws, expected, "{shell}");
}

#[test]
fn bash_takes_it_in() {
    taken_in_by("bash", r#"eval "$("$PROGRAM" env)"; env -0"#);
    taken_in_by(
        "bash",
        r#"set -eu; eval "$("$PROGRAM" env --shell bash)"; env -0"#,
    );
}

#[test]
fn a_plain_posix_shell_takes_it_in() {
    taken_in_by("dash", r#"eval "$("$PROGRAM" env)"; env -0"#);
}

#[test]
fn zsh_takes_it_in() {
    taken_in_by("zsh", r#"eval "$("$PROGRAM" env)"; env -0"#);
}

#[test]
fn fish_takes_it_in() {
    taken_in_by("fish", "$PROGRAM env | source; env -0");
    taken_in_by("fish", "eval ($PROGRAM env); env -0");
}

#[test]
fn powershell_takes_it_in() {
    let script = "& $Env:PROGRAM env --shell powershell | Out-String | Invoke-Expression; env -0";
    taken_in_by("pwsh", script);
}

#[test]
fn the_script_for_powershell_is_as_expected() {
    let desk = Desk::new();
    let entry = desk.entry(AWKWARD);
    desk.keep(&entry);
    let said = desk.run(&["env", "--shell", "powershell"]);
    let expected = format!(
        "Remove-Item -Path Env:AWS_PROFILE -ErrorAction SilentlyContinue\n\
         Remove-Item -Path Env:AWS_DEFAULT_PROFILE -ErrorAction SilentlyContinue\n\
         Remove-Item -Path Env:AWS_SECURITY_TOKEN -ErrorAction SilentlyContinue\n\
         Remove-Item -Path Env:AWS_BEARER_TOKEN_BEDROCK -ErrorAction SilentlyContinue\n\
         $Env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'\n\
         $Env:AWS_SECRET_ACCESS_KEY = 'it''s \"$HOME\" `id` \\ \\'' !x #;&|*?~ %PATH% \u{2019}\u{2019}\u{201c} é'\n\
         $Env:AWS_SESSION_TOKEN = 'token'\n\
         $Env:AWS_CREDENTIAL_EXPIRATION = '{}'\n\
         $Env:AWS_REGION = 'eu-central-1'\n\
         $Env:AWS_DEFAULT_REGION = 'eu-central-1'\n",
        entry.credentials.expires.rfc3339()
    );
    assert_eq!(said.out, expected);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}

#[test]
fn json_says_what_to_set_and_what_to_remove() {
    let desk = Desk::signed_in();
    let said = desk.run(&["env", "--json"]);
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shown["AWS_SECRET_ACCESS_KEY"], "secret");
    assert_eq!(shown["AWS_PROFILE"], json!(null));
    assert_eq!(shown.as_object().unwrap().len(), 10);
}

#[test]
fn without_credentials_nothing_is_evaluated() {
    let desk = Desk::new();
    let said = desk.run(&["env"]);
    assert_ne!(said.code, Some(0));
    assert_eq!(said.out, "");
    assert!(
        said.err.starts_with("bedrock-auth: could not "),
        "{}",
        said.err
    );
}
