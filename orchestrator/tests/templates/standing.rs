//! What resources of our templates answer once they stand, as AWS documents it for each kind.

use bedrock_template::Place;
use serde_json::Value;

pub struct Standing<'s> {
    pub place: &'s Place,
    pub logical_id: &'s str,
    pub kind: &'s str,
    pub properties: &'s Value,
}

impl Standing<'_> {
    pub fn answer(&self, attribute: Option<&str>) -> Option<String> {
        let Place {
            account,
            region,
            partition,
            ..
        } = self.place;
        let arn = |service: &str, rest: &str| {
            let region = if service == "iam" { "" } else { region };
            format!("arn:{partition}:{service}:{region}:{account}:{rest}")
        };
        let named = |property: &str| {
            let name = self.properties[property].as_str();
            name.unwrap_or(self.logical_id).to_owned()
        };
        Some(match (self.kind, attribute) {
            ("AWS::IAM::Role", None) => named("RoleName"),
            ("AWS::IAM::Role", Some("Arn")) => arn("iam", &format!("role/{}", named("RoleName"))),
            ("AWS::IAM::ManagedPolicy", None) => {
                arn("iam", &format!("policy/{}", named("ManagedPolicyName")))
            }
            ("AWS::IAM::OIDCProvider", None | Some("Arn")) => {
                let url = named("Url").replace("https://", "");
                arn("iam", &format!("oidc-provider/{url}"))
            }
            ("AWS::Cognito::IdentityPool", None) => {
                format!("{region}:0a1b2c3d-0000-4000-8000-00000000abcd")
            }
            ("AWS::KMS::Key", None) => "0a1b2c3d-1111-4000-8000-00000000abcd".to_owned(),
            ("AWS::KMS::Key", Some("Arn")) => {
                arn("kms", "key/0a1b2c3d-1111-4000-8000-00000000abcd")
            }
            ("AWS::Logs::LogGroup", None) => named("LogGroupName"),
            ("AWS::SNS::Topic", None) => arn("sns", &named("TopicName")),
            ("AWS::CloudWatch::Alarm", Some("Arn")) => {
                arn("cloudwatch", &format!("alarm:{}", named("AlarmName")))
            }
            ("AWS::Oam::Sink", Some("Arn")) => {
                arn("oam", "sink/0a1b2c3d-2222-4000-8000-00000000abcd")
            }
            _ => return None,
        })
    }
}
