//! Each direction, through the whole stack of policies: what the plan asks for passes, what it
//! does not ask for stops.

use bedrock_org::model::geography::{self, Destinations};
use bedrock_org::model::{Intent, Model, Region, Team};
use bedrock_org::plan::guardrail::guardrails;
use bedrock_policy::{Document, Request, Verdict, decide_scps};

use super::intent::{self, plan};

const ACCOUNT: &str = "444455556666";

/// What the policies above one team's account say to one call.
struct Stack {
    levels: Vec<Vec<Document>>,
}

impl Stack {
    fn of(intent: &Intent, team: &str) -> Self {
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
    fn says(&self, request: &Request) -> String {
        match decide_scps(&self.levels, request).unwrap() {
            Verdict::Allowed { .. } => "allowed".into(),
            Verdict::Denied { by } => by.sid.unwrap(),
            Verdict::NotAllowed => "not allowed".into(),
        }
    }

    fn invoke(&self, resource: &str, region: &str, profile: Option<&str>) -> String {
        let action = "bedrock:InvokeModelWithResponseStream";
        let mut request = by("bedrock-developer", action, resource, region);
        if let Some(profile) = profile {
            request = request.with("bedrock:InferenceProfileArn", profile);
        }
        self.says(&request)
    }
}

fn by(role: &str, action: &str, resource: &str, region: &str) -> Request {
    let principal = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
    Request::new(&principal, action, resource).with("aws:RequestedRegion", region)
}

fn profile_arn(model: &Model, source: &Region) -> String {
    format!(
        "arn:aws:bedrock:{source}:{ACCOUNT}:inference-profile/{}.{}",
        model.profile, model.id
    )
}

/// The authorizations that AWS asks for when a team calls a model from one of its Regions.
fn authorizations(model: &Model, source: &Region) -> Vec<(String, String, Option<String>)> {
    let profile = profile_arn(model, source);
    let answers = match geography::destinations(&model.profile, source) {
        None => return Vec::new(),
        Some(Destinations::Regions(all)) => all.iter().map(|one| Some(one.to_string())).collect(),
        Some(Destinations::Anywhere) => vec![Some(source.to_string()), None],
    };
    let mut all = vec![(profile.clone(), source.to_string(), None)];
    all.extend(answers.into_iter().map(|answer: Option<String>| {
        let region = answer.clone().unwrap_or_default();
        let resource = format!("arn:aws:bedrock:{region}::foundation-model/{}", model.id);
        (
            resource,
            answer.unwrap_or("unspecified".into()),
            Some(profile.clone()),
        )
    }));
    all
}

fn planned<'a>(intent: &'a Intent, team: &'a Team) -> impl Iterator<Item = &'a Model> {
    team.models.iter().map(|alias| &intent.models[alias])
}

#[test]
fn every_planned_model_answers_at_every_destination() {
    let wide = plan(
        "eu-west-1",
        &[
            ("opus", "anthropic.claude-opus-5-5", "us"),
            ("opus-jp", "anthropic.claude-opus-5-5", "jp"),
            ("haiku", "anthropic.claude-haiku-5-5", "global"),
            ("sonnet", "anthropic.claude-sonnet-5-5", "apac"),
        ],
        &[(
            "all",
            &["us-west-1", "ap-northeast-1", "ap-south-2"],
            &["opus", "opus-jp", "haiku", "sonnet"],
        )],
    );
    let mut asked = 0;
    for intent in [intent::example(), wide] {
        for (name, team) in &intent.teams {
            let stack = Stack::of(&intent, name.as_str());
            for model in planned(&intent, team) {
                for source in &team.regions {
                    for (resource, region, profile) in authorizations(model, source) {
                        let said = stack.invoke(&resource, &region, profile.as_deref());
                        assert_eq!(said, "allowed", "{name} calls {resource} in {region}");
                        asked += 1;
                    }
                }
            }
        }
    }
    assert!(asked > 60, "{asked} authorizations");
}

#[test]
fn a_plan_for_one_model_admits_nothing_of_the_others() {
    let intent = intent::example();
    for (name, team) in &intent.teams {
        let stack = Stack::of(&intent, name.as_str());
        let own: Vec<&Model> = planned(&intent, team).collect();
        for model in intent.models.values().filter(|model| !own.contains(model)) {
            for source in geography::sources(&model.profile).unwrap() {
                let source: Region = source.parse().unwrap();
                let verdicts: Vec<String> = authorizations(model, &source)
                    .iter()
                    .map(|(resource, region, profile)| {
                        stack.invoke(resource, region, profile.as_deref())
                    })
                    .collect();
                assert!(
                    verdicts.iter().any(|said| said != "allowed"),
                    "{name} may call {} through {} from {source}",
                    model.id,
                    model.profile
                );
            }
        }
    }
}

#[test]
fn what_the_plan_does_not_name_is_stopped() {
    let intent = intent::example();
    let backend = Stack::of(&intent, "backend");
    let data = Stack::of(&intent, "data");
    let opus = "foundation-model/anthropic.claude-opus-5-5";
    let us =
        "arn:aws:bedrock:us-east-1:444455556666:inference-profile/us.anthropic.claude-opus-5-5";

    let in_east = |kind: &str| format!("arn:aws:bedrock:us-east-1::{kind}");
    assert_eq!(
        backend.invoke(&in_east(opus), "us-east-1", Some(us)),
        "allowed"
    );
    assert_eq!(
        backend.invoke(&in_east(opus), "us-east-1", None),
        "DenyModelsWithoutProfile"
    );
    let other = in_east("foundation-model/anthropic.claude-opus-5-5-v2");
    assert_eq!(
        backend.invoke(&other, "us-east-1", Some(us)),
        "DenyOtherModels"
    );
    let nova = in_east("foundation-model/amazon.nova-pro-v1:0");
    assert_eq!(
        backend.invoke(&nova, "us-east-1", Some(us)),
        "DenyOtherModels"
    );

    let european = format!("arn:aws:bedrock:eu-west-1::{opus}");
    assert_eq!(
        backend.invoke(&european, "eu-west-1", Some(us)),
        "DenyInferenceElsewhere"
    );
    let global = format!("arn:aws:bedrock:::{opus}");
    assert_eq!(
        backend.invoke(&global, "unspecified", Some(us)),
        "DenyInferenceElsewhere"
    );
    let called_at_a_destination = us.replace("us-east-1", "us-east-2");
    assert_eq!(
        backend.invoke(&called_at_a_destination, "us-east-2", None),
        "DenyOtherModels",
        "us-east-2 answers for the team, but the team does not call from there"
    );
    assert_eq!(data.invoke(us, "us-east-1", None), "DenyOtherModels");
    let imported = "arn:aws:bedrock:us-east-1:444455556666:imported-model/x";
    assert_eq!(
        backend.invoke(imported, "us-east-1", None),
        "DenyOtherModels"
    );

    let mantle = by("x", "bedrock-mantle:CreateInference", "*", "us-east-1");
    assert_eq!(backend.says(&mantle), "DenySecondEndpoint");
    let batch = by("x", "bedrock:CreateModelInvocationJob", &nova, "us-east-1");
    assert_eq!(backend.says(&batch), "DenyOtherModels");
}

#[test]
fn a_team_stays_in_its_regions() {
    let intent = intent::example();
    let data = Stack::of(&intent, "data");
    let says = |action: &str, region: &str| data.says(&by("Admin", action, "*", region));
    assert_eq!(says("ec2:RunInstances", "eu-central-1"), "allowed");
    assert_eq!(
        says("ec2:RunInstances", "us-east-1"),
        "allowed",
        "the home Region"
    );
    assert_eq!(says("ec2:RunInstances", "eu-west-1"), "DenyOtherRegions");
    assert_eq!(
        says("bedrock:CreateGuardrail", "eu-west-1"),
        "DenyOtherRegions"
    );
    assert_eq!(says("iam:ListRoles", "us-east-1"), "allowed");
    assert_eq!(says("support:DescribeCases", "us-east-1"), "allowed");
    assert_eq!(says("sts:AssumeRole", "ap-south-1"), "allowed");
}

#[test]
fn application_profiles_serve_planned_models_alone() {
    let backend = Stack::of(&intent::example(), "backend");
    let own = "arn:aws:bedrock:us-east-1:444455556666:application-inference-profile/a1b2";
    let model = |id: &str| format!("arn:aws:bedrock:us-east-2::foundation-model/{id}");
    assert_eq!(backend.invoke(own, "us-east-1", None), "allowed");
    let planned = model("anthropic.claude-opus-5-5");
    assert_eq!(backend.invoke(&planned, "us-east-2", Some(own)), "allowed");
    let other = model("anthropic.claude-opus-6");
    assert_eq!(
        backend.invoke(&other, "us-east-2", Some(own)),
        "DenyOtherModels"
    );
}

#[test]
fn what_bedrock_org_manages_is_out_of_a_teams_hands() {
    let backend = Stack::of(&intent::example(), "backend");
    let role = |name: &str| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
    let stack =
        format!("arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/StackSet-bedrock-auth-1/1");
    let provider = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/acme.okta.com");
    let pool = format!("arn:aws:cognito-identity:us-east-1:{ACCOUNT}:identitypool/us-east-1:1");
    let logs = format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/bedrock/invocations:*");
    let cases = [
        ("organizations:LeaveOrganization", "*".into(), "DenyLeaving"),
        ("account:CloseAccount", "*".into(), "DenyLeaving"),
        (
            "iam:UpdateAssumeRolePolicy",
            role("bedrock-developer"),
            "DenyRoleAndProviderChanges",
        ),
        (
            "iam:CreateRole",
            role("stacksets-exec-mine"),
            "DenyRoleAndProviderChanges",
        ),
        (
            "iam:PutRolePolicy",
            role("OrganizationAccountAccessRole"),
            "DenyRoleAndProviderChanges",
        ),
        (
            "iam:DeleteOpenIDConnectProvider",
            provider,
            "DenyRoleAndProviderChanges",
        ),
        (
            "cognito-identity:SetIdentityPoolRoles",
            pool,
            "DenyIdentityPoolChanges",
        ),
        ("cloudformation:DeleteStack", stack, "DenyStackChanges"),
        ("logs:PutRetentionPolicy", logs, "DenyInvocationLogChanges"),
        (
            "bedrock:DeleteModelInvocationLoggingConfiguration",
            "*".into(),
            "DenyAccountSettingChanges",
        ),
    ];
    for (action, resource, expected) in &cases {
        let says = |principal: &str| backend.says(&by(principal, action, resource, "us-east-1"));
        assert_eq!(says("Admin"), *expected, "{action}");
        for exempt in ["OrganizationAccountAccessRole", "stacksets-exec-0a1b"] {
            let expected = if *expected == "DenyLeaving" {
                "DenyLeaving"
            } else {
                "allowed"
            };
            assert_eq!(says(exempt), expected, "{action} by {exempt}");
        }
    }
    let own = by(
        "Admin",
        "iam:UpdateAssumeRolePolicy",
        &role("our-own"),
        "us-east-1",
    );
    assert_eq!(backend.says(&own), "allowed");
    let reading = by(
        "Admin",
        "iam:GetRole",
        &role("bedrock-developer"),
        "us-east-1",
    );
    assert_eq!(backend.says(&reading), "allowed");
}
