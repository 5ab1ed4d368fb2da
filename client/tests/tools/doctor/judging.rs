//! From facts to verdicts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bedrock_auth::cache::keyring::{Keyring, Unavailable};
use bedrock_auth::cache::tokens::Kept;
use bedrock_auth::doctor::callback::{Port, State};
use bedrock_auth::doctor::surroundings::Surroundings;
use bedrock_auth::doctor::{
    Check, Verdict, callback, folder, keys, online, program, proxy, tokens,
};
use bedrock_auth::exchange::caller::Caller;
use bedrock_auth::oidc::Published;
use bedrock_auth::stop::{Exit, Stop};

use crate::tools::Desk;

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
pub fn check(found: &Check, verdict: Verdict, seen: &str) {
    let found_seen = crate::unix_paths(&found.seen);
    assert_eq!((found.verdict, found_seen.as_str()), (verdict, seen));
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
            &[("ALL_PROXY", "http://a"), ("HTTP_PROXY", "http://b")],
            Verdict::Ok,
            "http://a",
        ),
        (
            &[("ALL_PROXY", "http://"), ("all_proxy", "http://")],
            Verdict::Failed,
            "ALL_PROXY is not an address",
        ),
        (
            &[("ALL_PROXY", "http://a"), ("https_proxy", "http://b")],
            Verdict::Ok,
            "http://b",
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

#[test]
fn the_issuer_says_what_it_lacks() {
    let published = |offers_device_code, revokes| {
        Ok(Published {
            date: None,
            offers_device_code,
            revokes,
        })
    };
    let issuer = "https://idp.example";
    for (published, verdict, seen) in [
        (published(true, true), Verdict::Ok, issuer),
        (
            published(false, false),
            Verdict::Ok,
            "https://idp.example, no sign-in by code, no revoking",
        ),
        (
            Err(Stop::failed("could not reach idp.example").hint("check")),
            Verdict::Failed,
            "could not reach idp.example",
        ),
    ] {
        check(&online::judge_issuer(issuer, &published), verdict, seen);
    }
}

#[test]
fn the_place_of_the_tokens_comes_before_the_words_of_the_system() {
    let why = Unavailable {
        what: "no keyring runs here".into(),
        cause: Some("zbus error: No such file or directory (os error 2)".into()),
    };
    let rest = "in a file that is yours alone: no keyring runs here. A keyring that runs and is \
                unlocked takes them over at the next refresh (zbus error: No such file or directory \
                (os error 2))";
    let kept = Ok(Kept::File { why: why.clone() });
    check(&tokens::judge(&kept, None), Verdict::Ok, rest);
    let nowhere = Ok(Kept::Nowhere);
    check(
        &tokens::judge(&nowhere, Some(&Err(why))),
        Verdict::Ok,
        &format!("none yet; they will be {rest}"),
    );
    check(
        &tokens::judge(&nowhere, Some(&Ok(()))),
        Verdict::Ok,
        "none yet; the system's keyring answers",
    );
    let off = Keyring::off("BEDROCK_AUTH_KEYRING is off");
    let asked = tokens::look(&nowhere, &off);
    assert!(asked.is_some_and(|answer| answer.is_err()));
    assert_eq!(tokens::look(&kept, &off), None);
}

#[test]
fn a_sign_in_that_is_due_is_no_failure() {
    let due = Stop::new(
        Exit::LoginNeeded,
        "could not get credentials: nobody is signed in",
    );
    let found = online::judge_refusal(&due);
    check(
        &found,
        Verdict::Warning,
        "could not get credentials: nobody is signed in",
    );
    let denied = Stop::new(Exit::Denied, "could not get credentials: no").hint("ask");
    let found = online::judge_refusal(&denied);
    check(&found, Verdict::Failed, "could not get credentials: no");
}

#[test]
fn credentials_of_another_account_are_a_failure() {
    let entry = Desk::new().entry("secret");
    let caller = |account: &str| {
        Ok(Caller {
            account: account.into(),
            arn: format!("arn:aws:sts::{account}:assumed-role/bedrock-developer/x"),
        })
    };
    let arn = "arn:aws:sts::111122223333:assumed-role/bedrock-developer/x";
    check(
        &online::judge_call(&entry, &caller("111122223333")),
        Verdict::Ok,
        arn,
    );
    check(
        &online::judge_call(&entry, &caller("999988887777")),
        Verdict::Failed,
        "the credentials are of account 999988887777, not of 111122223333",
    );
    let found = online::judge_credentials(&entry, entry.obtained);
    let seen = "ada@acme.example, team data, data-1 in eu-central-1, for 60 min";
    check(&found, Verdict::Ok, seen);
}
