//! Whether the AWS profile and the settings of Claude Code lead to the program.

use bedrock_auth::doctor::claude_code::File;
use bedrock_auth::doctor::profile::{Facts, Profile, Program};
use bedrock_auth::doctor::{Verdict, claude_code, profile};
use serde_json::{Value, json};

use super::judging::check;

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
