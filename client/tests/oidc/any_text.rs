//! A hundred thousand odd inputs for each of the parsers that read what others wrote.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedrock_auth::oidc::Keys;
use bedrock_sandbox::Sandbox;

use super::idp::mint;
use super::tokens::{check, check_with, good};

const INPUTS: usize = 100_000;

/// Some bytes changed, dropped, doubled or cut off.
fn mutated(random: &mut fastrand::Rng, text: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(0..=bytes.len());
        match random.u8(0..5) {
            0 if at < bytes.len() => bytes[at] = random.u8(..),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.insert(at, *random.choice(b"\".,:{}[]0e-+\\u\0\xff").unwrap()),
            3 => bytes.truncate(at),
            _ => {
                let from = random.usize(0..=at);
                let again = bytes[from..at].to_vec();
                bytes.splice(at..at, again);
            }
        }
        bytes.truncate(8192);
    }
    bytes
}

#[test]
fn no_token_but_the_good_one_is_believed() {
    let mut random = fastrand::Rng::with_seed(4);
    let good = mint(&good());
    assert!(check(&good).is_ok());
    let believed = |bytes: Vec<u8>| {
        let text = String::from_utf8_lossy(&bytes);
        check(&text).is_ok().then(|| text.into_owned())
    };
    for round in 0..INPUTS {
        let bytes = if round % 4 == 0 {
            (0..random.usize(0..200)).map(|_| random.u8(..)).collect()
        } else {
            mutated(&mut random, good.as_bytes())
        };
        if let Some(text) = believed(bytes) {
            assert_eq!(text, good);
        }
    }
}

#[test]
fn no_keys_bring_their_reader_down() {
    let mut random = fastrand::Rng::with_seed(6);
    let good = Sandbox::json_web_keys().to_string();
    let token = mint(&super::tokens::good());
    for _ in 0..INPUTS {
        let bytes = mutated(&mut random, good.as_bytes());
        if let Some(keys) = Keys::parse(&bytes) {
            // Whatever the key says, the signature fits it or does not.
            let _ = check_with(&token, &keys, None);
        }
    }
}

#[test]
fn no_part_of_a_token_brings_its_reader_down() {
    let mut random = fastrand::Rng::with_seed(7);
    let good = mint(&good());
    let parts: Vec<_> = good.split('.').collect();
    let (header, claims) = (
        URL_SAFE_NO_PAD.decode(parts[0]).unwrap(),
        URL_SAFE_NO_PAD.decode(parts[1]).unwrap(),
    );
    for _ in 0..INPUTS {
        let odd = [mutated(&mut random, &header), mutated(&mut random, &claims)];
        let [header, claims] = odd.map(|part| URL_SAFE_NO_PAD.encode(part));
        let text = format!("{header}.{claims}.{}", parts[2]);
        assert!(check(&text).is_err() || text == good);
    }
}
