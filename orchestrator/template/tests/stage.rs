use std::collections::BTreeMap;

use bedrock_template::{Outline, Place, Template, TemplateError};
use serde_json::{Value, json};

pub fn place() -> Place {
    Place {
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        stack_name: "auth".to_owned(),
        stack_id: "arn:aws:cloudformation:us-east-1:111122223333:stack/auth/1a2b".to_owned(),
    }
}

pub fn outline(text: &str, values: &[(&str, &str)]) -> Result<Outline, TemplateError> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let values: BTreeMap<String, String> = values.iter().map(own).collect();
    Template::parse(text)?.outline(&place(), &values)
}

/// Every resource answers with its own name and what it was asked for.
pub fn made(id: &str, attribute: Option<&str>) -> Option<Value> {
    Some(json!(format!("{id}/{}", attribute.unwrap_or("ref"))))
}

/// What the property P of a resource becomes, in a template with a bit of everything.
pub fn property(expression: &str) -> Result<Value, TemplateError> {
    let text = format!(
        "
Parameters:
  Team: {{Type: String, Default: data}}
  Empty: {{Type: String, Default: ''}}
  List: {{Type: CommaDelimitedList, Default: 'a, b'}}
Mappings:
  Principals: {{aws: {{Cognito: cognito, List: [x, y]}}}}
Conditions:
  Always: !Equals [!Ref Team, data]
  Never: !Not [!Condition Always]
Resources:
  Other: {{Type: X::Y::Z}}
  Gone: {{Type: X::Y::Z, Condition: Never}}
  It:
    Type: X::Y::Z
    Properties:
      P: {expression}
"
    );
    let mut properties = outline(&text, &[])?.properties("It", &made)?;
    Ok(properties["P"].take())
}
