//! Developers over accounts: everybody stays, each account gets its share, and nothing but ids, weights
//! and the subject counts.

use bedrock_routing::{Account, Exchange, spread};

fn account(number: u64, weight: u32) -> Account {
    let id = format!("{:012}", 111_122_220_000 + number * 1_111);
    Account {
        name: format!("team-{number}"),
        region: "us-east-1".into(),
        exchange: Exchange::Sts,
        role: format!("arn:aws:iam::{id}:role/bedrock-developer"),
        id,
        weight,
    }
}

fn accounts(weights: &[u32]) -> Vec<Account> {
    (1..)
        .zip(weights)
        .map(|(number, weight)| account(number, *weight))
        .collect()
}

/// As an identity provider makes them up.
fn subjects(many: usize) -> Vec<String> {
    let mut rng = fastrand::Rng::with_seed(4);
    let letter = |rng: &mut fastrand::Rng| rng.alphanumeric();
    let subject = |_| (0..20).map(|_| letter(&mut rng)).collect();
    (0..many).map(subject).collect()
}

fn of<'a>(accounts: &'a [Account], subject: &str) -> &'a str {
    &spread::account(accounts, subject).unwrap().id
}

/// Calculated apart from this program, with Python's hashlib and math. A change of these values moves
/// developers to other accounts: it must never come unseen.
#[test]
fn the_draw_is_the_same_in_every_release() {
    let mut three = accounts(&[1, 1, 3]);
    let ids = ["111122223333", "111122224444", "111122225555"];
    for (account, id) in three.iter_mut().zip(ids) {
        account.id = id.into();
    }
    let check = |subject: &str, expected: [(&str, u64, u64); 3]| {
        let ranking = spread::ranking(&three, subject);
        let found: Vec<_> = ranking
            .iter()
            .map(|drawn| (&drawn.account.id[8..], drawn.draw, drawn.score()))
            .collect();
        assert_eq!(found, expected, "{subject}");
        assert_eq!(of(&three, subject), ranking[0].account.id);
    };
    check(
        "ada",
        [
            ("3333", 0xde49_1967_10be_e01e, 4_908),
            ("5555", 0x2abb_9fdd_36f2_67c6, 1_161),
            ("4444", 0x00dd_7ae7_ca7a_9511, 121),
        ],
    );
    check(
        "00u1a2b3c4d5e6f7g8h9",
        [
            ("5555", 0x762d_1f1c_4083_4d64, 2_690),
            ("4444", 0xae3d_348c_4caa_e12c, 1_801),
            ("3333", 0x80f1_3229_d35e_0d96, 1_010),
        ],
    );
    check(
        "auth0|5f7c8ec7c33c6c004bbafe82",
        [
            ("3333", 0xffeb_d1fa_249e_0415, 2_250_723),
            ("5555", 0xe468_7d3e_2bd7_60ab, 18_233),
            ("4444", 0x41a1_07db_65e8_92ac, 509),
        ],
    );
    check(
        "é",
        [
            ("3333", 0x9ea8_7b35_9f12_7d8e, 1_448),
            ("5555", 0x13bf_fcc7_878c_d6a8, 811),
            ("4444", 0x02e1_fd19_7699_e635, 154),
        ],
    );
    check(
        "",
        [
            ("5555", 0x970b_def1_5c15_7384, 3_941),
            ("3333", 0xcd9d_6f73_057d_80d0, 3_162),
            ("4444", 0x5025_57c9_c1ba_04c8, 596),
        ],
    );
}

#[test]
fn nobody_is_sent_nowhere() {
    assert_eq!(spread::account(&[], "ada"), None);
    let one = accounts(&[7]);
    assert_eq!(of(&one, "ada"), one[0].id);
}

#[test]
fn every_account_gets_its_share() {
    let even = |many: usize| vec![1; many];
    let cases = (1..=16).map(even).chain([
        vec![1, 2],
        vec![3, 1, 1],
        vec![1, 1, 1, 2, 5],
        vec![10, 10, 20, 20, 20, 20],
        vec![1000, 500],
    ]);
    let subjects = subjects(10_000);
    for weights in cases {
        let accounts = accounts(&weights);
        let whole: u32 = weights.iter().sum();
        for (account, weight) in accounts.iter().zip(&weights) {
            let here = subjects
                .iter()
                .filter(|subject| of(&accounts, subject) == account.id);
            let (found, due) = (
                here.count() as f64,
                10_000.0 * f64::from(*weight) / f64::from(whole),
            );
            // Where few are due, chance alone makes for more than a twentieth.
            let chance = 3.5 * due.sqrt();
            let allowed = (due * 0.05).max(chance);
            assert!(
                (found - due).abs() <= allowed,
                "{weights:?}: {found} of {due}"
            );
        }
    }
}

/// Ten thousand people at one account of sixteen are 625, give or take 24: of its own share chance alone
/// takes 4 % for one standard deviation. Of all people that is a quarter of a hundredth, so two hundredths
/// of all people is a bound that only a spread that favours somebody breaks.
#[test]
fn of_all_people_each_account_has_its_share_within_two_hundredths() {
    let subjects = subjects(10_000);
    for many in 1..=16_usize {
        let unequal = |number: usize| u32::try_from(number % 5 + 1).unwrap();
        for weights in [vec![1; many], (0..many).map(unequal).collect()] {
            let accounts = accounts(&weights);
            let whole: u32 = weights.iter().sum();
            for (account, weight) in accounts.iter().zip(&weights) {
                let here = subjects
                    .iter()
                    .filter(|subject| of(&accounts, subject) == account.id);
                let found = here.count() as f64 / 10_000.0;
                let due = f64::from(*weight) / f64::from(whole);
                assert!((found - due).abs() <= 0.02, "{weights:?}: {found} of {due}");
            }
        }
    }
}

#[test]
fn with_many_people_the_shares_are_within_a_twentieth() {
    let accounts = accounts(&[1; 16]);
    let subjects = subjects(16 * 10_000);
    let mut found = std::collections::BTreeMap::new();
    for subject in &subjects {
        *found.entry(of(&accounts, subject)).or_insert(0_u32) += 1;
    }
    assert_eq!(found.len(), 16);
    assert!(
        found.values().all(|count| (9_500..=10_500).contains(count)),
        "{found:?}"
    );
}

#[test]
fn an_account_that_is_added_takes_its_share_and_moves_nobody_else() {
    let subjects = subjects(10_000);
    for many in 1..16_usize {
        let all = accounts(&vec![1; many + 1]);
        let before = &all[..many];
        let mut moved = 0_usize;
        for subject in &subjects {
            let (old, new) = (of(before, subject), of(&all, subject));
            if old != new {
                assert_eq!(new, all[many].id, "{subject} moved between old accounts");
                moved += 1;
            }
        }
        let due = 10_000 / (many + 1);
        assert!(
            moved.abs_diff(due) * 20 < due.max(700),
            "{moved} moved, {due} due"
        );
    }
}

#[test]
fn of_unequal_accounts_too_only_the_added_one_draws_people_in() {
    let subjects = subjects(10_000);
    let weights = [3, 1, 20, 2, 7, 1, 4, 5, 1, 1, 9, 2, 6, 1, 3, 8];
    for many in 1..16_usize {
        let all = accounts(&weights[..=many]);
        let moved = subjects.iter().filter(|subject| {
            let (old, new) = (of(&all[..many], subject), of(&all, subject));
            assert!(old == new || new == all[many].id, "{subject}");
            old != new
        });
        let whole: u32 = weights[..=many].iter().sum();
        let due = f64::from(weights[many]) / f64::from(whole);
        let moved = moved.count() as f64 / 10_000.0;
        assert!((moved - due).abs() <= 0.02, "{moved} moved, {due} due");
    }
}

#[test]
fn more_weight_only_draws_people_in() {
    let subjects = subjects(10_000);
    let before = accounts(&[2, 2, 2]);
    let after = accounts(&[2, 3, 2]);
    for subject in &subjects {
        let (old, new) = (of(&before, subject), of(&after, subject));
        assert!(old == new || new == after[1].id, "{subject}");
    }
}

#[test]
fn neither_the_order_nor_the_names_count() {
    let accounts = accounts(&[1, 4, 2, 1, 1, 9]);
    let mut rng = fastrand::Rng::with_seed(9);
    for subject in subjects(2_000) {
        let mut shuffled = accounts.clone();
        rng.shuffle(&mut shuffled);
        for account in &mut shuffled {
            account.name = format!("renamed-{}", rng.u32(..));
            account.role.push('x');
        }
        assert_eq!(of(&shuffled, &subject), of(&accounts, &subject));
        let ids = |accounts| {
            let ranking = spread::ranking(accounts, &subject).into_iter();
            ranking.map(|drawn| drawn.account.id.clone()).collect()
        };
        let ids: [Vec<String>; 2] = [ids(&shuffled), ids(&accounts)];
        assert_eq!(ids[0], ids[1]);
    }
}
