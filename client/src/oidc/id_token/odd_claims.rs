//! Claims as no provider would sign them.

use serde_json::json;

use super::*;

const SKEW: i64 = 300;

const NOW: Moment = Moment(1_795_176_000);

/// Whatever a provider signs, its reader stands, and nothing is believed that is not for us.
#[test]
fn a_hundred_thousand_odd_claims_are_read() {
    let mut random = fastrand::Rng::with_seed(5);
    let (nonce, access) = (Secret::new("nonce".into()), Secret::new("access".into()));
    let expected = Expected {
        issuer: "https://idp.example",
        client_id: "client",
        nonce: Some(&nonce),
        subject: Some("ada"),
        access_token: Some(&access),
        now: NOW,
    };
    let good = json!({
        "iss": "https://idp.example", "aud": "client", "sub": "ada", "nonce": "nonce",
        "iat": NOW.0, "exp": NOW.0 + 3600,
    });
    let names = [
        "iss", "aud", "azp", "sub", "nonce", "iat", "exp", "nbf", "at_hash", "groups",
    ];
    let keys = json!({"keys": [{"kty": "RSA", "n": "_".repeat(342), "e": "AQAB"}]});
    let keys = Keys::parse(keys.to_string().as_bytes()).unwrap();
    let verifier = verifier(&keys, &expected).unwrap();
    let verifier = verifier.insecure_disable_signature_check();
    let mut believed = 0;
    for _ in 0..100_000 {
        let mut claims = good.as_object().unwrap().clone();
        for _ in 0..random.usize(1..4) {
            let name = *random.choice(&names).unwrap();
            claims.insert(name.into(), any(&mut random, 0));
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let (header, claims) = (part(&json!({"alg": "RS256"})), part(&Value::Object(claims)));
        let Ok(read) = Read::of(&format!("{header}.{claims}.AAAA"), &expected) else {
            continue;
        };
        if let Ok(identity) = read.verified(&verifier, &expected) {
            assert_eq!(identity.claims["iss"], good["iss"]);
            assert_eq!(identity.subject, "ada");
            assert!(identity.expires.0 >= NOW.0 - SKEW);
            believed += 1;
        }
    }
    assert!(believed > 0);
}

fn any(random: &mut fastrand::Rng, depth: u8) -> Value {
    let some = random.usize(0..4);
    match random.u8(0..if depth > 3 { 8 } else { 10 }) {
        0 => Value::Null,
        1 => random.bool().into(),
        2 => random.i64(..).into(),
        3 => random.u64(..).into(),
        4 => json!(f64::from_bits(random.u64(..))),
        5 => (NOW.0 + random.i64(-10_000..10_000)).into(),
        6 => "client".into(),
        7 => (0..some * 20)
            .map(|_| random.char(..))
            .collect::<String>()
            .into(),
        8 => (0..some).map(|_| any(random, depth + 1)).collect(),
        _ => {
            let fields = (0..some).map(|at| (at.to_string(), any(random, depth + 1)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}
