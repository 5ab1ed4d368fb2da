//! What must hold in every case of the auth stack, whatever the plan says.

use serde_json::{Value, json};

use super::file;
use super::render::{Rendered, render};

fn auth_cases() -> Vec<(String, file::Case, Rendered)> {
    let cases = file::cases().into_iter();
    let auth = cases.filter(|(_, case)| case.template == "auth");
    auth.map(|(name, case)| {
        let rendered = render(&file::template("auth"), &case.place, &case.values());
        (name, case, rendered)
    })
    .collect()
}

#[test]
fn the_pool_admits_one_group_and_has_no_way_around_it() {
    for (name, case, rendered) in auth_cases() {
        let pool = rendered.properties("IdentityPool");
        assert_eq!(pool["AllowUnauthenticatedIdentities"], false, "{name}");
        assert_eq!(pool["AllowClassicFlow"], false, "{name}");
        let mapping = rendered.properties("RoleMapping");
        assert_eq!(mapping.get("Roles"), None, "{name}");
        let mappings = mapping["RoleMappings"].as_object().unwrap();
        assert_eq!(mappings.len(), 1, "{name}");
        let developers = &mappings["Developers"];
        assert_eq!(developers["Type"], "Rules", "{name}");
        assert_eq!(developers["AmbiguousRoleResolution"], "Deny", "{name}");
        let rules = developers["RulesConfiguration"]["Rules"].as_array();
        let [rule] = rules.unwrap().as_slice() else {
            panic!("{name}: one rule");
        };
        let nobody = "bedrock-org-nobody".to_owned();
        let values = case.values();
        assert_eq!(rule["Value"], *values.get("Group").unwrap_or(&nobody));
    }
}

#[test]
fn the_role_trusts_its_own_pool_only() {
    for (name, case, rendered) in auth_cases() {
        let trust = &rendered.properties("DeveloperRole")["AssumeRolePolicyDocument"];
        let [statement] = trust["Statement"].as_array().unwrap().as_slice() else {
            panic!("{name}: one statement");
        };
        let service = match case.place.partition.as_str() {
            "aws-us-gov" => "cognito-identity-us-gov.amazonaws.com",
            _ => "cognito-identity.amazonaws.com",
        };
        assert_eq!(statement["Principal"], json!({"Federated": service}));
        let pool = &rendered.outputs["IdentityPoolId"];
        let expected = json!({
            "StringEquals": {format!("{service}:aud"): pool},
            "ForAnyValue:StringLike": {format!("{service}:amr"): "authenticated"},
        });
        assert_eq!(statement["Condition"], expected, "{name}");
        let actions = json!(["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]);
        assert_eq!(statement["Action"], actions, "{name}");
    }
}

/// Every statement of the developers' role, from all of its documents.
fn statements(rendered: &Rendered) -> Vec<Value> {
    let mut documents = Vec::new();
    let inline = rendered.properties("DeveloperRole").get("Policies");
    for policy in inline.and_then(Value::as_array).into_iter().flatten() {
        documents.push(policy["PolicyDocument"].clone());
    }
    for (planned, properties) in &rendered.resources {
        if planned.kind == "AWS::IAM::ManagedPolicy" {
            documents.push(properties["PolicyDocument"].clone());
        }
    }
    let statements = documents
        .iter()
        .map(|document| document["Statement"].as_array().unwrap());
    statements.flatten().cloned().collect()
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

#[test]
fn what_may_be_invoked_is_exactly_what_was_given() {
    for (name, case, rendered) in auth_cases() {
        let mut given: Vec<String> = Vec::new();
        for (parameter, value) in case.values() {
            if parameter.ends_with("Models") || parameter.ends_with("Profiles") {
                given.extend(value.split(',').map(str::to_owned));
            }
        }
        let mut invoked: Vec<String> = Vec::new();
        for statement in statements(&rendered) {
            let actions = texts(&statement["Action"]);
            assert_eq!(statement["Effect"], "Allow", "{name}");
            assert!(actions.iter().all(|action| !action.contains('*')), "{name}");
            if actions.iter().any(|action| action.contains("InvokeModel")) {
                let resources = texts(&statement["Resource"]);
                let by_model = resources
                    .iter()
                    .any(|arn| arn.contains(":foundation-model/"));
                let by_profile =
                    statement.pointer("/Condition/ArnEquals/bedrock:InferenceProfileArn");
                assert_eq!(by_model, by_profile.is_some(), "{name}");
                invoked.extend(resources.iter().map(|arn| (*arn).to_owned()));
            }
        }
        given.sort();
        invoked.sort();
        assert_eq!(invoked, given, "{name}");
        assert!(
            invoked.iter().all(|arn| !arn.contains(['*', '?', '$'])),
            "{name}"
        );
    }
}

#[test]
fn what_is_given_admits_no_wildcard_and_no_other_kind() {
    let template = file::template("auth");
    let cases = file::cases();
    let case = &cases["auth-mixed"];
    let forged = [
        (
            "InferenceProfiles",
            "arn:aws:bedrock:*:111122223333:inference-profile/us.x",
        ),
        (
            "InferenceProfiles",
            "arn:aws:bedrock:us-east-1:*:inference-profile/us.x",
        ),
        (
            "InferenceProfiles",
            "arn:aws:bedrock:us-east-1:111122223333:inference-profile/*",
        ),
        ("InferenceProfiles", "*"),
        (
            "FoundationModels",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.*",
        ),
        (
            "FoundationModels",
            "arn:aws:bedrock:us-east-1::foundation-model/a,*",
        ),
        (
            "GlobalProfiles",
            "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.x",
        ),
        (
            "GlobalModels",
            "arn:aws:bedrock:us-east-1::foundation-model/x",
        ),
        ("GroupMatch", "StartsWith"),
        ("GroupMatch", "NotEqual"),
        ("Issuer", "http://acme.okta.com"),
        ("Group", ""),
    ];
    for (parameter, value) in forged {
        let mut values = case.values();
        values.insert(parameter.to_owned(), value.to_owned());
        let refused = template.outline(&case.place, &values);
        assert!(refused.is_err(), "{parameter}: {value}");
    }
}

#[test]
fn a_list_without_its_counterpart_admits_nothing() {
    let template = file::template("auth");
    let cases = file::cases();
    for alone in ["InferenceProfiles", "FoundationModels"] {
        let case = &cases["auth-us"];
        let mut values = case.values();
        values.insert(alone.to_owned(), String::new());
        let rendered = render(&template, &case.place, &values);
        let statements = statements(&rendered);
        let actions = statements.iter().flat_map(|one| texts(&one["Action"]));
        assert!(
            !actions
                .into_iter()
                .any(|action| action.contains("InvokeModel"))
        );
    }
}
