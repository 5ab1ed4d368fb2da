use std::time::Duration;

use bedrock_org::command::verify::verify;
use bedrock_org::model::{Answer, AskedBy, IdToken, Verified};
use bedrock_org::report::{Style, verification};
use bedrock_sandbox::{ExistingPool, Faults, Forgery, Kind, Rule, Setup};
use serde_json::json;

use crate::access::documented;
use crate::in_memory::on_virtual_time;

use super::stage::Stage;

/// How many answers were given, refused and neither.
fn counts(verified: &Verified) -> (usize, usize, usize) {
    let mut counts = (0, 0, 0);
    for asked in verified.accounts.iter().flat_map(|account| &account.asked) {
        match asked.answer {
            Answer::Given => counts.0 += 1,
            Answer::Refused { .. } => counts.1 += 1,
            Answer::NotKnown { .. } => counts.2 += 1,
        }
    }
    counts
}

fn leaks(verified: &Verified) -> Vec<(&str, Vec<AskedBy>)> {
    let accounts = verified.accounts.iter();
    let leaks = accounts.map(|account| (account.account.as_str(), account.leaks()));
    leaks.filter(|(_, leaks)| !leaks.is_empty()).collect()
}

#[test]
fn a_developer_gets_their_own_and_nothing_else() {
    let stage = Stage::new();
    let token = stage.token(&["everyone", "bedrock-backend"]);
    let verified = on_virtual_time(stage.verify(&token)).unwrap();
    assert_eq!(verified.teams, ["backend"]);
    assert_eq!(
        counts(&verified),
        (4, 20, 0),
        "two accounts, with and without the role's name"
    );
    assert_eq!(leaks(&verified), []);
    let style = Style {
        width: 80,
        ..Style::PLAIN
    };
    let expected = "\
What AWS gives to the token of a developer of backend

account     team      answer
platform-1  platform  refused, all 4 ways
backend-1   backend   their own: given by the enhanced flow, the enhanced flow
                      for a named role; 2 others refused
backend-2   backend   their own: given by the enhanced flow, the enhanced flow
                      for a named role; 2 others refused
frontend-1  frontend  refused, all 4 ways
data-1      data      refused, all 4 ways
mobile-1    mobile    refused, all 4 ways

No other team's credentials were given: 24 attempts at 6 accounts.
";
    assert_eq!(verification::text(&verified, style), expected);
    let json = verification::json(&verified, 0);
    let summary = json!({ "attempts": 24, "given": 4, "refused": 20, "not_known": 0 });
    assert_eq!(json["summary"], summary);
    assert_eq!(
        json["accounts"][0]["asked"][0]["answer"]["refused"]["code"],
        "NotAuthorizedException"
    );
    assert!(!json.to_string().contains(token.secret()));
    documented::every_field(&json);
}

#[test]
fn an_outsider_gets_nothing() {
    let stage = Stage::new();
    let verified = on_virtual_time(stage.verify(&stage.token(&[]))).unwrap();
    assert_eq!(counts(&verified), (0, 24, 0));
}

#[test]
fn a_pool_that_lets_others_in_is_named() {
    let classic = |account: &str, pool: &mut ExistingPool| pool.classic = account == "data-1";
    let stage = Stage::with(Setup::default(), &classic);
    let outsider = on_virtual_time(stage.verify(&stage.token(&["everyone"]))).unwrap();
    assert_eq!(leaks(&outsider), [("data-1", vec![AskedBy::ClassicFlow])]);
    let own = on_virtual_time(stage.verify(&stage.token(&["bedrock-data"]))).unwrap();
    assert_eq!(
        leaks(&own),
        [("data-1", vec![AskedBy::ClassicFlow])],
        "not even its own team"
    );
    let text = verification::text(&outsider, Style::PLAIN);
    assert!(
        text.contains("LEAK: credentials were given by the classic flow"),
        "{text}"
    );
    assert!(
        text.contains("AWS gave what it must not at data-1: 24 attempts"),
        "{text}"
    );

    let default_role = |account: &str, pool: &mut ExistingPool| {
        if account == "data-1" {
            for mapping in pool.mappings.values_mut() {
                mapping.rules[0].value = "e".into();
            }
        }
    };
    let stage = Stage::with(Setup::default(), &default_role);
    let outsider = on_virtual_time(stage.verify(&stage.token(&["everyone"]))).unwrap();
    let both = vec![AskedBy::EnhancedFlow, AskedBy::NamedRole];
    assert_eq!(leaks(&outsider), [("data-1", both)]);
}

#[test]
fn a_token_that_does_not_count_proves_nothing() {
    let stage = Stage::new();
    let claims = stage.claims(&["bedrock-backend"]);
    let old = claims.clone().aged(Duration::from_secs(86_400));
    let forged = stage.sandbox.forged_token(&claims, &Forgery::OtherKey);
    for text in [stage.sandbox.id_token(&old), forged] {
        let token = IdToken::parse(&text).ok().unwrap();
        let verified = on_virtual_time(stage.verify(&token)).unwrap();
        let (given, _, not_known) = counts(&verified);
        assert_eq!(given, 0);
        assert!(not_known >= 18, "{verified:?}");
        assert!(verified.accounts.iter().all(|account| !account.is_known()));
        let told = verification::text(&verified, Style::PLAIN);
        assert!(told.contains("not all is known"), "{told}");
    }
}

#[test]
fn a_token_of_somebody_else_is_not_tried() {
    let stage = Stage::new();
    let client = &stage.intent.identity.client_id;
    let elsewhere = bedrock_sandbox::IdToken::new("https://other.example", client, "ann");
    let access = bedrock_sandbox::IdToken::new(&stage.intent.identity.issuer, "api", "ann");
    for (claims, expected) in [
        (elsewhere, "its issuer is not https://acme.okta.com"),
        (
            access,
            "it was not issued for the client 0oa1b2c3d4e5f6g7h8i9",
        ),
    ] {
        let token = IdToken::parse(&stage.sandbox.id_token(&claims))
            .ok()
            .unwrap();
        let stopped = on_virtual_time(stage.verify(&token)).unwrap_err();
        assert!(stopped.contains(expected), "{stopped}");
        assert!(!stopped.contains(token.secret()));
    }
}

/// Every answer of one operation is an error of the server, or "slow down".
fn failing(operation: &str, kind: Kind) -> Setup {
    let rule = Rule {
        times: u64::MAX,
        ..Rule::operation(operation, 1, kind)
    };
    Setup {
        faults: Faults {
            rules: vec![rule],
            ..Faults::default()
        },
        ..Setup::default()
    }
}

#[test]
fn no_answer_is_never_a_refusal() {
    let status = Kind::InternalError { status: 500 };
    for (kind, operation) in [
        (status, "GetCredentialsForIdentity"),
        (Kind::Throttled, "GetCredentialsForIdentity"),
        (Kind::LostBefore, "GetCredentialsForIdentity"),
        (Kind::Throttled, "AssumeRoleWithWebIdentity"),
    ] {
        let stage = Stage::with(failing(operation, kind.clone()), &|_, _| {});
        let verified = on_virtual_time(stage.verify(&stage.token(&[]))).unwrap();
        let (given, refused, not_known) = counts(&verified);
        let asked_so = if operation == "AssumeRoleWithWebIdentity" {
            6
        } else {
            12
        };
        assert_eq!(
            (given, refused, not_known),
            (0, 24 - asked_so, asked_so),
            "{kind:?} {operation}"
        );
    }
}

#[test]
fn without_a_pool_there_is_nothing_to_verify() {
    let stage = Stage::new();
    let mut routes = stage.routes();
    routes.teams[0].accounts[0].exchange = bedrock_routing::Exchange::Sts;
    let token = stage.token(&["bedrock-platform"]);
    let stopped = on_virtual_time(verify(&stage.connection(), &routes, &token)).unwrap_err();
    assert_eq!(
        stopped.error,
        "could not verify the isolation: the routing document sends platform-1's developers straight to STS"
    );
}
