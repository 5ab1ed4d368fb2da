//! A hundred thousand odd documents: each is refused in words or read back as it is written.

use bedrock_routing::Routes;
use fastrand::Rng;
use serde_json::{Value, json};

use crate::example::document;

#[test]
fn no_text_brings_the_reader_down() {
    let mut rng = Rng::with_seed(20_261_120);
    let whole = document().to_string();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..100_000 {
        let text = match rng.u8(0..3) {
            0 => damaged(&whole, &mut rng),
            1 => mutated(&mut rng).to_string(),
            _ => damaged(&mutated(&mut rng).to_string(), &mut rng),
        };
        match Routes::parse(&text) {
            Ok(routes) => {
                assert_eq!(Routes::parse(&routes.to_json()).as_ref(), Ok(&routes));
                read += 1;
            }
            Err(error) => {
                let words = error.to_string();
                assert!(
                    words.len() < 800 && !words.contains(char::is_control),
                    "{words}"
                );
                refused += 1;
            }
        }
    }
    assert!(
        read > 1_000 && refused > 50_000,
        "{read} read, {refused} refused"
    );
}

/// Bytes changed, cut out or doubled; what is no UTF-8 any more is replaced.
fn damaged(text: &str, rng: &mut Rng) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(0..bytes.len());
        match rng.u8(0..4) {
            0 => bytes[at] = rng.u8(..),
            1 => bytes[at] = b"{}[]\",:0-\\"[rng.usize(0..10)],
            2 => bytes.truncate(at.max(1)),
            _ => {
                let end = (at + rng.usize(0..40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One or two values of the example replaced by odd ones.
fn mutated(rng: &mut Rng) -> Value {
    let mut document = document();
    for _ in 0..rng.usize(1..3) {
        let mut at = &mut document;
        loop {
            let down = match &*at {
                Value::Array(items) => items.len(),
                Value::Object(fields) => fields.len(),
                _ => 0,
            };
            if down == 0 || rng.u8(0..5) == 0 {
                break;
            }
            let index = rng.usize(0..down);
            at = match at {
                Value::Array(items) => &mut items[index],
                Value::Object(fields) => fields.values_mut().nth(index).unwrap(),
                _ => unreachable!(),
            };
        }
        *at = odd(rng, at);
    }
    document
}

fn odd(rng: &mut Rng, now: &Value) -> Value {
    match rng.u8(0..8) {
        0 => Value::Null,
        1 => json!(rng.i64(..)),
        2 => json!(rng.u64(0..3)),
        3 => json!([now, now]),
        4 => json!({ "x": now }),
        5 => {
            let letter = |_| rng.char(..);
            json!((0..9).map(letter).collect::<String>())
        }
        6 => json!(format!("{}-x", now.as_str().unwrap_or("a"))),
        _ => json!("é\u{202e}\u{0}".repeat(rng.usize(0..90))),
    }
}
