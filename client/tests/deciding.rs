//! When credentials will do, and for whom they were.

use bedrock_auth::clock::Moment;
use bedrock_auth::decide::{Verdict, decide};
use bedrock_auth::entry::{Credentials, Entry, Key, Slot, Stamp, Stamps, VERSION};
use bedrock_auth::secret::Secret;

const NOW: Moment = Moment(1_000_000);

fn entry(obtained: i64, expires: i64) -> Entry {
    Entry {
        version: VERSION,
        slot: Slot::default(),
        stamps: Stamps {
            routes: Stamp::default(),
            settings: Stamp::default(),
        },
        key: Key {
            issuer: "https://idp.example".into(),
            client_id: "client".into(),
            account: "111122223333".into(),
            pool: "us-east-1:0f8fad5b-d9cb-469f-a165-70867728950e".into(),
            role: "arn:aws:iam::111122223333:role/bedrock-developer".into(),
        },
        credentials: Credentials {
            access_key_id: "ASIA".into(),
            secret_access_key: Secret::new("secret".into()),
            session_token: Secret::new("token".into()),
            expires: NOW.plus(expires),
        },
        obtained: NOW.plus(obtained),
        subject: "sub".into(),
        person: "ada@acme.example".into(),
        team: "platform".into(),
        account_name: "platform-1".into(),
        region: "us-east-1".into(),
        identity_id: None,
    }
}

#[test]
fn credentials_are_used_while_sdks_would_not_ask_again() {
    let check = |obtained: i64, expires: i64, verdict: Verdict| {
        assert_eq!(
            decide(Some(&entry(obtained, expires)), NOW),
            verdict,
            "{obtained} {expires}"
        );
    };
    check(0, 3600, Verdict::Use);
    check(-2700, 900, Verdict::Use);
    check(-2701, 899, Verdict::Renew);
    check(-3540, 60, Verdict::Renew);
    check(-3541, 59, Verdict::Obtain);
    check(-4000, -400, Verdict::Obtain);
    // Fifteen minutes are STS's shortest: half of them.
    check(0, 900, Verdict::Use);
    check(-450, 450, Verdict::Use);
    check(-451, 449, Verdict::Renew);
    // The clock was set back by an hour.
    check(3600, 7200, Verdict::Obtain);
    assert_eq!(decide(None, NOW), Verdict::Obtain);
}

#[test]
fn what_was_asked_for_has_a_file_of_its_own() {
    let slot = |routes: Option<&str>, team: Option<&str>| Slot {
        routes: routes.map(Into::into),
        team: team.map(Into::into),
        one_team: false,
    };
    let slots = [
        slot(None, None),
        slot(Some("platform"), None),
        slot(None, Some("platform")),
        slot(Some("a"), Some("b")),
        slot(Some("b"), Some("a")),
    ];
    let names: std::collections::BTreeSet<_> = slots.iter().map(Slot::file_name).collect();
    assert_eq!(names.len(), slots.len());
    assert_eq!(slots[0].file_name(), "default.json");
}
