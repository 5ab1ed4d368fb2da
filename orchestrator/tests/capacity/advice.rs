//! How many accounts, or how many tokens.

use bedrock_org::model::LiveQuotas;
use bedrock_org::plan::capacity::{Known, Source};
use bedrock_org::report::{Style, capacity as report};

use super::stage::{ALL_DAY, HAIKU, HAIKU_DAY, HAIKU_REQUESTS, OPUS, backend, live, plan};

const M: u64 = 1_000_000;

fn advice(more: &str, accounts: &[&[(&str, u64)]]) -> (Option<u64>, Option<(String, u64, Source)>) {
    let advice = backend(&plan(more), Some(&live(accounts))).advice;
    let has = advice
        .has
        .map(|has| (has.alias.to_string(), has.tpm, has.source));
    (advice.accounts, has)
}

#[test]
fn the_fewest_accounts_whose_need_fits_what_one_has() {
    let has = |opus: u64| advice("developers = 40", &[&[(OPUS, opus), (HAIKU, 30 * M)]]).0;
    // 40 in one account need 3M, up to 19 in one of three 2.85M, 15 in one of four 2.25M, 13 in one of
    // five 1.95M, 10 in one of seven 1.5M.
    assert_eq!(has(3 * M), Some(1));
    assert_eq!(has(3 * M - 1), Some(3));
    assert_eq!(has(2 * M), Some(5));
    assert_eq!(has(1_500_000), Some(7));
    assert_eq!(has(899_999), None);
    assert_eq!(has(0), None);
}

#[test]
fn a_monday_of_forty_with_a_measured_peak_wants_two_accounts_or_the_peak() {
    let monday = "developers = 40\nsizing = { peak_tpm = 3_600_000 }";
    let there = live(&[&[(OPUS, 3 * M), (HAIKU, 3 * M)]]);
    let intent = plan(monday);
    let team = backend(&intent, Some(&there));
    assert_eq!((team.need.tpm, team.advice.accounts), (3_600_000, Some(2)));
    let text = report::text(
        &bedrock_org::plan::capacity::capacity(&intent, Some(&there)),
        "org.toml",
        Style::PLAIN,
    );
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(
            "Either 3.6M tokens per minute for the account, or 2 accounts, each with 2.34M tokens per \
             minute for up to 26 developers (4.68M together"
        ),
        "{text}"
    );
}

fn said(more: &str, there: Option<&LiveQuotas>) -> String {
    let intent = plan(more);
    let capacity = bedrock_org::plan::capacity::capacity(&intent, there);
    let text = report::text(&capacity, "org.toml", Style::PLAIN);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_team_with_more_than_sixteen_accounts_is_told_of_its_own() {
    let twenty = "developers = 200\naccounts = 20";
    let need = backend(&plan(twenty), None).need.tpm;
    let there = |opus: u64| {
        let account: &[(&str, u64)] = &[(OPUS, opus), (HAIKU, 30 * M)];
        live(&vec![account; 20])
    };
    let enough = there(need);
    assert_eq!(
        backend(&plan(twenty), Some(&enough)).advice.accounts,
        Some(19)
    );
    let text = said(twenty, Some(&enough));
    assert!(
        text.contains("20 accounts will do, and so would 19 accounts."),
        "{text}"
    );
    let text = said(twenty, Some(&there(need / 2)));
    assert!(text.contains("too few even for 20 accounts"), "{text}");
    let text = said(twenty, None);
    assert!(
        text.contains("20 accounts: ") && text.contains("; 1 account: "),
        "{text}"
    );
}

#[test]
fn the_scarcest_model_decides() {
    let (accounts, has) = advice("developers = 5", &[&[(OPUS, 30 * M), (HAIKU, 900_000)]]);
    assert_eq!(has, Some(("haiku".into(), 900_000, Source::Applied)));
    // Up to 3 of the 5, in one of four.
    assert_eq!(accounts, Some(4));
}

#[test]
fn requests_count_too() {
    let there = |tokens: u64, requests: u64| {
        [(OPUS, tokens), (HAIKU, 30 * M), (HAIKU_REQUESTS, requests)].to_vec()
    };
    let accounts = |tokens, requests| advice("developers = 40", &[&there(tokens, requests)]).0;
    // 40 in one account make 70 requests a minute, and so do up to 26 in one of two: no fewer than 20 do.
    // Up to 19 in one of three make 67, 15 in one of four 53.
    assert_eq!(accounts(30 * M, 70), Some(1));
    assert_eq!(accounts(30 * M, 69), Some(3));
    assert_eq!(accounts(30 * M, 67), Some(3));
    assert_eq!(accounts(30 * M, 66), Some(4));
    assert_eq!(accounts(2 * M, 69), accounts(2 * M, 70));
    assert_eq!(accounts(30 * M, 1), None);

    let words = |tokens: u64, requests: u64| {
        said("developers = 40", Some(&live(&[&there(tokens, requests)])))
    };
    let told = |tokens, requests, expected: &str| {
        let text = words(tokens, requests);
        assert!(text.contains(expected), "{text}");
    };
    let five = "or 5 accounts, each with 1.95M tokens and 46 requests per minute for up to 13 developers \
                (9.75M tokens together: accounts do not share).";
    told(
        30 * M,
        50,
        &format!(
            "An account has 30M tokens per minute of opus and 50 requests of haiku, where it is scarcest. \
             Either 70 requests per minute for the account, {five}"
        ),
    );
    told(
        2 * M,
        50,
        &format!("Either 3M tokens and 70 requests per minute for the account, {five}"),
    );
    told(
        30 * M,
        10,
        "too few even for 16 accounts. Ask AWS for 70 requests per minute for the account.",
    );
}

#[test]
fn a_day_s_tokens_count_too() {
    let tokens: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 30 * M), (ALL_DAY, 150 * M)];
    assert_eq!(advice("developers = 75", &[tokens]).0, Some(1));
    assert_eq!(advice("developers = 76", &[tokens]).0, Some(2));
    // Of one model, and twice as much through a profile: 2 x 20M for 20 developers at 2M.
    let haiku: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 30 * M), (HAIKU_DAY, 20 * M)];
    assert_eq!(advice("developers = 20", &[haiku]).0, Some(1));
    assert_eq!(advice("developers = 21", &[haiku]).0, Some(2));
}

#[test]
fn without_an_applied_value_the_default_holds_and_then_the_plan() {
    let mut quotas = live(&[&[(OPUS, 0), (HAIKU, 0)]]);
    for quota in quotas.read.values_mut().flat_map(|all| &mut all.0) {
        (quota.applied, quota.default) = (None, Some(7 * M));
    }
    let has = backend(&plan("developers = 5"), Some(&quotas))
        .advice
        .has
        .unwrap();
    assert_eq!((has.tpm, has.source), (7 * M, Source::Default));

    let both =
        "developers = 5\nquota = { opus = { tpm = 4_000_000 }, haiku = { tpm = 2_000_000 } }";
    let has = backend(&plan(both), None).advice.has.unwrap();
    assert_eq!((has.tpm, has.source), (2 * M, Source::Plan));
    // Of haiku nothing is known, and it may be scarcer.
    let one = "developers = 5\nquota = { opus = { tpm = 4_000_000 } }";
    assert_eq!(backend(&plan(one), None).advice.has, None);
}

#[test]
fn what_could_not_be_read_is_neither_nothing_nor_absent() {
    let mut there = live(&[&[(OPUS, 3 * M), (HAIKU, 3 * M)]]);
    there.absent.push("backend-3".parse().unwrap());
    let team = backend(&plan("developers = 5\naccounts = 3"), Some(&there));
    let known: Vec<Known> = team.places.iter().map(|place| place.known).collect();
    assert_eq!(known, [Known::Read, Known::Unread, Known::Absent]);
    assert!(
        team.places[1..]
            .iter()
            .all(|place| place.models[0].tpm.gap().is_none())
    );
}
