//! What a valid plan file means.

use bedrock_org::model::{HardStop, Intent, InvocationLogs, Seat};
use bedrock_org::spec;

const EXAMPLE: &str = include_str!("../../../org.toml.example");

#[test]
fn the_example_is_valid_and_raises_no_warning() {
    let read = spec::read(EXAMPLE).unwrap();
    assert_eq!(read.warnings, []);
    let seats: usize = read
        .intent
        .teams
        .values()
        .map(|team| team.seats.len())
        .sum();
    assert_eq!((read.intent.teams.len(), seats), (5, 6));
}

#[test]
fn a_team_replaces_single_keys_of_the_default() {
    let intent = example();
    let platform = intent.teams["platform"].budget.clone().unwrap();
    assert_eq!(platform.monthly_usd, 6000);
    assert_eq!(platform.alert_at, [50, 80, 100]);
    assert_eq!(platform.forecast_at, [100]);
    assert_eq!(platform.notify[0].as_str(), "finance@acme.example");
    assert_eq!(platform.hard_stop, HardStop::Automatic);
    assert_eq!(
        intent.teams["mobile"].budget.as_ref().unwrap().hard_stop,
        HardStop::OnApproval
    );
    assert_eq!(
        intent.teams["frontend"]
            .budget
            .as_ref()
            .unwrap()
            .monthly_usd,
        2000
    );
}

#[test]
fn accounts_are_numbered_from_1_and_adopted_ones_come_first() {
    let intent = example();
    assert_eq!(
        seats(&intent, "platform"),
        ["platform-1 aws+platform-1@acme.example"]
    );
    assert_eq!(
        seats(&intent, "backend"),
        [
            "backend-1 aws+backend-1@acme.example",
            "backend-2 aws+backend-2@acme.example"
        ]
    );
    assert_eq!(seats(&intent, "data"), ["data-1 222233334444"]);
    let more = EXAMPLE.replace(
        "account    = \"222233334444\"",
        "accounts = 3\naccount = [\"222233334444\", \"Owner@acme.example\"]",
    );
    let intent = spec::read(&more).unwrap().intent;
    assert_eq!(
        seats(&intent, "data"),
        [
            "data-1 222233334444",
            "data-2 Owner@acme.example, which exists",
            "data-3 aws+data-3@acme.example"
        ]
    );
}

#[test]
fn what_is_left_out_has_a_default() {
    let text = include_str!("../cases/plan-file/valid/org.toml");
    let intent = spec::read(text).unwrap().intent;
    let organization = &intent.organization;
    assert_eq!(organization.ou.as_str(), "Bedrock");
    assert_eq!(organization.home_region.as_str(), "us-east-1");
    assert_eq!(organization.access_role, "OrganizationAccountAccessRole");
    assert!(organization.manage_trusted_access);
    assert_eq!(intent.identity.groups_claim, "groups");
    assert_eq!(intent.identity.redirect_ports, [8400, 8401]);
    let team = &intent.teams["data"];
    assert_eq!((team.budget.clone(), team.quota.len()), (None, 0));
    assert_eq!(team.regions, organization.regions);
    assert!(team.monitoring.dashboard);
    assert_eq!(team.monitoring.invocation_logs, InvocationLogs::Metadata);
    assert_eq!(team.monitoring.retention_days, 30);
}

#[test]
fn a_budget_without_alert_at_has_the_usual_alerts_and_an_empty_list_has_none() {
    let budget = |table: &str| {
        let text = include_str!("../cases/plan-file/valid/org.toml");
        let intent = spec::read(&format!("{text}budget = {table}\n"))
            .unwrap()
            .intent;
        intent.teams["data"].budget.clone().unwrap()
    };
    let usual = budget("{ monthly_usd = 5, notify = [\"finance@acme.example\"] }");
    assert_eq!(usual.alert_at, [50, 80, 100]);
    let silent = budget("{ monthly_usd = 5, alert_at = [] }");
    assert!(silent.alert_at.is_empty() && silent.notify.is_empty());
    let topic =
        budget("{ monthly_usd = 5, notify_topics = [\"arn:aws:sns:us-east-1:111122223333:x\"] }");
    assert_eq!(
        topic.notify_topics,
        ["arn:aws:sns:us-east-1:111122223333:x"]
    );
}

#[test]
fn a_teams_tags_come_on_top_of_the_organizations() {
    let text = EXAMPLE.replace(
        "{ cost-center = \"4711\" }",
        "{ cost-center = \"4711\", owner = \"mobile\" }",
    );
    let intent = spec::read(&text).unwrap().intent;
    let tags = |team: &str| {
        let tags = intent.teams[team].tags.iter();
        tags.map(|(key, value)| format!("{key}={value}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(tags("mobile"), ["cost-center=4711", "owner=mobile"]);
    assert_eq!(tags("frontend"), ["owner=cloud-coe"]);
}

#[test]
fn the_issuers_trailing_slash_stays() {
    let text = EXAMPLE.replace("https://acme.okta.com", "https://acme.eu.auth0.com/");
    let intent = spec::read(&text).unwrap().intent;
    assert_eq!(intent.identity.issuer, "https://acme.eu.auth0.com/");
}

#[test]
fn line_ends_and_the_order_of_tables_change_nothing() {
    let windows = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
    assert_eq!(spec::read(&windows).unwrap().intent, example());
    let (head, teams) = EXAMPLE.split_once("[team.platform]").unwrap();
    let comments_end = head.find("[organization]").unwrap();
    let turned = format!("[team.platform]{teams}\n{}", &head[comments_end..]);
    assert_eq!(spec::read(&turned).unwrap().intent, example());
}

fn example() -> Intent {
    spec::read(EXAMPLE).unwrap().intent
}

fn seats(intent: &Intent, team: &str) -> Vec<String> {
    intent.teams[team]
        .seats
        .iter()
        .map(|seat| match seat {
            Seat::ByEmail { name, email } => format!("{name} {email}"),
            Seat::KnownEmail { name, email } => format!("{name} {email}, which exists"),
            Seat::ById { name, id } => format!("{name} {id}"),
        })
        .collect()
}
