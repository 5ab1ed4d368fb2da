//! From facts to verdicts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bedrock_auth::doctor::callback::{Port, State};
use bedrock_auth::doctor::claude_code::File;
use bedrock_auth::doctor::profile::{Facts, Profile, Program};
use bedrock_auth::doctor::surroundings::Surroundings;
use bedrock_auth::doctor::{
    Check, Verdict, callback, claude_code, folder, keys, profile, program, proxy,
};
use serde_json::{Value, json};

fn around(variables: &[(&'static str, &str)]) -> Surroundings {
    let variables = variables
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    Surroundings {
        variables: variables.collect::<BTreeMap<_, _>>(),
        home: "/home/ada".into(),
        program: "/home/ada/.local/bin/bedrock-auth".into(),
        path: Vec::new(),
    }
}

/// The verdict and what was seen.
fn check(found: &Check, verdict: Verdict, seen: &str) {
    assert_eq!((found.verdict, found.seen.as_str()), (verdict, seen));
    let wrong = matches!(verdict, Verdict::Warning | Verdict::Failed);
    assert_eq!(found.remedy.is_some(), wrong, "{seen}");
}

#[test]
fn a_second_program_is_told() {
    let around = around(&[]);
    let this = around.program.clone();
    let other = PathBuf::from("/usr/bin/bedrock-auth");
    let version = env!("CARGO_PKG_VERSION");
    let at = format!("{version} at ~/.local/bin/bedrock-auth");
    check(
        &program::judge(&around, &[]),
        Verdict::Ok,
        &format!("{at}, not on PATH"),
    );
    check(
        &program::judge(&around, std::slice::from_ref(&this)),
        Verdict::Ok,
        &at,
    );
    let found = program::judge(&around, &[other, this]);
    let seen = format!("{at}, and on PATH there is also /usr/bin/bedrock-auth");
    check(&found, Verdict::Warning, &seen);
}

#[test]
fn a_folder_that_others_see_is_told() {
    let around = around(&[]);
    let path = Path::new("/home/ada/.bedrock-auth");
    let judge = |state| folder::judge(&around, path, state);
    check(
        &judge(folder::State::NotThere),
        Verdict::Ok,
        "~/.bedrock-auth, which the first sign-in makes",
    );
    check(
        &judge(folder::State::Folder { open: 0 }),
        Verdict::Ok,
        "~/.bedrock-auth, yours alone",
    );
    check(
        &judge(folder::State::Folder { open: 0o055 }),
        Verdict::Warning,
        "others on this machine may look into ~/.bedrock-auth",
    );
    check(
        &judge(folder::State::NoFolder),
        Verdict::Failed,
        "~/.bedrock-auth is not a folder",
    );
}

#[test]
fn a_proxy_is_shown_without_its_password() {
    for (variables, verdict, seen) in [
        (&[][..], Verdict::Ok, "none"),
        (
            &[
                ("HTTPS_PROXY", "http://ada:pa@ss@proxy:8080"),
                ("NO_PROXY", ".acme.example"),
            ],
            Verdict::Ok,
            "http://proxy:8080, but not for .acme.example",
        ),
        (&[("https_proxy", "proxy:8080")], Verdict::Ok, "proxy:8080"),
        (
            &[("HTTPS_PROXY", "http://")],
            Verdict::Failed,
            "HTTPS_PROXY is not an address",
        ),
        (
            &[("HTTPS_PROXY", "http://a"), ("https_proxy", "http://b")],
            Verdict::Warning,
            "HTTPS_PROXY and https_proxy differ",
        ),
        (
            &[("HTTP_PROXY", "http://a")],
            Verdict::Warning,
            "HTTP_PROXY is set, and HTTPS_PROXY is not",
        ),
    ] {
        check(&proxy::judge(&around(variables)), verdict, seen);
    }
}

#[test]
fn keys_in_the_environment_are_told_and_not_shown() {
    let bearer = keys::judge(&around(&[("AWS_BEARER_TOKEN_BEDROCK", "bearer")]), None);
    assert_eq!(bearer.verdict, Verdict::Failed);
    let theirs = around(&[("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")]);
    for ours in [None, Some("ASIAOURS")] {
        let found = keys::judge(&theirs, ours);
        assert_eq!(found.verdict, Verdict::Failed);
        assert!(!format!("{found:?}{bearer:?}").contains("AKIAEXAMPLE"));
    }
    check(
        &keys::judge(&theirs, Some("AKIAEXAMPLE")),
        Verdict::Ok,
        "the keys that `bedrock-auth env` printed",
    );
    check(
        &keys::judge(&around(&[]), None),
        Verdict::Ok,
        "no keys that would be preferred",
    );
}

fn ours(program: Program, command: &str, preferred: &[&'static str]) -> Facts {
    Facts {
        config_file: "~/.aws/config".into(),
        credentials_file: "~/.aws/credentials".into(),
        ours: vec![Profile {
            name: "bedrock".into(),
            command: command.into(),
            program,
            preferred: preferred.to_vec(),
        }],
        ..Facts::default()
    }
}

#[test]
fn a_profile_has_to_lead_here() {
    let one = |facts: &Facts, verdict, seen| match profile::judge(facts, false).as_slice() {
        [found] => check(found, verdict, seen),
        more => panic!("{more:?}"),
    };
    let good = ours(Program::This, "bedrock-auth credential-process", &[]);
    one(&good, Verdict::Ok, "[bedrock] in ~/.aws/config");
    one(
        &Facts {
            with_keys: vec!["default".into()],
            ..good.clone()
        },
        Verdict::Ok,
        "[bedrock] in ~/.aws/config",
    );
    one(
        &Facts {
            with_keys: vec!["bedrock".into()],
            ..good.clone()
        },
        Verdict::Failed,
        "[bedrock] has keys in ~/.aws/credentials, which SDKs prefer",
    );
    one(
        &ours(
            Program::This,
            "bedrock-auth credential-process",
            &["sso_session"],
        ),
        Verdict::Failed,
        "[bedrock] has sso_session in ~/.aws/config, which SDKs may prefer",
    );
    one(
        &ours(
            Program::Unquoted,
            "/a b/bedrock-auth credential-process",
            &[],
        ),
        Verdict::Failed,
        "[bedrock] in ~/.aws/config names the program without its quotes",
    );
    let missing = ours(Program::Missing, "~/bedrock-auth credential-process", &[]);
    let seen = "[bedrock] in ~/.aws/config runs a program that is not there";
    one(&missing, Verdict::Failed, seen);
    let [found] = &profile::judge(&missing, false)[..] else {
        panic!()
    };
    assert!(
        found
            .remedy
            .as_ref()
            .unwrap()
            .contains("neither ~ nor variables")
    );
    one(
        &ours(
            Program::Another,
            "/usr/bin/bedrock-auth credential-process",
            &[],
        ),
        Verdict::Warning,
        "[bedrock] in ~/.aws/config runs another bedrock-auth than this one",
    );
    let unreadable = Some("could not read /x: no".into());
    one(
        &Facts {
            unreadable,
            ..Facts::default()
        },
        Verdict::Failed,
        "could not read /x: no",
    );
    let none = Facts {
        ours: Vec::new(),
        ..good.clone()
    };
    one(
        &none,
        Verdict::Warning,
        "none in ~/.aws/config runs bedrock-auth",
    );
    let seen = "none in ~/.aws/config runs bedrock-auth; Claude Code asks by itself";
    check(&profile::judge(&none, true)[0], Verdict::Ok, seen);
    let elsewhere = Facts {
        chosen: Some("work".into()),
        ..good
    };
    let seen = "AWS_PROFILE is work, which does not run bedrock-auth";
    check(
        &profile::judge(&elsewhere, false)[1],
        Verdict::Warning,
        seen,
    );
}

fn settings(value: Value) -> Vec<File> {
    vec![File {
        place: "~/.claude/settings.json".into(),
        settings: Ok(value),
    }]
}

#[test]
fn claude_code_has_to_lead_here() {
    for (value, verdict, seen) in [
        (
            json!({"env": {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_PROFILE": "bedrock"}}),
            Verdict::Ok,
            "~/.claude/settings.json",
        ),
        (
            json!({
                "env": {"CLAUDE_CODE_USE_BEDROCK": "1"},
                "awsCredentialExport": "/x/bedrock-auth credential-process --as claude-code",
            }),
            Verdict::Ok,
            "~/.claude/settings.json",
        ),
        (
            json!({"env": {"CLAUDE_CODE_USE_BEDROCK": "1"}}),
            Verdict::Warning,
            "~/.claude/settings.json says nothing about whose credentials to use",
        ),
        (
            json!({}),
            Verdict::Warning,
            "~/.claude/settings.json does not set CLAUDE_CODE_USE_BEDROCK",
        ),
        (
            json!({"env": {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_PROFILE": "work"}}),
            Verdict::Failed,
            "~/.claude/settings.json sets AWS_PROFILE to work, which does not run bedrock-auth",
        ),
        (
            json!({"env": {"AWS_BEARER_TOKEN_BEDROCK": "secret"}}),
            Verdict::Failed,
            "~/.claude/settings.json sets AWS_BEARER_TOKEN_BEDROCK, which it prefers to your \
             team's credentials",
        ),
        // Odd, and no reason to fall over.
        (
            json!([]),
            Verdict::Warning,
            "~/.claude/settings.json does not set CLAUDE_CODE_USE_BEDROCK",
        ),
        (
            json!({"env": 7}),
            Verdict::Warning,
            "~/.claude/settings.json does not set CLAUDE_CODE_USE_BEDROCK",
        ),
    ] {
        check(
            &claude_code::judge(&settings(value), &["bedrock"]),
            verdict,
            seen,
        );
    }
    assert_eq!(claude_code::judge(&[], &[]).verdict, Verdict::Skipped);
    let broken = File {
        place: "x".into(),
        settings: Err("line 1".into()),
    };
    check(
        &claude_code::judge(&[broken], &[]),
        Verdict::Failed,
        "could not read x: line 1",
    );
}

#[test]
fn one_free_port_is_enough() {
    let port = |number, state| Port { number, state };
    let seen = "ports 8401 free; 8400 taken by another program";
    let ports = [port(8400, State::Taken), port(8401, State::Free)];
    check(&callback::judge(&ports), Verdict::Ok, seen);
    let seen = "ports 8400 taken by another program; 80 not allowed";
    let ports = [port(8400, State::Taken), port(80, State::Forbidden)];
    check(&callback::judge(&ports), Verdict::Failed, seen);
}
