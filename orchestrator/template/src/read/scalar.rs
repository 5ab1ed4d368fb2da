//! What a plain scalar means. CloudFormation reads YAML 1.1, so `yes` is a truth value.

use serde_json::{Number, Value};

pub(super) fn meaning(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

/// Only what reads the same in every reader of YAML: no octal numbers, so that an account ID
/// such as `012345678901` stays what it is, and none with a colon, an underscore or an exponent.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    if digits.contains('.') {
        return Number::from_f64(text.parse().ok()?).map(Value::Number);
    }
    text.parse::<i64>()
        .ok()
        .map(|number| Value::Number(number.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_scalars() {
        for (text, expected) in [
            ("", Value::Null),
            ("~", Value::Null),
            ("yes", json!(true)),
            ("off", json!(false)),
            ("0", json!(0)),
            ("-12", json!(-12)),
            ("1.5", json!(1.5)),
            ("012345678901", json!("012345678901")),
            ("2012-10-17", json!("2012-10-17")),
            ("99999999999999999999", json!("99999999999999999999")),
            ("1:30", json!("1:30")),
            ("1_000", json!("1_000")),
            (".5", json!(".5")),
            ("1.", json!("1.")),
            (".nan", json!(".nan")),
            ("y", json!("y")),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
    }
}
