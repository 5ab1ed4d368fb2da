//! The whole stack of policies above one team's account, asked about single calls.

use bedrock_org::model::Intent;
use bedrock_org::plan::guardrail::guardrails;
use bedrock_policy::{Document, Request, Verdict, decide_scps};

pub const ACCOUNT: &str = "444455556666";

/// What the policies above one team's account say to one call.
pub struct Stack {
    levels: Vec<Vec<Document>>,
}

impl Stack {
    pub fn of(intent: &Intent, team: &str) -> Self {
        let guardrails = guardrails(intent).unwrap();
        let full = include_str!("../../../policies/full-aws-access.json");
        let full = Document::parse(full).unwrap();
        let outer = intent.organization.ou.clone();
        let units = [outer.clone(), outer.child(team).unwrap()];
        let mut levels = vec![vec![full.clone()]];
        levels.extend(units.map(|unit| {
            let texts = guardrails.attachments[&unit]
                .iter()
                .map(|name| &guardrails.policies[name]);
            let ours = texts.map(|policy| Document::parse(&policy.document).unwrap());
            [full.clone()].into_iter().chain(ours).collect::<Vec<_>>()
        }));
        Self { levels }
    }

    /// `allowed`, or the Sid of the statement that denies.
    pub fn says(&self, request: &Request) -> String {
        match decide_scps(&self.levels, request).unwrap() {
            Verdict::Allowed { .. } => "allowed".into(),
            Verdict::Denied { by } => by.sid.unwrap(),
            Verdict::NotAllowed => "not allowed".into(),
        }
    }

    pub fn invoke(&self, resource: &str, region: &str, profile: Option<&str>) -> String {
        let action = "bedrock:InvokeModelWithResponseStream";
        let mut request = by("bedrock-developer", action, resource, region);
        if let Some(profile) = profile {
            request = request.with("bedrock:InferenceProfileArn", profile);
        }
        self.says(&request)
    }
}

pub fn by(role: &str, action: &str, resource: &str, region: &str) -> Request {
    let principal = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
    Request::new(&principal, action, resource).with("aws:RequestedRegion", region)
}
