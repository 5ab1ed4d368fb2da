//! From text to meaning.

use bedrock_template::{Template, TemplateError};
use serde_json::{Value, json};

fn parse(text: &str) -> Result<Template, TemplateError> {
    Template::parse(text)
}

fn meaning(text: &str) -> Value {
    parse(text).unwrap().meaning().clone()
}

#[track_caller]
fn refused(text: &str, said: &str) {
    let error = parse(text).expect_err(text).to_string();
    assert!(error.contains(said), "{text}: {error}");
}

#[test]
fn spelling_is_no_meaning() {
    let short = "
# A comment.
Resources:
  A:
    Type: X::Y::Z
    DependsOn: B
    Properties: {Arn: !GetAtt B.Arn, Text: !Sub '${B}', Deny: !If [C, yes, off]}
  B: {Type: X::Y::Z}
Conditions: {C: !Equals [a, a]}
";
    let long = r#"{
  "Conditions": {"C": {"Fn::Equals": ["a", "a"]}},
  "Resources": {
    "B": {"Type": "X::Y::Z"},
    "A": {
      "Properties": {
        "Deny": {"Fn::If": ["C", true, false]},
        "Text": {"Fn::Sub": "${B}"},
        "Arn": {"Fn::GetAtt": ["B", "Arn"]}
      },
      "DependsOn": ["B"],
      "Type": "X::Y::Z"
    }
  }
}"#;
    assert_eq!(meaning(short), meaning(long));
    let another = short.replace("[C, yes, off]", "[C, yes, on]");
    assert_ne!(meaning(short), meaning(&another));
}

#[test]
fn yaml_in_braces_is_yaml() {
    let text = "{Resources: {A: {Type: X, Properties: {P: !Ref AWS::Region}}}}";
    let expected = json!({"Ref": "AWS::Region"});
    assert_eq!(meaning(text)["Resources"]["A"]["Properties"]["P"], expected);
}

#[test]
fn scalars_are_those_of_cloudformation() {
    let text = "
Resources:
  A:
    Type: X
    Properties:
      Version: 2012-10-17
      Account: 012345678901
      Days: 30
      Quoted: '30'
      Tagged: !!str 30
      Folded: >-
        one
        two
      Kept: |
        one
        two
";
    let expected = json!({
        "Version": "2012-10-17", "Account": "012345678901", "Days": 30, "Quoted": "30",
        "Tagged": "30", "Folded": "one two", "Kept": "one\ntwo\n"
    });
    assert_eq!(meaning(text)["Resources"]["A"]["Properties"], expected);
}

#[test]
fn what_cloudformation_does_not_take_is_refused() {
    refused(
        "Resources: &a {A: {Type: X}}\nOutputs: *a",
        "takes no aliases",
    );
    refused(
        "Resources: {A: {Type: X, <<: {a: b}}}",
        "takes no merge keys",
    );
    refused(
        "Resources: {A: {Type: X}}\n---\nb: c",
        "more than one document",
    );
    refused(
        "Resources: {A: {Type: X}, A: {Type: Y}}",
        "the key A is there twice",
    );
    refused("Resources: {? [a] : b}", "a key must be a text");
    refused(
        "Resource: {A: {Type: X}}",
        "could not work out the template's Resource: there is no such section",
    );
    refused("Resources: []", "Resources: it is no object");
    refused("Resources: {}", "Resources: there are none");
    refused("Description: x", "Resources: there are none");
    refused("- a", "it is no object");
    refused("", "it is empty");
    refused(&" ".repeat(1_048_577), "1048577 bytes, 1048576 at most");
}

#[test]
fn a_mistake_of_syntax_has_its_line_and_column() {
    let error = parse("Resources:\n  A: {Type: X}\n  B: !Lost x\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not read the template: line 3, column 6: there is no function !Lost"
    );
    assert!(matches!(
        parse("a: ]").unwrap_err(),
        TemplateError::Syntax { line: 1, .. }
    ));
}

#[test]
fn depth_is_bounded_in_both_languages() {
    let yaml = format!("Resources: {}{}", "[".repeat(70), "]".repeat(70));
    refused(&yaml, "deeper than 64 levels");
    for (depth, said) in [
        (126, "deeper than 64 levels"),
        (500, "recursion limit exceeded"),
    ] {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        refused(&format!("{{\"Resources\": {lists}}}"), said);
    }
}

#[test]
fn whoever_deploys_must_know() {
    let capabilities = |kind: &str, properties: &str| {
        let text = format!("Resources: {{A: {{Type: {kind}, Properties: {properties}}}}}");
        parse(&text)
            .unwrap()
            .capabilities()
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert!(capabilities("AWS::SNS::Topic", "{}").is_empty());
    assert_eq!(capabilities("AWS::IAM::Role", "{}"), ["CAPABILITY_IAM"]);
    assert_eq!(
        capabilities("AWS::IAM::Role", "{RoleName: x}"),
        ["CAPABILITY_NAMED_IAM"]
    );
    assert_eq!(
        capabilities("AWS::IAM::ManagedPolicy", "{ManagedPolicyName: x}"),
        ["CAPABILITY_NAMED_IAM"]
    );
    assert!(capabilities("AWS::IAM::OIDCProvider", "{}").is_empty());

    let refusal = |text: &str| parse(text).unwrap().refused_in_service_managed();
    assert_eq!(refusal("Resources: {A: {Type: X}}"), None);
    let nested = "Resources: {A: {Type: 'AWS::CloudFormation::Stack'}}";
    assert_eq!(refusal(nested).unwrap(), "A is a nested stack");
    for text in [
        "Transform: AWS::LanguageExtensions\nResources: {A: {Type: X}}",
        "Resources: {A: {Type: X, Properties: {P: !Transform {Name: x}}}}",
    ] {
        assert_eq!(refusal(text).unwrap(), "it has a transform");
    }
}
