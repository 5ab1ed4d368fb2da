//! `doctor`: what it says of what it saw.

mod judging;
mod leading;
mod looking;

use bedrock_auth::doctor::Check;
use bedrock_auth::report::doctor;
use serde_json::json;

#[test]
fn what_is_wrong_comes_last_and_says_what_to_do() {
    let checks = [
        Check::ok("program", "0.1.0 at /usr/local/bin/bedrock-auth"),
        Check::ok("proxy", "none"),
        Check::failed(
            "routes",
            "could not read /home/ada/.bedrock-auth/routes.json: there is no such file",
            "ask whoever runs bedrock-org for the routing document, then: bedrock-auth \
             install --routes FILE",
        ),
        Check::skipped("issuer", "the routing document names it"),
        Check::warning(
            "clock",
            "90 s behind idp.example",
            "let the system set its clock",
        ),
        Check::failed(
            "environment",
            "AWS_ACCESS_KEY_ID is set: every AWS SDK prefers those keys to a profile",
            "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        ),
    ];
    let expected = "\
skipped  issuer       the routing document names it
ok       program      0.1.0 at /usr/local/bin/bedrock-auth
ok       proxy        none
warning  clock        90 s behind idp.example
                      > let the system set its clock
FAILED   routes       could not read /home/ada/.bedrock-auth/routes.json: there
                      is no such file
                      > ask whoever runs bedrock-org for the routing document,
                        then: bedrock-auth install --routes FILE
FAILED   environment  AWS_ACCESS_KEY_ID is set: every AWS SDK prefers those keys
                      to a profile
                      > unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
                        AWS_SESSION_TOKEN

2 failures, 1 warning, 1 skipped.
";
    assert_eq!(doctor::text(&checks), expected);
    assert!(expected.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn nothing_wrong_is_said_too() {
    let checks = [Check::ok("proxy", "none")];
    assert_eq!(
        doctor::text(&checks),
        "ok       proxy  none\n\nNothing stands in the way.\n"
    );
}

#[test]
fn json_keeps_the_order_of_asking() {
    let checks = [
        Check::failed("routes", "none", "get one"),
        Check::ok("proxy", "none"),
    ];
    assert_eq!(
        doctor::json(&checks),
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "ok": false,
            "checks": [
                {"name": "routes", "verdict": "failed", "seen": "none", "remedy": "get one"},
                {"name": "proxy", "verdict": "ok", "seen": "none", "remedy": null},
            ],
        })
    );
}
