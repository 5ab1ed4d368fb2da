//! Parameters, conditions, order and outputs.

use serde_json::json;

use super::stage::{made, outline};

const TEMPLATE: &str = "
Parameters:
  Team: {Type: String, AllowedPattern: '[a-z]+', MaxLength: 8, ConstraintDescription: small letters}
  Logs: {Type: String, Default: 'off', AllowedValues: ['off', full]}
  Days: {Type: Number, Default: 30}
Conditions:
  Logged: !Not [!Equals [!Ref Logs, 'off']]
  Data: !And [!Condition Logged, !Equals [!Ref Team, data]]
  Either: !Or [!Condition Data, !Equals [!Select [0, !Split ['-', 'x-y']], x]]
Resources:
  Alarm: {Type: X::Y::Alarm, Properties: {Topic: !Ref Topic, Days: !Ref Days}}
  Group: {Type: X::Y::Group, Condition: Logged, DeletionPolicy: RetainExceptOnCreate, Properties: {Key: !If [Logged, !GetAtt Key.Arn, none]}}
  Key: {Type: X::Y::Key, Condition: Logged, DeletionPolicy: Delete}
  Topic: {Type: X::Y::Topic, DependsOn: [Group, Key], Properties: {Name: !Sub 'a-${Team}'}}
  Bare: {Type: X::Y::Z}
Outputs:
  Topic: {Value: !Ref Topic}
  Key: {Condition: Logged, Value: !GetAtt Key.Arn}
";

fn order(values: &[(&str, &str)]) -> Vec<String> {
    let outline = outline(TEMPLATE, values).unwrap();
    let ids = outline.resources.iter().map(|one| one.logical_id.clone());
    ids.collect()
}

#[track_caller]
fn refused(text: &str, values: &[(&str, &str)], said: &str) {
    let error = outline(text, values).expect_err(said).to_string();
    assert!(error.contains(said), "{error}");
}

#[test]
fn a_resource_follows_what_it_needs() {
    assert_eq!(order(&[("Team", "data")]), ["Bare", "Topic", "Alarm"]);
    let all = order(&[("Team", "data"), ("Logs", "full")]);
    assert_eq!(all, ["Bare", "Key", "Group", "Topic", "Alarm"]);
}

#[test]
fn a_resource_says_what_it_needs_and_whether_it_stays() {
    let outline = outline(TEMPLATE, &[("Team", "data"), ("Logs", "full")]).unwrap();
    let group = outline
        .resources
        .iter()
        .find(|one| one.logical_id == "Group")
        .unwrap();
    assert_eq!(group.kind, "X::Y::Group");
    assert_eq!(group.needs.iter().collect::<Vec<_>>(), ["Key"]);
    assert!(group.retained);
    let retained = outline.resources.iter().filter(|one| one.retained).count();
    assert_eq!(retained, 1);
}

#[test]
fn outputs_whose_condition_is_false_are_not_there() {
    let outputs = |values: &[(&str, &str)]| {
        let outline = outline(TEMPLATE, values).unwrap();
        let outputs = outline.outputs(&made).unwrap();
        outputs.into_iter().collect::<Vec<_>>()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(outputs(&[("Team", "x")]), [pair("Topic", "Topic/ref")]);
    assert_eq!(
        outputs(&[("Team", "x"), ("Logs", "full")]),
        [pair("Key", "Key/Arn"), pair("Topic", "Topic/ref")]
    );
}

#[test]
fn properties_wait_for_what_is_made() {
    let outline = outline(TEMPLATE, &[("Team", "data")]).unwrap();
    let alarm = outline.properties("Alarm", &made).unwrap();
    assert_eq!(alarm, json!({"Topic": "Topic/ref", "Days": "30"}));
    assert_eq!(outline.properties("Bare", &made).unwrap(), json!({}));
    let nothing = |_: &str, _: Option<&str>| None;
    let error = outline.properties("Alarm", &nothing).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("Topic.Ref: Topic is not made yet"),
        "{error}"
    );
    assert!(outline.properties("Key", &made).is_err());
}

#[test]
fn defaults_are_part_of_the_values() {
    let outline = outline(TEMPLATE, &[("Team", "data")]).unwrap();
    let values: Vec<_> = outline
        .values
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(values, [("Days", "30"), ("Logs", "off"), ("Team", "data")]);
}

#[test]
fn parameters_admit_what_they_say() {
    refused(
        TEMPLATE,
        &[],
        "parameter Team: it has neither a value nor a default",
    );
    refused(
        TEMPLATE,
        &[("Team", "a"), ("Lost", "b")],
        "parameter Lost: the template has no such",
    );
    refused(
        TEMPLATE,
        &[("Team", "a1")],
        "\"a1\" does not match [a-z]+: small letters",
    );
    refused(
        TEMPLATE,
        &[("Team", "aaaaaaaaa")],
        "9 characters are too few or too many",
    );
    refused(
        TEMPLATE,
        &[("Team", "a"), ("Logs", "on")],
        "\"on\" is none of off, full",
    );
    refused(
        TEMPLATE,
        &[("Team", "a"), ("Days", "many")],
        "\"many\" is no number",
    );
    refused(
        TEMPLATE,
        &[("Team", &"a".repeat(4097))],
        "4097 bytes, 4096 at most",
    );
    let odd =
        "Parameters: {A: {Type: 'AWS::SSM::Parameter::Value<String>'}}\nResources: {B: {Type: X}}";
    refused(
        odd,
        &[],
        "Parameters.A: the type AWS::SSM::Parameter::Value<String> is not known",
    );
    let odd = "Parameters: {A: {Type: String, Defualt: x}}\nResources: {B: {Type: X}}";
    refused(odd, &[], "Parameters.A: Defualt is not known");
}

#[test]
fn mistakes_are_found_before_anything_is_made() {
    let with = |resources: &str| format!("Resources: {{{resources}}}");
    let circle = "A: {Type: X, Properties: {P: !Ref B}}, B: {Type: X, DependsOn: A}";
    refused(&with(circle), &[], "Resources: A, B need one another");
    refused(
        &with("A: {Type: X, Properties: {P: !Sub '${A}'}}"),
        &[],
        "A need one another",
    );
    refused(
        &with("A: {Type: X, Properties: {P: !Ref B}}"),
        &[],
        "A.Properties: there is no B",
    );
    refused(
        &with("A: {Type: X, DependsOn: B}"),
        &[],
        "Resources.A: it depends on B, which is not",
    );
    refused(
        &with("A: {Type: X, Condition: B}"),
        &[],
        "A.Condition: there is no condition \"B\"",
    );
    refused(
        &with("A: {Properties: {}}"),
        &[],
        "Resources.A: it has no type",
    );
    refused(
        &with("A: {Type: X, Propertys: {}}"),
        &[],
        "Resources.A: Propertys is not known here",
    );
    refused(&with("A-B: {Type: X}"), &[], "letters and digits only");
    let output = "Resources: {A: {Type: X}}\nOutputs: {B: {Value: !Ref C}}";
    refused(output, &[], "Outputs.B.Value: there is no C");
    let itself = "Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources: {A: {Type: X}}";
    refused(itself, &[], "it depends on itself");
    let resource = "Conditions: {A: !Equals [!Ref B, x]}\nResources: {B: {Type: X}}";
    refused(resource, &[], "Conditions.A.Ref: there is no B");
    let odd = "Conditions: {A: !Sub x}\nResources: {B: {Type: X}}";
    refused(odd, &[], "Conditions.A: Fn::Sub decides nothing");
    for section in ["Rules: {}", "Hooks: {}", "Transform: x"] {
        refused(
            &format!("{section}\nResources: {{B: {{Type: X}}}}"),
            &[],
            "this is not known here",
        );
    }
}
