//! `init`: what it writes is a valid plan file, and it never waits nor overwrites.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use bedrock_org::cli::{Cli, Command, Init};
use bedrock_org::command::Ended;
use bedrock_org::command::init::{self, Answers};
use bedrock_org::model::{
    Account, Creation, Gap, Org, OuPath, Place, Region, Standing, Subject, Unit,
};
use bedrock_org::spec::{self, Code, draft};
use clap::Parser;

use super::{PLAIN, meaning};

const FLAGS: &[&str] = &[
    "--name",
    "acme",
    "--email",
    "aws+{account}@acme.example",
    "--issuer",
    "https://acme.okta.com",
    "--client-id",
    "0oa1",
    "--notify",
    "finance@acme.example",
];

#[test]
fn flags_give_a_valid_file_that_is_not_overwritten() {
    let file = scratch("flags");
    let team = ["--team", "data:bedrock-data:40", "--team", "web"];
    let args = args(&file, &[FLAGS, &team].concat());
    let ended = init::run(&args, Answers::FromFlags, PLAIN);
    assert_eq!((ended.exit.code(), ended.err.as_str()), (0, ""));
    let text = fs::read_to_string(&file).unwrap();
    let read = spec::read(&text).unwrap();
    assert_eq!(read.warnings, []);
    let shown = spec::read(&meaning::uncommented(&text)).unwrap();
    assert!(shown.intent.hub.is_some() && shown.intent.use_case.is_some());
    let data = &read.intent.teams["data"];
    assert_eq!((data.group.as_str(), data.developers), ("bedrock-data", 40));

    let again = init::run(&args, Answers::FromFlags, PLAIN);
    assert_eq!(again.exit.code(), 1);
    assert!(
        again
            .err
            .ends_with("it exists\nhint: --force replaces it\n"),
        "{}",
        again.err
    );
    let forced = Init {
        force: true,
        name: Some("other".into()),
        ..args
    };
    assert_eq!(init::run(&forced, Answers::FromFlags, PLAIN).exit.code(), 0);
    assert!(fs::read_to_string(&file).unwrap().contains("\"other\""));
}

#[test]
fn regions_choose_the_profile() {
    for (regions, profile) in [
        ("us-east-1,us-west-2", "us"),
        ("eu-central-1", "eu"),
        ("ap-northeast-1", "jp"),
        ("us-east-1,eu-west-1", "global"),
        ("us-gov-west-1", "us-gov"),
    ] {
        let flags = [FLAGS, &["--team", "data", "--regions", regions]].concat();
        let ended = init::run(&args(Path::new("-"), &flags), Answers::FromFlags, PLAIN);
        let read = spec::read(&ended.out).unwrap();
        assert_eq!(read.intent.models["sonnet"].profile.as_str(), profile);
    }
}

#[test]
fn missing_flags_are_named_all_at_once() {
    let ended = init::run(
        &args(Path::new("-"), &["--name", "acme"]),
        Answers::FromFlags,
        PLAIN,
    );
    assert_eq!((ended.exit.code(), ended.out.as_str()), (1, ""));
    assert_eq!(
        ended.err,
        "error: could not write a plan file without --email, --issuer, --client-id, --team, \
         --notify\nhint: give the flags, or run it on a terminal to be asked\n"
    );
}

#[test]
fn a_wrong_flag_is_shown_in_the_file_that_it_would_have_made() {
    let flags = [FLAGS, &["--team", "data:b", "--team", "web:bedrock-web"]].concat();
    let file = scratch("wrong");
    let ended = init::run(&args(&file, &flags), Answers::FromFlags, PLAIN);
    assert_eq!(ended.exit.code(), 1);
    assert!(
        ended
            .err
            .contains("members of team.web would get into team.data"),
        "{}",
        ended.err
    );
    assert!(
        ended.err.ends_with("nothing was written\n"),
        "{}",
        ended.err
    );
    assert!(!file.exists());
}

#[test]
fn a_value_of_any_characters_stays_a_value() {
    let odd = "x\"[team.evil]{{name}} é";
    let flags = |group: &str| {
        let team = format!("data:{group}:7");
        args(
            Path::new("-"),
            &[FLAGS, &["--team", team.as_str()]].concat(),
        )
    };
    let ended = init::run(&flags(odd), Answers::FromFlags, PLAIN);
    let read = spec::read(&ended.out).unwrap();
    assert_eq!(read.intent.teams["data"].group, odd);
    assert_eq!(read.intent.teams.len(), 1);

    let lines = "x\"\n[team.evil]\n{{name}} é";
    let known = init::known(&flags(lines)).unwrap();
    let plan: toml::Table = toml::from_str(&draft::text(&known)).unwrap();
    let teams = plan["team"].as_table().unwrap();
    assert_eq!(teams["data"]["group"].as_str(), Some(lines));
    assert_eq!(teams.len(), 1);
}

#[test]
fn questions_are_asked_until_the_answer_can_be_used() {
    let answers = "Acme Inc\nacme\naws@acme.example\naws+{account}@acme.example\nacme.okta.com\n\
                   https://acme.okta.com\n0oa1\n\ndata web:bedrock-w:3\nnobody\nfinance@acme.example\n";
    let (ended, asked) = asked(answers);
    assert_eq!((ended.exit.code(), ended.err.as_str()), (0, ""));
    let intent = spec::read(&ended.out).unwrap().intent;
    assert_eq!(intent.organization.name, "acme");
    assert_eq!(intent.teams["web"].developers, 3);
    assert!(
        asked.contains("  it may hold a-z, 0-9 and - alone\n"),
        "{asked}"
    );
    assert!(asked.contains("[us-east-1]: "), "{asked}");
}

#[test]
fn no_more_answers_end_it_without_a_file() {
    let (ended, _) = asked("acme\n");
    assert_eq!((ended.exit.code(), ended.out.as_str()), (1, ""));
    assert!(
        ended.err.contains("hint: nothing was written"),
        "{}",
        ended.err
    );
}

#[test]
fn a_live_organization_becomes_a_plan_with_marked_blanks() {
    let mut org = live();
    let text = draft::from_live(&org, &path("Bedrock"), draft::Draft::default());
    let diagnostics = spec::read(&text).unwrap_err();
    for diagnostic in &diagnostics {
        let line = text[diagnostic.span().start..].lines().next().unwrap();
        let about_a_blank = line.contains("FILL IN") || diagnostic.code == Code::GroupWithinGroup;
        assert!(about_a_blank, "{diagnostic:?} is about {line}");
    }
    let blanks = text.matches("FILL IN").count();
    assert!(blanks > 5, "{text}");

    let filled = text
        .replacen("= \"\"    # <- FILL IN", "= \"acme\"", 1)
        .replacen("home_region = \"\"", "home_region = \"us-east-1\"", 1)
        .replacen("regions     = []", "regions = [\"us-east-1\"]", 1)
        .replacen("issuer    = \"\"", "issuer = \"https://acme.okta.com\"", 1)
        .replacen("client_id = \"\"", "client_id = \"0oa1\"", 1)
        .replacen("notify      = []", "notify = [\"finance@acme.example\"]", 1);
    let mut groups = 0..;
    let filled: String = filled
        .lines()
        .map(|line| match line.strip_prefix("group      = \"\"") {
            Some(_) => format!("group = \"group-{:03}\"\n", groups.next().unwrap()),
            None => format!("{line}\n"),
        })
        .collect();
    let intent = spec::read(&filled).unwrap().intent;
    let teams: Vec<(&str, usize)> = intent
        .teams
        .iter()
        .map(|(name, team)| (name.as_str(), team.seats.len()))
        .collect();
    assert_eq!(teams, [("data-science", 2), ("lonely", 1), ("web", 1)]);
    assert_eq!(
        intent.organization.email.as_str(),
        "aws+{account}@acme.example"
    );
    assert!(
        text.contains("account    = [\"000000000001\", \"000000000002\"]"),
        "{text}"
    );
    assert!(
        text.contains("# Left out, not active: 000000000006 gone"),
        "{text}"
    );
    assert!(
        text.contains("# Left out, no account in it: the unit Bedrock/Empty"),
        "{text}"
    );
    assert!(text.contains("access denied"), "{text}");

    org.accounts.reverse();
    let again = draft::from_live(&org, &path("Bedrock"), draft::Draft::default());
    assert!(
        again.contains("account    = [\"000000000001\", \"000000000002\"]"),
        "{again}"
    );
}

#[test]
fn what_the_flags_say_is_not_left_blank() {
    let flags = [FLAGS, &["--regions", "eu-west-1"]].concat();
    let known = init::known(&args(Path::new("-"), &flags)).unwrap();
    assert_eq!(known.regions, ["eu-west-1".parse::<Region>().unwrap()]);
    let text = draft::from_live(&live(), &path("Bedrock"), known);
    assert!(
        text.contains("name        = \"acme\"") && text.contains("profile = \"eu\""),
        "{text}"
    );
}

fn asked(answers: &str) -> (Ended, String) {
    let mut asked = String::new();
    let mut lines = Cursor::new(answers);
    let answers = Answers::Asked {
        lines: &mut lines,
        ask: &mut |text| asked.push_str(text),
    };
    let ended = init::run(&args(Path::new("-"), &[]), answers, PLAIN);
    (ended, asked)
}

fn args(file: &Path, flags: &[&str]) -> Init {
    let line = ["bedrock-org", "init", file.to_str().unwrap()];
    match Cli::parse_from(line.iter().chain(flags)).command {
        Command::Init(args) => args,
        other => panic!("{other:?}"),
    }
}

/// A path of this test run's own, where no file is.
fn scratch(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("init-{name}-{}.toml", std::process::id()));
    let _ = fs::remove_file(&file);
    file
}

fn live() -> Org {
    let mut org = Org {
        accounts: vec![
            account(1, "data-2", "Bedrock/Data Science"),
            account(2, "data-10", "Bedrock/Data Science/Deep"),
            account(3, "frontend", "Bedrock/Frontend"),
            account(4, "Lonely", "Bedrock"),
            account(5, "elsewhere", "Other"),
            account(6, "gone", "Bedrock/Data Science"),
        ],
        creations: vec![Creation {
            request: "car-1".into(),
            name: "new".parse().unwrap(),
        }],
        ..Org::default()
    };
    org.accounts[2].team = Some("web".parse().unwrap());
    org.accounts[5].standing = Standing::Suspended;
    for unit in [
        "Bedrock",
        "Bedrock/Data Science",
        "Bedrock/Frontend",
        "Bedrock/Empty",
    ] {
        org.units.insert(path(unit), Unit::default());
    }
    let gap = Gap {
        cause: "access denied\nby AWS".into(),
        hint: String::new(),
    };
    org.gaps.insert(Subject::Policies, gap);
    org
}

fn account(number: u64, name: &str, unit: &str) -> Account {
    Account {
        id: Some(format!("{number:012}").parse().unwrap()),
        name: name.parse().unwrap(),
        adopted: false,
        email: Some(format!("aws+{name}@acme.example").parse().unwrap()),
        place: Place::Unit(path(unit)),
        standing: Standing::Active,
        team: None,
        tags: std::collections::BTreeMap::new(),
        stacks: std::collections::BTreeMap::new(),
        bedrock: std::collections::BTreeMap::new(),
        quotas: std::collections::BTreeMap::new(),
    }
}

fn path(text: &str) -> OuPath {
    text.parse().unwrap()
}
