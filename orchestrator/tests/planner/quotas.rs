//! What becomes of quotas, by our requests and by AWS.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_org::model::{
    Account, AccountQuota, AccountQuotas, Org, QuotaRequest, QuotaValue, Region, RequestState,
};
use bedrock_org::plan::Action;
use bedrock_org::plan::quota_step::OPEN_IN_ACCOUNT;
use proptest::sample::Index;

use super::generate::REGIONS;

/// Which quotas there are, and what any account has of them. In the West two names are one model, and a
/// quota cannot be raised.
const DEFAULTS: [(&str, &str, &str, u64); 5] = [
    ("haiku.tpm", "L-1", "L-1", 1_000_000),
    ("opus.tpm", "L-2", "L-2", 400_000),
    ("opus.rpm", "L-3", "L-3", 10),
    ("sonnet.tpm", "L-4", "L-2", 400_000),
    ("sonnet.rpm", "L-5", "L-3", 10),
];
const FIXED_IN_THE_WEST: &str = "L-1";

pub fn defaults() -> BTreeMap<Region, AccountQuotas> {
    let regions = REGIONS.iter().map(|code| {
        let west = *code == "us-west-2";
        let quotas = DEFAULTS.iter().map(|(key, east_code, west_code, default)| {
            let code = if west { west_code } else { east_code };
            let shown = QuotaValue {
                code: (*code).into(),
                name: format!("Quota {code}"),
                default: Some(*default),
                applied: None,
                adjustable: !(west && *code == FIXED_IN_THE_WEST),
            };
            let quota = AccountQuota {
                shown: Some(shown),
                ..AccountQuota::default()
            };
            (String::from(*key).try_into().expect("a quota"), quota)
        });
        let quotas = AccountQuotas {
            quotas: quotas.collect(),
            others_open: 0,
        };
        (code.parse().expect("a Region"), quotas)
    });
    regions.collect()
}

/// Some new accounts start with less than others.
pub fn of_new_account(name: &str) -> BTreeMap<Region, AccountQuotas> {
    let mut regions = defaults();
    let quotas = regions.values_mut().flat_map(|it| it.quotas.values_mut());
    for shown in quotas.filter_map(|quota| quota.shown.as_mut()) {
        let less = if name.ends_with("-2") { 10 } else { 1 };
        shown.applied = shown.default.map(|default| default / less);
    }
    regions
}

/// As AWS takes a request, or would refuse it.
pub fn ask(account: &mut Account, action: &Action) {
    let Action::RequestQuota {
        account: _,
        region,
        quota,
        code,
        name,
        value,
        justification,
    } = action
    else {
        panic!("not a quota: {action:?}");
    };
    assert!(open(account) < OPEN_IN_ACCOUNT, "AWS takes no more");
    let here = account.quotas.get_mut(region).expect("a Region in use");
    let asked = here.quotas.get(quota).expect("a quota of the account");
    let shown = asked.shown.as_ref().expect("a quota of AWS's");
    assert_eq!((&shown.code, &shown.name), (code, name));
    assert!(shown.adjustable, "no request raises it");
    assert!(*value > shown.has().expect("a value"), "it is there");
    assert!(Some(*value) > shown.default, "AWS asks for more");
    assert!(justification.contains(region.as_str()), "{justification}");
    for before in &asked.requests {
        assert!(!before.state.is_open(), "one at a time: {before:?}");
        assert_ne!(before.value, *value, "asked for twice: {before:?}");
    }
    let number = asked.requests.len() as i64;
    let request = QuotaRequest {
        id: format!("{region}-{code}-{value}"),
        case: None,
        code: code.clone(),
        value: *value,
        state: RequestState::Pending,
        asked: number,
        touched: number,
    };
    for quota in with_code(here, code) {
        quota.requests.insert(0, request.clone());
    }
}

/// Two names of one model are one quota.
fn with_code<'a>(
    here: &'a mut AccountQuotas,
    code: &'a str,
) -> impl Iterator<Item = &'a mut AccountQuota> {
    let quotas = here.quotas.values_mut();
    quotas.filter(move |quota| quota.shown.as_ref().is_some_and(|it| it.code == code))
}

fn open(account: &Account) -> usize {
    let of_region = |quotas: &AccountQuotas| {
        let requests = quotas.quotas.values().flat_map(|quota| &quota.requests);
        let open = requests.filter(|request| request.state.is_open());
        let ids: BTreeSet<&String> = open.map(|request| &request.id).collect();
        ids.len() + quotas.others_open
    };
    account.quotas.values().map(of_region).sum()
}

/// So many things may befall a quota.
pub const FATES: u8 = 10;

pub fn befall(org: &mut Org, what: u8, which: Index) {
    let mut all = Vec::new();
    for (number, account) in org.accounts.iter().enumerate() {
        for (region, quotas) in &account.quotas {
            let shown = quotas.quotas.values().filter_map(|it| it.shown.as_ref());
            let codes: BTreeSet<&String> = shown.map(|shown| &shown.code).collect();
            all.extend(codes.into_iter().map(|code| (number, region, code)));
        }
    }
    if all.is_empty() {
        return;
    }
    let (number, region, code) = all[which.index(all.len())];
    let (region, code) = (region.clone(), code.clone());
    let here = org.accounts[number].quotas.get_mut(&region);
    let here = here.expect("a Region in use");
    match what {
        0 => here.others_open = OPEN_IN_ACCOUNT,
        1 => here.others_open = OPEN_IN_ACCOUNT - 1,
        _ => with_code(here, &code).for_each(|quota| change(quota, what)),
    }
}

fn change(quota: &mut AccountQuota, what: u8) {
    let shown = quota.shown.as_mut().expect("a quota of AWS's");
    match what {
        2 => return shown.adjustable = false,
        3 => return shown.applied = Some(1),
        _ => {}
    }
    let Some(open) = quota.requests.iter_mut().find(|it| it.state.is_open()) else {
        return;
    };
    open.touched += 1;
    open.state = match what {
        4 => RequestState::Denied,
        5 => RequestState::CaseClosed,
        6 => RequestState::CaseOpened,
        _ => RequestState::Approved,
    };
    match what {
        7 => shown.applied = Some(open.value),
        8 => shown.applied = shown.has().map(|has| has.midpoint(open.value)),
        // It is approved, and not carried out.
        _ => {}
    }
}

/// AWS refuses all that it has yet to decide.
pub fn refuse_all(org: &mut Org) {
    let accounts = org.accounts.iter_mut();
    let regions = accounts.flat_map(|account| account.quotas.values_mut());
    for quota in regions.flat_map(|here| here.quotas.values_mut()) {
        change(quota, 4);
    }
}
