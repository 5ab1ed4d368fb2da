//! Limits, sharing, names, and the refusal of policies that would lock the operator out.

use bedrock_org::model::{Intent, Policy, PolicyName};
use bedrock_org::plan::guardrail::{GuardrailError, Guardrails, guardrails};
use bedrock_org::plan::preflight::preflight;

use super::intent::{self, MODELS, plan};

#[test]
fn the_operator_is_not_locked_out_anywhere() {
    let gov = [("opus", "anthropic.claude-opus-5-5", "us-gov")];
    for intent in [
        intent::example(),
        plan(
            "eu-central-1",
            MODELS,
            &[("data", &["eu-west-3"], &["sonnet-eu"])],
        ),
        plan(
            "ap-southeast-2",
            MODELS,
            &[("idle", &["ap-southeast-2"], &[])],
        ),
        plan(
            "us-gov-west-1",
            &gov,
            &[("defence", &["us-gov-east-1"], &["opus"])],
        ),
    ] {
        preflight(&intent, &guardrails(&intent).unwrap()).unwrap();
    }
}

fn with_policy(document: &str) -> (Intent, Guardrails) {
    let intent = intent::example();
    let mut guardrails = guardrails(&intent).unwrap();
    let name: PolicyName = "bedrock-org/acme/extra".parse().unwrap();
    let policy = Policy {
        document: document.into(),
        ..Policy::default()
    };
    guardrails.policies.insert(name.clone(), policy);
    let unit = "Bedrock/data".parse().unwrap();
    guardrails.attachments.entry(unit).or_default().insert(name);
    (intent, guardrails)
}

#[track_caller]
fn check_refused(document: &str, expected: &str) {
    let (intent, guardrails) = with_policy(document);
    let refusal = preflight(&intent, &guardrails).unwrap_err();
    assert_eq!(refusal.to_string(), expected);
    assert!(!refusal.hint().is_empty());
}

#[test]
fn a_policy_that_denies_the_operator_is_refused_with_its_statement() {
    check_refused(
        r#"{"Statement":{"Sid":"NoStacks","Effect":"Deny","Action":"cloudformation:Update*","Resource":"*"}}"#,
        "could not accept the policy bedrock-org/acme/extra: its statement NoStacks would deny \
         cloudformation:UpdateStack in eu-central-1 to \
         arn:aws:iam::111122223333:role/OrganizationAccountAccessRole in the accounts of \
         Bedrock/data",
    );
    check_refused(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/OrganizationAccountAccessRole"}}}}"#,
        "could not accept the policy bedrock-org/acme/extra: its statement number 1 would deny \
         iam:AttachRolePolicy in us-east-1 to arn:aws:iam::111122223333:role/stacksets-exec-1 in \
         the accounts of Bedrock/data",
    );
}

#[test]
fn a_policy_that_cannot_be_judged_is_refused() {
    check_refused(
        r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}"#,
        "could not accept the policies of Bedrock/data: could not evaluate the policy: the \
         condition operator IpAddress is not supported",
    );
}

#[test]
fn teams_that_ask_for_the_same_share_their_policies() {
    let rails = guardrails(&intent::example()).unwrap();
    let of = |unit: &str| &rails.attachments[unit];
    assert_eq!(of("Bedrock/backend"), of("Bedrock/platform"));
    assert_eq!(rails.policies.len(), 7, "{:?}", rails.policies.keys());
}

#[test]
fn a_new_id_behind_an_alias_changes_the_text_and_not_the_name() {
    let before = intent::example();
    let mut after = before.clone();
    after.models.get_mut("opus").unwrap().id = "anthropic.claude-opus-6".into();
    let (before, after) = (guardrails(&before).unwrap(), guardrails(&after).unwrap());
    assert!(before.policies.keys().eq(after.policies.keys()));
    assert_eq!(before.attachments, after.attachments);
    assert_ne!(before.policies, after.policies);
}

#[test]
fn a_long_name_is_shortened_and_stays_unique() {
    let aliases: Vec<String> = (0..30)
        .map(|n| format!("a-rather-long-alias-{n}"))
        .collect();
    let ids: Vec<String> = (0..30).map(|n| format!("anthropic.claude-{n}")).collect();
    let models: Vec<(&str, &str, &str)> = aliases
        .iter()
        .zip(&ids)
        .map(|(alias, id)| (alias.as_str(), id.as_str(), "us"))
        .collect();
    let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
    let teams: &[(&str, &[&str], &[&str])] = &[
        ("a", &["us-east-1"], &aliases),
        ("b", &["us-east-1"], &aliases[..29]),
    ];
    let guardrails = guardrails(&plan("us-east-1", &models, teams)).unwrap();
    let long: Vec<&PolicyName> = guardrails
        .policies
        .keys()
        .filter(|name| name.as_str().contains("/models/"))
        .collect();
    assert_eq!(long.len(), 2);
    assert!(
        long.iter()
            .all(|name| name.as_str().len() == 128 && name.as_str().contains('~'))
    );
    assert!(
        guardrails
            .policies
            .values()
            .all(|policy| policy.description.len() <= 512)
    );
}

#[test]
fn a_policy_that_is_too_large_names_its_team() {
    let ids: Vec<String> = (0..150)
        .map(|n| format!("anthropic.claude-model-{n}"))
        .collect();
    let aliases: Vec<String> = (0..150).map(|n| format!("m{n}")).collect();
    let models: Vec<(&str, &str, &str)> = aliases
        .iter()
        .zip(&ids)
        .map(|(alias, id)| (alias.as_str(), id.as_str(), "eu"))
        .collect();
    let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
    let teams: &[(&str, &[&str], &[&str])] = &[("data", &["eu-west-1"], &aliases)];
    let error = guardrails(&plan("eu-west-1", &models, teams)).unwrap_err();
    assert!(matches!(&error, GuardrailError::TooLarge { owner, .. } if owner == "team.data"));
    assert_eq!(
        error.hint(),
        "give team.data fewer models or fewer Regions, or models that share one profile"
    );
}

#[test]
fn forty_models_in_every_european_region_fit() {
    let ids: Vec<String> = (0..40)
        .map(|n| format!("anthropic.claude-model-{n}"))
        .collect();
    let aliases: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
    let models: Vec<(&str, &str, &str)> = aliases
        .iter()
        .zip(&ids)
        .map(|(alias, id)| (alias.as_str(), id.as_str(), "eu"))
        .collect();
    let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
    let codes = [
        "eu-central-1",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-3",
    ];
    let teams: &[(&str, &[&str], &[&str])] = &[("data", &codes, &aliases)];
    assert!(guardrails(&plan("eu-west-1", &models, teams)).is_ok());
}
