//! The condition operators.

use std::str::FromStr;

use crate::instant;
use crate::pattern::Pattern;
use crate::request::{EvaluationError, Request};
use crate::values::Texts;

/// Whether one line of a condition block holds: `"operator": { "key": values }`.
pub(crate) fn holds(
    operator: &str,
    key: &str,
    values: &Texts,
    request: &Request,
    variables: bool,
) -> Result<bool, EvaluationError> {
    let Operator {
        quantifier,
        test,
        negated,
        if_exists,
    } = operator.parse()?;
    let offered = request.values(key);
    if test == Test::Null {
        let wanted_absent = truths(operator, values)?;
        return Ok(wanted_absent.contains(&offered.is_none()));
    }
    let Some(offered) = offered else {
        return Ok(match quantifier {
            Quantifier::All => true,
            Quantifier::Any => if_exists,
            Quantifier::None => if_exists || negated,
        });
    };
    let comparisons: Vec<Comparison> = values
        .0
        .iter()
        .filter_map(|value| Comparison::of(test, operator, value, request, variables).transpose())
        .collect::<Result<_, _>>()?;
    let mut equals = offered.iter().map(|text| {
        comparisons
            .iter()
            .any(|comparison| comparison.accepts(text))
    });
    Ok(match (quantifier, negated) {
        (Quantifier::All, _) => equals.all(|equal| equal != negated),
        (Quantifier::Any, _) => equals.any(|equal| equal != negated),
        (Quantifier::None, false) => equals.any(|equal| equal),
        (Quantifier::None, true) => equals.all(|equal| !equal),
    })
}

struct Operator {
    quantifier: Quantifier,
    test: Test,
    negated: bool,
    if_exists: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    None,
    Any,
    All,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    Text,
    TextWithoutCase,
    TextLike,
    Arn,
    Truth,
    Null,
    Number(Order),
    Date(Order),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl FromStr for Operator {
    type Err = EvaluationError;

    fn from_str(written: &str) -> Result<Self, EvaluationError> {
        let (quantifier, rest) = match written.split_once(':') {
            Some(("ForAnyValue", rest)) => (Quantifier::Any, rest),
            Some(("ForAllValues", rest)) => (Quantifier::All, rest),
            _ => (Quantifier::None, written),
        };
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let unsupported = || EvaluationError::Operator {
            operator: written.to_owned(),
        };
        let (test, negated) = match name {
            "StringEquals" => (Test::Text, false),
            "StringNotEquals" => (Test::Text, true),
            "StringEqualsIgnoreCase" => (Test::TextWithoutCase, false),
            "StringNotEqualsIgnoreCase" => (Test::TextWithoutCase, true),
            "StringLike" => (Test::TextLike, false),
            "StringNotLike" => (Test::TextLike, true),
            // AWS treats ArnEquals as ArnLike.
            "ArnEquals" | "ArnLike" => (Test::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
            "Bool" => (Test::Truth, false),
            "Null" if quantifier == Quantifier::None && !if_exists => (Test::Null, false),
            _ => match name.strip_prefix("Numeric") {
                Some(order) => ordered(order, Test::Number).ok_or_else(unsupported)?,
                None => name
                    .strip_prefix("Date")
                    .and_then(|order| ordered(order, Test::Date))
                    .ok_or_else(unsupported)?,
            },
        };
        Ok(Self {
            quantifier,
            test,
            negated,
            if_exists,
        })
    }
}

fn ordered(name: &str, test: fn(Order) -> Test) -> Option<(Test, bool)> {
    let (order, negated) = match name {
        "Equals" => (Order::Equal, false),
        "NotEquals" => (Order::Equal, true),
        "LessThan" => (Order::Less, false),
        "LessThanEquals" => (Order::LessOrEqual, false),
        "GreaterThan" => (Order::Greater, false),
        "GreaterThanEquals" => (Order::GreaterOrEqual, false),
        _ => return None,
    };
    Some((test(order), negated))
}

/// One value of the policy, ready to be held against values of the request.
enum Comparison {
    Text(String),
    TextWithoutCase(String),
    TextLike(Pattern),
    Arn(Pattern),
    Truth(bool),
    Number(Order, f64),
    Date(Order, i64),
}

impl Comparison {
    /// `None` where the value has a variable that the request does not fill.
    fn of(
        test: Test,
        operator: &str,
        value: &str,
        request: &Request,
        variables: bool,
    ) -> Result<Option<Self>, EvaluationError> {
        let pattern = || {
            if variables {
                Pattern::of_request(value, request)
            } else {
                Some(Pattern::wild(value))
            }
        };
        let invalid = || EvaluationError::Value {
            operator: operator.to_owned(),
            value: value.to_owned(),
        };
        Ok(match test {
            Test::Text => pattern().map(|pattern| Self::Text(pattern.literal())),
            Test::TextWithoutCase => {
                pattern().map(|pattern| Self::TextWithoutCase(pattern.literal().to_lowercase()))
            }
            Test::TextLike => pattern().map(Self::TextLike),
            Test::Arn => pattern().map(Self::Arn),
            Test::Truth | Test::Null => Some(Self::Truth(truth(value).ok_or_else(invalid)?)),
            Test::Number(order) => Some(Self::Number(
                order,
                value.trim().parse().map_err(|_| invalid())?,
            )),
            Test::Date(order) => Some(Self::Date(
                order,
                instant::parse(value).ok_or_else(invalid)?,
            )),
        })
    }

    fn accepts(&self, offered: &str) -> bool {
        match self {
            Self::Text(value) => value == offered,
            Self::TextWithoutCase(value) => *value == offered.to_lowercase(),
            Self::TextLike(pattern) => pattern.matches(offered),
            Self::Arn(pattern) => pattern.matches_arn(offered),
            Self::Truth(value) => truth(offered) == Some(*value),
            Self::Number(order, value) => offered
                .trim()
                .parse()
                .is_ok_and(|offered: f64| order.holds(&offered, value)),
            Self::Date(order, value) => {
                instant::parse(offered).is_some_and(|offered| order.holds(&offered, value))
            }
        }
    }
}

impl Order {
    fn holds<T: PartialOrd>(self, offered: &T, value: &T) -> bool {
        match self {
            Self::Equal => offered == value,
            Self::Less => offered < value,
            Self::LessOrEqual => offered <= value,
            Self::Greater => offered > value,
            Self::GreaterOrEqual => offered >= value,
        }
    }
}

fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

fn truths(operator: &str, values: &Texts) -> Result<Vec<bool>, EvaluationError> {
    let read = |value: &String| {
        truth(value).ok_or_else(|| EvaluationError::Value {
            operator: operator.to_owned(),
            value: value.clone(),
        })
    };
    values.0.iter().map(read).collect()
}
