//! From a resource's properties to what they decide.

use std::collections::BTreeMap;

use bedrock_policy::Document;
use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use serde_json::Value;

use crate::model::AccountName;

use super::{AccessError, Deployed, Pool, Resource, Role};

pub(super) fn deployed(
    account: &AccountName,
    resources: &[Resource],
) -> Result<Deployed, AccessError> {
    let mut deployed = Deployed::default();
    let managed: BTreeMap<&str, &Resource> = resources
        .iter()
        .filter(|resource| resource.kind == "AWS::IAM::ManagedPolicy")
        .map(|resource| (resource.arn.as_str(), resource))
        .collect();
    for resource in resources {
        match resource.kind.as_str() {
            "AWS::IAM::OIDCProvider" => deployed.providers.push(resource.arn.clone()),
            "AWS::Cognito::IdentityPool" => deployed.pools.push(pool(resource)),
            "AWS::IAM::Role" => deployed.roles.push(role(account, resource, &managed)?),
            _ => {}
        }
    }
    for resource in resources {
        let properties = &resource.properties;
        match resource.kind.as_str() {
            "AWS::Cognito::IdentityPoolRoleAttachment" => {
                let mappings = mappings(account, resource)?;
                if let Some(pool) = deployed.pool(properties) {
                    pool.mappings.extend(mappings);
                    pool.default_roles.extend(texts(properties.get("Roles")));
                }
            }
            "AWS::Cognito::IdentityPoolPrincipalTag" => {
                if let Some(pool) = deployed.pool(properties) {
                    let provider = text(properties, "IdentityProviderName").to_owned();
                    let tags = texts(properties.get("PrincipalTags"));
                    pool.principal_tags.insert(provider, tags);
                }
            }
            // A policy beside its role, as the older spelling has it.
            "AWS::IAM::Policy" | "AWS::IAM::RolePolicy" => {
                let name = text(properties, "PolicyName").to_owned();
                let document = document(account, &name, properties.get("PolicyDocument"))?;
                let listed = list(properties.get("Roles"))
                    .iter()
                    .filter_map(Value::as_str);
                let named: Vec<&str> = listed.chain([text(properties, "RoleName")]).collect();
                let holders = deployed
                    .roles
                    .iter_mut()
                    .filter(|role| named.contains(&role.name.as_str()));
                for role in holders {
                    role.policies.push((name.clone(), document.clone()));
                }
            }
            _ => {}
        }
    }
    // A provider that exists already is in no stack, but the pool names it.
    let named: Vec<String> = deployed
        .pools
        .iter()
        .flat_map(|pool| pool.providers.iter().cloned())
        .collect();
    deployed.providers.extend(named);
    deployed.providers.sort();
    deployed.providers.dedup();
    Ok(deployed)
}

impl Deployed {
    fn pool(&mut self, properties: &Value) -> Option<&mut Pool> {
        let id = text(properties, "IdentityPoolId");
        self.pools.iter_mut().find(|pool| pool.id == id)
    }
}

fn pool(resource: &Resource) -> Pool {
    let properties = &resource.properties;
    let on = |key: &str| match properties.get(key) {
        Some(Value::Bool(on)) => *on,
        Some(Value::String(word)) => word.eq_ignore_ascii_case("true"),
        _ => false,
    };
    let user_pool = |provider: &Value| {
        let name = text(provider, "ProviderName").to_owned();
        (name, text(provider, "ClientId").to_owned())
    };
    let arns = list(properties.get("OpenIdConnectProviderARNs"));
    let user_pools = list(properties.get("CognitoIdentityProviders"));
    Pool {
        id: resource.reference.clone(),
        guests: on("AllowUnauthenticatedIdentities"),
        classic: on("AllowClassicFlow"),
        providers: arns
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        user_pools: user_pools.iter().map(user_pool).collect(),
        ..Pool::default()
    }
}

fn role(
    account: &AccountName,
    resource: &Resource,
    managed: &BTreeMap<&str, &Resource>,
) -> Result<Role, AccessError> {
    let properties = &resource.properties;
    let trust = properties.get("AssumeRolePolicyDocument");
    let trust = document(account, "the trust policy", trust)?;
    let mut policies = Vec::new();
    for policy in list(properties.get("Policies")) {
        let name = text(policy, "PolicyName").to_owned();
        let read = document(account, &name, policy.get("PolicyDocument"))?;
        policies.push((name, read));
    }
    for arn in list(properties.get("ManagedPolicyArns"))
        .iter()
        .filter_map(Value::as_str)
    {
        let Some(policy) = managed.get(arn) else {
            return Err(AccessError::Template {
                account: account.clone(),
                cause: format!("the text of the policy {arn} is not in the stack"),
            });
        };
        let read = document(account, arn, policy.properties.get("PolicyDocument"))?;
        policies.push((last(&policy.arn), read));
    }
    // A managed policy may name its roles instead of being named by them.
    for policy in managed.values() {
        let roles = list(policy.properties.get("Roles"));
        if roles.iter().any(|role| *role == resource.reference) {
            let read = document(
                account,
                &policy.arn,
                policy.properties.get("PolicyDocument"),
            )?;
            policies.push((last(&policy.arn), read));
        }
    }
    let tag = |tag: &Value| (text(tag, "Key").to_owned(), text(tag, "Value").to_owned());
    Ok(Role {
        name: resource.reference.clone(),
        arn: resource.arn.clone(),
        trust,
        policies,
        tags: list(properties.get("Tags")).iter().map(tag).collect(),
    })
}

fn mappings(
    account: &AccountName,
    resource: &Resource,
) -> Result<BTreeMap<String, RoleMapping>, AccessError> {
    let unfit = |cause: String| AccessError::Template {
        account: account.clone(),
        cause: format!("{}: {cause}", resource.logical_id),
    };
    let mut mappings = BTreeMap::new();
    let given = resource.properties.get("RoleMappings");
    for (key, given) in given.and_then(Value::as_object).into_iter().flatten() {
        let kind = text(given, "Type");
        if kind != "Rules" {
            return Err(unfit(format!(
                "a role mapping of the type {kind:?} cannot be judged"
            )));
        }
        let rules = given.pointer("/RulesConfiguration/Rules");
        let rule = |rule: &Value| {
            let kind = text(rule, "MatchType");
            let match_type = MatchType::parse(kind);
            Ok(Rule {
                claim: text(rule, "Claim").to_owned(),
                match_type: match_type
                    .ok_or_else(|| unfit(format!("there is no MatchType {kind:?}")))?,
                value: text(rule, "Value").to_owned(),
                role_arn: text(rule, "RoleARN").to_owned(),
            })
        };
        let mapping = RoleMapping {
            ambiguous_deny: text(given, "AmbiguousRoleResolution") == "Deny",
            rules: list(rules).iter().map(rule).collect::<Result<_, _>>()?,
        };
        let provider = match text(given, "IdentityProvider") {
            "" => key.clone(),
            provider => provider.to_owned(),
        };
        mappings.insert(provider, mapping);
    }
    Ok(mappings)
}

fn document(
    account: &AccountName,
    name: &str,
    value: Option<&Value>,
) -> Result<Document, AccessError> {
    let text = match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    Document::parse(&text).map_err(|cause| AccessError::Document {
        account: account.clone(),
        document: name.to_owned(),
        cause,
    })
}

/// A policy's name, which its ARN ends in.
fn last(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn texts(value: Option<&Value>) -> BTreeMap<String, String> {
    let fields = value.and_then(Value::as_object).into_iter().flatten();
    fields
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}
