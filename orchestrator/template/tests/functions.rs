//! Every intrinsic function, in its short and its long form.

use serde_json::{Value, json};

use super::stage::property;

#[track_caller]
fn becomes(expression: &str, expected: &Value) {
    let value = property(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    assert_eq!(value, *expected, "{expression}");
}

#[track_caller]
fn refused(expression: &str, said: &str) {
    let error = property(expression).expect_err(expression).to_string();
    assert!(error.contains(said), "{expression}: {error}");
}

#[test]
fn values_of_parameters_places_and_resources() {
    becomes("!Ref Team", &json!("data"));
    becomes("{Ref: Team}", &json!("data"));
    becomes("!Ref List", &json!(["a", "b"]));
    becomes("!Ref AWS::AccountId", &json!("111122223333"));
    becomes("!Ref AWS::Partition", &json!("aws"));
    becomes("!Ref AWS::Region", &json!("us-east-1"));
    becomes("!Ref AWS::StackName", &json!("auth"));
    becomes("!Ref AWS::URLSuffix", &json!("amazonaws.com"));
    becomes(
        "!Select [5, !Split [':', !Ref AWS::StackId]]",
        &json!("stack/auth/1a2b"),
    );
    becomes("!Ref Other", &json!("Other/ref"));
    becomes("!GetAtt Other.Arn", &json!("Other/Arn"));
    becomes("!GetAtt [Other, Arn]", &json!("Other/Arn"));
    becomes("{'Fn::GetAtt': Other.Outputs.X}", &json!("Other/Outputs.X"));
    refused("!Ref Lost", "there is no Lost");
    refused("!Ref Gone", "there is no Gone");
    refused("!GetAtt Lost.Arn", "there is no Lost");
    refused("!Ref AWS::NotificationARNs", "pseudo-parameter");
    refused("!Ref [Team]", "it takes a name");
}

#[test]
fn sub() {
    becomes(
        "!Sub 'x-${Team}-${AWS::Region}'",
        &json!("x-data-us-east-1"),
    );
    becomes(
        "!Sub '${Other}:${Other.Arn}'",
        &json!("Other/ref:Other/Arn"),
    );
    becomes(
        "!Sub ['${Own}/${Team}', {Own: !Ref Other}]",
        &json!("Other/ref/data"),
    );
    becomes("!Sub ['${Team}', {Team: own}]", &json!("own"));
    becomes(
        "!Sub '${!Team} $Team $${Team} $'",
        &json!("${Team} $Team $data $"),
    );
    becomes("!Sub ''", &json!(""));
    refused("!Sub '${Team'", "has no end");
    refused("!Sub '${Lost}'", "there is no Lost");
    refused("!Sub '${List}'", "a text should stand here");
    refused("!Sub [x]", "Fn::Sub takes");
    refused("!Sub {a: b}", "Fn::Sub takes");
}

#[test]
fn lists_and_texts() {
    becomes("!Join ['-', [a, 1, !Ref Team]]", &json!("a-1-data"));
    becomes("!Join ['', !Ref List]", &json!("ab"));
    becomes("!Join [',', []]", &json!(""));
    becomes(
        "!Join [',', [a, !If [Never, b, !Ref AWS::NoValue]]]",
        &json!("a"),
    );
    becomes("!Split [',', 'a,b,,c']", &json!(["a", "b", "", "c"]));
    becomes("!Split [',', '']", &json!([""]));
    becomes("!Select [1, [a, b]]", &json!("b"));
    becomes("!Select ['0', !Ref List]", &json!("a"));
    // The tricks of the templates: an ARN for every item, an item that may be missing.
    becomes(
        "!Split [',', !Sub ['arn:${All}', {All: !Join [',arn:', !Split [',', 'a,b']]}]]",
        &json!(["arn:a", "arn:b"]),
    );
    becomes("!Select [2, !Split [',', !Sub '${Team},,,']]", &json!(""));
    refused("!Select [2, [a, b]]", "there is no item 2");
    refused("!Select [-1, [a, b]]", "there is no item -1");
    refused("!Split ['', a]", "delimiter is empty");
    refused("!Split [!Ref Team, a]", "delimiter is no plain text");
    refused("!Join [!Ref Team, [a]]", "delimiter is no plain text");
    refused("!Join [',', [[a]]]", "a text should stand here");
    refused("!Join [',', a]", "a list of texts");
    refused("!Join [',']", "a list of 2");
}

#[test]
fn choices() {
    becomes("!If [Always, a, b]", &json!("a"));
    becomes("!If [Never, a, b]", &json!("b"));
    becomes(
        "{'Fn::If': [Never, a, {b: !Ref Team}]}",
        &json!({"b": "data"}),
    );
    becomes(
        "[a, !If [Never, b, !Ref AWS::NoValue], c]",
        &json!(["a", "c"]),
    );
    becomes("{a: !Ref AWS::NoValue, b: 1}", &json!({"b": 1}));
    becomes("!Ref AWS::NoValue", &Value::Null);
    // What is not chosen is not worked out.
    becomes("!If [Always, a, !Ref Gone]", &json!("a"));
    becomes(
        "!FindInMap [Principals, !Ref AWS::Partition, Cognito]",
        &json!("cognito"),
    );
    becomes("!FindInMap [Principals, aws, List]", &json!(["x", "y"]));
    refused("!If [Lost, a, b]", "there is no condition \"Lost\"");
    refused(
        "!If [Yes, a, b]",
        "true is no name of a condition: put the name in quotes",
    );
    refused("!If [Always, a]", "a list of 3");
    refused(
        "!FindInMap [Principals, china, Cognito]",
        "there is no Principals.china.Cognito",
    );
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    for function in [
        "Base64",
        "Cidr",
        "GetAZs",
        "ImportValue",
        "Length",
        "ToJsonString",
    ] {
        refused(
            &format!("!{function} x"),
            &format!("Fn::{function} is not known here"),
        );
    }
    refused("{'Fn::ForEach': x}", "Fn::ForEach is not known here");
    refused("{Ref: Team, b: c}", "Ref stands beside other keys");
    refused("!Lost x", "there is no function !Lost");
    refused(
        "!!binary x",
        "there is no function tag:yaml.org,2002:!binary",
    );
}

#[test]
fn an_error_names_its_place() {
    let error = property("[a, {b: !Sub ['${C}', {C: !Select [7, [x]]}]}]").unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not work out the template's Resources.It.Properties.P[1].b.Fn::Sub.Fn::Select: \
         there is no item 7"
    );
}
