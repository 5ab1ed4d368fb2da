//! Other providers, partitions and profiles: each reaches its own and nothing else.

use bedrock_org::plan::access::Kind;

use crate::in_memory::{EXAMPLE, intent};

use super::stage::Stage;

/// The example with pieces of its text replaced.
fn example(changes: &[(&str, &str)]) -> Stage {
    let changed = changes.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the example");
        text.replace(from, to)
    });
    Stage::of(intent(&changed))
}

#[track_caller]
fn is_well(stage: &Stage) {
    for kind in [Kind::Leak, Kind::Missing, Kind::Thin] {
        assert_eq!(stage.findings(kind), Vec::<String>::new());
    }
    let access = stage.access();
    let wanted: usize = access.accounts.iter().map(|it| it.wanted_calls).sum();
    assert!(wanted > 10, "{wanted}");
}

#[test]
fn a_cognito_user_pool_needs_no_provider() {
    let pool = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_aBcDeFgHi";
    is_well(&example(&[("https://acme.okta.com", pool)]));
}

#[test]
fn a_trailing_slash_is_part_of_an_issuer() {
    let auth0 = example(&[("https://acme.okta.com", "https://acme.eu.auth0.com/")]);
    is_well(&auth0);
}

#[test]
fn a_global_profile_answers_anywhere() {
    let sonnet = "\"anthropic.claude-sonnet-5-5\", profile = \"us\"";
    is_well(&example(&[(
        sonnet,
        "\"anthropic.claude-sonnet-5-5\", profile = \"global\"",
    )]));
    let all = example(&[("profile = \"us\"", "profile = \"global\"")]);
    is_well(&all);
}

#[test]
fn govcloud_has_principals_of_its_own() {
    is_well(&example(&[
        ("\"us-east-1\"", "\"us-gov-east-1\""),
        ("\"us-west-2\"", "\"us-gov-west-1\""),
        ("eu-central-1", "us-gov-west-1"),
        ("profile = \"us\"", "profile = \"us-gov\""),
        (
            "sonnet-eu = { id = \"anthropic.claude-sonnet-5-5\", profile = \"eu\" }\n",
            "",
        ),
        ("sonnet-eu", "opus"),
    ]));
}
