use std::collections::BTreeMap;

use bedrock_template::{Place, Template};
use serde_json::json;

fn place() -> Place {
    Place {
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        stack_name: "auth".to_owned(),
        stack_id: "arn:aws:cloudformation:us-east-1:111122223333:stack/auth/1".to_owned(),
    }
}

#[test]
fn a_stack_is_made_in_order() {
    let text = "
Parameters: {Team: {Type: String}}
Conditions: {Named: !Not [!Equals [!Ref Team, '']]}
Resources:
  A: {Type: X::Y::Policy, Condition: Named, Properties: {Role: !Ref Role, Arn: !GetAtt Role.Arn}}
  Role: {Type: X::Y::Role, Properties: {Name: !Sub 'bedrock-${Team}-${AWS::Region}'}}
Outputs: {Arn: {Value: !GetAtt [Role, Arn]}}
";
    let template = Template::parse(text).unwrap();
    let values = BTreeMap::from([("Team".to_owned(), "data".to_owned())]);
    let outline = template.outline(&place(), &values).unwrap();
    let order: Vec<_> = outline
        .resources
        .iter()
        .map(|one| one.logical_id.as_str())
        .collect();
    assert_eq!(order, ["Role", "A"]);
    let made = |id: &str, attribute: Option<&str>| {
        Some(json!(format!("{id}/{}", attribute.unwrap_or("ref"))))
    };
    assert_eq!(
        outline.properties("Role", &made).unwrap(),
        json!({"Name": "bedrock-data-us-east-1"})
    );
    assert_eq!(
        outline.properties("A", &made).unwrap(),
        json!({"Role": "Role/ref", "Arn": "Role/Arn"})
    );
    assert_eq!(outline.outputs(&made).unwrap()["Arn"], "Role/Arn");
}
