//! ID tokens that must not be believed, and those that must.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedrock_auth::identity::Identity;
use bedrock_auth::oidc::{Expected, Keys, TokenFault, verify};
use bedrock_auth::secret::Secret;
use bedrock_auth::stop::{Exit, Stop};
use bedrock_sandbox::{Forgery, IdToken, Sandbox};
use serde_json::{Value, json};

use super::ecdsa;
use super::idp::{CLIENT, NOW, SUBJECT, mint, sandbox, token};

pub const ISSUER: &str = "https://idp.example/";
pub const NONCE: &str = "nonce-of-this-journey";

pub fn keys() -> Keys {
    Keys::parse(Sandbox::json_web_keys().to_string().as_bytes()).unwrap()
}

pub fn check(text: &str) -> Result<Identity, TokenFault> {
    check_with(text, &keys(), None)
}

pub fn check_with(text: &str, keys: &Keys, access: Option<&str>) -> Result<Identity, TokenFault> {
    let (nonce, access) = (
        Secret::new(NONCE.into()),
        access.map(|token| Secret::new(token.into())),
    );
    let expected = Expected {
        issuer: ISSUER,
        client_id: CLIENT,
        nonce: Some(&nonce),
        subject: Some(SUBJECT),
        access_token: access.as_ref(),
        now: NOW,
    };
    verify(&Secret::new(text.into()), keys, &expected)
}

pub fn good() -> IdToken {
    token(ISSUER).claim("nonce", NONCE)
}

fn refused(text: &str, cause: &str) {
    let fault = check(text).expect_err(cause);
    let stop = Stop::from(fault);
    assert_eq!(stop.exit, Exit::Denied);
    assert!(stop.message.starts_with("could not trust the ID token: "));
    assert!(stop.message.contains(cause), "{cause}: {}", stop.message);
    assert!(stop.hint.is_some());
    assert!(!stop.message.contains(NONCE));
}

fn refused_claim(claim: &str, value: impl Into<Value>, cause: &str) {
    refused(&mint(&good().claim(claim, value)), cause);
}

#[test]
fn a_good_token_is_believed_whole() {
    let identity = check(&mint(&good())).unwrap();
    assert_eq!(identity.subject, SUBJECT);
    assert_eq!(identity.issuer, ISSUER);
    assert_eq!(identity.claims["groups"], json!(["bedrock-platform"]));
}

#[test]
fn forgeries_are_refused() {
    let forge = |forgery| sandbox().forged_token(&good(), &forgery);
    refused(&forge(Forgery::Unsigned), "it is not signed");
    refused(&forge(Forgery::Symmetric), "shared secret (HS256)");
    refused(&forge(Forgery::OtherKey), "its signature is not");
    let edited = Forgery::Edited {
        claim: "groups".into(),
        value: json!(["bedrock-admins"]),
    };
    refused(&forge(edited), "its signature is not");
}

/// The same claims under another header, with the signature that they had.
fn with_header(header: &Value) -> String {
    let token = mint(&good());
    let rest = token.split_once('.').unwrap().1;
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn headers_do_not_choose_how_they_are_believed() {
    let kid = Sandbox::json_web_keys()["keys"][0]["kid"].clone();
    let header = |alg: &str| with_header(&json!({"alg": alg, "kid": kid}));
    for alg in ["PS256", "EdDSA", "ES256K", "RS1", "rs256", "None"] {
        refused(&header(alg), "which AWS does not take");
    }
    for alg in ["RS384", "RS512", "ES256", "ES384", "ES512"] {
        let fault = check(&header(alg));
        assert!(fault.is_err(), "{alg}");
    }
    let with = |name: &str, value: Value| {
        let mut whole = json!({"alg": "RS256", "kid": kid});
        whole[name] = value;
        with_header(&whole)
    };
    refused(&with("typ", json!("at+jwt")), "another kind");
    refused(&with("crit", json!(["b64"])), "extensions");
    refused(&with("kid", json!(["a"])), "no signed JSON web token");
    refused(&with("alg", json!(null)), "no signed JSON web token");
    assert_eq!(
        check(&with("kid", json!("another"))),
        Err(TokenFault::UnknownKey)
    );
}

#[test]
fn claims_must_be_meant_for_this_sign_in() {
    refused_claim(
        "iss",
        "https://idp.example",
        "issued by https://idp.example,",
    );
    refused_claim("iss", json!([ISSUER]), "who issued it");
    refused_claim("aud", "another", "another client");
    refused_claim("aud", json!([]), "another client");
    refused_claim("aud", json!({"a": CLIENT}), "another client");
    refused_claim("aud", json!([CLIENT, "another"]), "several clients");
    refused_claim("azp", "another", "given to another client");
    refused_claim("azp", json!(null), "given to another client");
    refused_claim("nonce", "another", "not made for this sign-in");
    refused_claim("nonce", json!(null), "not made for this sign-in");
    refused_claim("sub", "eve", "another person");
    refused_claim("sub", "", "whom it is about");
    refused_claim("sub", 7, "whom it is about");
    refused_claim("sub", "x".repeat(256), "whom it is about");

    let both = good().claim("aud", json!(["another", CLIENT]));
    assert!(check(&mint(&both.claim("azp", CLIENT))).is_ok());
    assert!(check(&mint(&good().claim("aud", json!([CLIENT])))).is_ok());
}

#[test]
fn five_minutes_between_two_clocks_are_tolerated_and_more_is_named() {
    let at = |issued: i64, expires: i64| {
        let token = good().claim("iat", NOW.0 + issued);
        mint(&token.claim("exp", NOW.0 + expires))
    };
    assert!(check(&at(-3600, -300)).is_ok());
    assert!(check(&at(300, 3900)).is_ok());
    refused(&at(-7200, -3600), "expired 60 minutes ago");
    refused(&at(-7200, -3600), "the clock is 2 hours ahead");
    refused(&at(301, 3900), "the clock is 5 minutes behind");
    refused_claim("nbf", NOW.0 + 86_400 * 3, "the clock is 3 days behind");
    refused_claim("exp", "tomorrow", "its exp is no time");
    refused_claim("iat", json!(null), "its iat is no time");
    refused_claim("exp", -1e300, "its exp is no time");
    refused_claim("iat", 1e300, "its iat is no time");
    assert!(check(&mint(&good().claim("exp", NOW.0 as f64 + 0.5))).is_ok());
    assert!(check(&mint(&good().claim("nbf", NOW.0))).is_ok());
}

#[test]
fn a_token_belongs_to_the_access_token_beside_it() {
    let half = URL_SAFE_NO_PAD.encode(&digest(&SHA256, b"access").as_ref()[..16]);
    let token = mint(&good().claim("at_hash", half));
    assert!(check_with(&token, &keys(), Some("access")).is_ok());
    assert!(check_with(&token, &keys(), None).is_ok());
    assert!(check_with(&token, &keys(), Some("another")).is_err());
}

#[test]
fn texts_that_are_no_tokens_are_refused() {
    let huge = mint(&good().claim("groups", "g".repeat(10_000_000)));
    refused(&huge, "larger than");
    let deep = "[".repeat(30_000) + &"]".repeat(30_000);
    let deep = URL_SAFE_NO_PAD.encode(deep);
    for text in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "e30.e30.",
        "e30.e30.e30",
        &format!("{deep}.{deep}.x"),
    ] {
        refused(text, "no signed JSON web token");
    }
}

#[test]
fn keys_of_every_kind_that_aws_takes_are_known() {
    for curve in ecdsa::CURVES {
        let pair = curve.pair();
        let set = json!({"keys": [
            {"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "odd"},
            "no key at all", {"kty": "EC"}, pair.public("ec-1"),
        ]});
        let keys = Keys::parse(set.to_string().as_bytes()).unwrap();
        let claims = json!({
            "iss": ISSUER, "aud": CLIENT, "sub": SUBJECT, "nonce": NONCE,
            "iat": NOW.0, "exp": NOW.0 + 3600,
        });
        let token = pair.sign("ec-1", &claims);
        assert!(check_with(&token, &keys, None).is_ok(), "{curve:?}");
        let (message, _) = token.rsplit_once('.').unwrap();
        let zeros = URL_SAFE_NO_PAD.encode(vec![0; 64]);
        assert!(check_with(&format!("{message}.{zeros}"), &keys, None).is_err());
        let encrypts = json!({"keys": [{"use": "enc"}]});
        let none = Keys::parse(encrypts.to_string().as_bytes()).unwrap();
        assert_eq!(check_with(&token, &none, None), Err(TokenFault::UnknownKey));
    }
    for text in ["", "{}", "[]", "null", "{\"keys\":{}}", "{\"keys\":7}"] {
        assert!(Keys::parse(text.as_bytes()).is_none(), "{text}");
    }
}

#[test]
fn a_token_that_several_keys_could_have_signed_is_tried_with_each() {
    let claims = json!({
        "iss": ISSUER, "aud": CLIENT, "sub": SUBJECT, "nonce": NONCE,
        "iat": NOW.0, "exp": NOW.0 + 3600,
    });
    for curve in ecdsa::CURVES {
        let (one, other, stranger) = (curve.pair(), curve.pair(), curve.pair());
        let mut padded = other.public("same");
        padded["x"] = format!("{}==", padded["x"].as_str().unwrap()).into();
        let set = json!({"keys": [one.public("same"), padded]}).to_string();
        let keys = Keys::parse(set.as_bytes()).unwrap();
        for pair in [one, other] {
            assert!(check_with(&pair.sign("same", &claims), &keys, None).is_ok());
        }
        let fault = check_with(&stranger.sign("same", &claims), &keys, None).unwrap_err();
        assert!(Stop::from(fault).message.contains("its signature is not"));
    }
}

#[test]
fn short_rsa_keys_are_no_keys() {
    let mut set = Sandbox::json_web_keys();
    set["keys"][0]["n"] = URL_SAFE_NO_PAD.encode([0xff; 128]).into();
    let keys = Keys::parse(set.to_string().as_bytes()).unwrap();
    let token = mint(&good());
    assert_eq!(check_with(&token, &keys, None), Err(TokenFault::UnknownKey));
}
