//! What a valid plan file means.

use bedrock_org::model::{
    Factor, GroupMatch, HardStop, Intent, InvocationLogs, PublishPlace, Seat, Sizing, Users,
};
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
fn sizing_comes_from_the_team_then_the_default_then_the_table() {
    let read = |text: &str| spec::read(text).unwrap().intent.teams["mobile"].sizing;
    assert_eq!(read(EXAMPLE), Sizing::default());
    let default = EXAMPLE.replace("[defaults]\n", "[defaults]\nsizing = { safety = 1.2345 }\n");
    let sizing = read(&default);
    assert_eq!(sizing.safety, Factor::of_thousandths(1235));
    assert_eq!(
        (sizing.safety.to_string(), sizing.peak_tpm),
        ("1.235".into(), None)
    );
    let own = default.replace(
        "developers = 6",
        "developers = 6\nsizing = { safety = 2, peak_tpm = 7_000 }",
    );
    let sizing = read(&own);
    assert_eq!(
        (sizing.safety.to_string(), sizing.peak_tpm),
        ("2".into(), Some(7_000))
    );
    assert_eq!(sizing.safety.times(3), 6);
    assert_eq!(Factor::of_thousandths(1001).times(1), 2);
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
    assert_eq!(team.monitoring.tokens_per_day, 10_000_000);
    assert_eq!(team.monitoring.notify, []);
    assert!(!team.provider_exists);
    assert_eq!(intent.identity.group_match, GroupMatch::Contains);
    assert_eq!(organization.bucket, None);
    assert_eq!(
        (intent.hub, intent.use_case, intent.publish),
        (None, None, None)
    );
}

#[test]
fn every_optional_key_is_heard() {
    let text = include_str!("../cases/plan-file/valid-in-full/org.toml");
    let read = spec::read(text).unwrap();
    assert_eq!(read.warnings, []);
    let intent = read.intent;
    let bucket = intent.organization.bucket.as_deref();
    assert_eq!(bucket, Some("acme-bedrock-templates"));
    assert_eq!(intent.identity.group_match, GroupMatch::Equals);
    let team = &intent.teams["data"];
    assert!(team.provider_exists);
    assert_eq!(team.monitoring.tokens_per_day, 0);
    assert_eq!(
        team.monitoring.notify[0].as_str(),
        "data-leads@acme.example"
    );
    let hub = intent.hub.unwrap();
    assert_eq!(hub.account.as_str(), "333344445555");
    assert_eq!(hub.notify[0].as_str(), "cloud-coe@acme.example");
    let place = PublishPlace::S3 {
        bucket: "acme-bedrock".into(),
        key: "routes/v1.json".into(),
    };
    assert_eq!(intent.publish, Some(place));
    let form = intent.use_case.unwrap();
    assert_eq!(
        (form.users, form.industry.as_str()),
        (Users::Both, "Technology")
    );
    assert_eq!(form.description.lines().count(), 2);
}

#[test]
fn what_the_example_shows_commented_out_is_valid() {
    let shown = uncommented(EXAMPLE);
    let intent = spec::read(&shown).unwrap().intent;
    assert!(intent.hub.is_some() && intent.publish.is_some() && intent.use_case.is_some());
    assert!(intent.organization.bucket.is_some());
}

#[test]
fn a_document_can_go_to_any_https_place() {
    let publish = |place: &str| {
        let text = include_str!("../cases/plan-file/valid/org.toml");
        let read = spec::read(&format!("{text}[routing]\npublish = \"{place}\"\n"));
        read.map(|read| read.intent.publish.unwrap())
    };
    let place = "https://acme.example:8443/bedrock/routes.json";
    assert_eq!(publish(place), Ok(PublishPlace::Https(place.into())));
    for place in [
        "https://someone:secret@acme.example/routes.json",
        "https:///routes.json",
        "https://acme.example",
        "s3://192.168.0.1/routes.json",
        "s3://acme-bedrock//routes.json",
        "s3://acme-bedrock",
        "routes.json",
    ] {
        assert!(publish(place).is_err(), "{place}");
    }
}

#[test]
fn the_tokens_of_a_day_are_spread_over_a_teams_accounts() {
    let tokens = |text: &str| {
        let intent = spec::read(text).unwrap().intent;
        ["platform", "backend"].map(|team| intent.teams[team].monitoring.tokens_per_day)
    };
    assert_eq!(tokens(EXAMPLE), [16_000_000, 40_000_000]);
    let uneven = EXAMPLE.replace("developers = 40", "developers = 41");
    assert_eq!(tokens(&uneven), [16_000_000, 42_000_000]);
    let default = EXAMPLE.replace(
        "retention_days  = 30",
        "retention_days  = 30\ntokens_per_day = 7",
    );
    assert_eq!(tokens(&default), [7, 7]);
}

#[test]
fn groups_may_be_parts_of_each_other_where_the_claim_is_one_group() {
    let text = include_str!("../cases/plan-file/group-within-group/org.toml");
    assert!(spec::read(text).is_err());
    let equals = text.replace("[identity]", "[identity]\ngroups_match = \"equals\"");
    assert_eq!(spec::read(&equals).unwrap().intent.teams.len(), 2);
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

/// The text with every key and table that stands in a comment.
pub fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') || rest.contains(" = ") => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect()
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
