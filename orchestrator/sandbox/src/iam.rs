//! IAM, as far as a reader needs it: roles with their policies, and OpenID providers.

use serde_json::{Map, Value, json};

use crate::authorize::{Resource, authorize};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::world::{OidcProvider, Role};

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let operation: fn(&Context<'_>) -> Result<Value, Refusal> =
        match context.call.operation.as_str() {
            "GetRole" => get_role,
            "ListRoles" => list_roles,
            "ListRolePolicies" => list_role_policies,
            "ListAttachedRolePolicies" => list_attached_role_policies,
            "GetRolePolicy" => get_role_policy,
            "ListOpenIDConnectProviders" => list_providers,
            "GetOpenIDConnectProvider" => get_provider,
            other => return Err(Refusal::not_modelled(&format!("iam:{other}"))),
        };
    operation(context)
}

fn allowed(context: &Context<'_>, arn: String) -> Result<(), Refusal> {
    let action = format!("iam:{}", context.call.operation);
    authorize(context, &action, &[Resource::untagged(arn)], &Keys::new())
}

fn no_such(what: &str, name: &str) -> Refusal {
    let message = format!("The {what} with name {name} cannot be found.");
    Refusal::new(404, "NoSuchEntity", message)
}

/// The role of the request, which is one of the caller's account.
fn role<'a>(context: &'a Context<'_>) -> Result<&'a Role, Refusal> {
    let (account, name) = (&context.caller.account, context.text("RoleName"));
    allowed(context, format!("arn:aws:iam::{account}:role/{name}"))?;
    let role = context.world.identity.role(account, name);
    role.ok_or_else(|| no_such("role", name))
}

/// IAM writes documents with every odd character escaped.
fn escaped(document: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    document.bytes().fold(String::new(), |mut text, byte| {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

/// When a thing was made is not kept: it counts as old as its account.
fn since(context: &Context<'_>) -> String {
    let account = context.world.accounts.get(&context.caller.account);
    account
        .map_or(context.setup.epoch, |account| account.joined)
        .iso8601()
}

fn shape(context: &Context<'_>, role: &Role) -> Map<String, Value> {
    let shape = json!({
        "Path": "/",
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": role.arn(),
        "CreateDate": since(context),
        "AssumeRolePolicyDocument": escaped(&role.trust),
        "MaxSessionDuration": 3600,
    });
    match shape {
        Value::Object(shape) => shape,
        _ => Map::new(),
    }
}

fn get_role(context: &Context<'_>) -> Result<Value, Refusal> {
    let role = role(context)?;
    let tags: Vec<_> = role
        .tags
        .iter()
        .map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect();
    let mut shape = shape(context, role);
    shape.insert("Tags".into(), tags.into());
    Ok(json!({"Role": shape}))
}

/// A list has no tags, as IAM's own has none.
fn list_roles(context: &Context<'_>) -> Result<Value, Refusal> {
    let account = &context.caller.account;
    allowed(context, format!("arn:aws:iam::{account}:role/"))?;
    let roles = context.world.identity.roles.get(account);
    let roles: Vec<_> = roles
        .into_iter()
        .flatten()
        .map(|(_, role)| Value::Object(shape(context, role)))
        .collect();
    Ok(json!({"Roles": roles, "IsTruncated": false}))
}

fn list_role_policies(context: &Context<'_>) -> Result<Value, Refusal> {
    let names: Vec<_> = role(context)?.policies.keys().collect();
    Ok(json!({"PolicyNames": names, "IsTruncated": false}))
}

fn list_attached_role_policies(context: &Context<'_>) -> Result<Value, Refusal> {
    let attached = |arn: &String| {
        let name = arn.rsplit('/').next().unwrap_or_default();
        json!({"PolicyName": name, "PolicyArn": arn})
    };
    let attached: Vec<_> = role(context)?.managed.iter().map(attached).collect();
    Ok(json!({"AttachedPolicies": attached, "IsTruncated": false}))
}

fn get_role_policy(context: &Context<'_>) -> Result<Value, Refusal> {
    let role = role(context)?;
    let name = context.text("PolicyName");
    let document = role.policies.get(name);
    let document = document.ok_or_else(|| no_such("role policy", name))?;
    Ok(json!({
        "RoleName": role.name,
        "PolicyName": name,
        "PolicyDocument": escaped(document),
    }))
}

fn providers<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a OidcProvider> {
    let identity = &context.world.identity;
    let providers = identity.providers.get(&context.caller.account);
    providers.into_iter().flat_map(|all| all.values())
}

fn list_providers(context: &Context<'_>) -> Result<Value, Refusal> {
    let account = &context.caller.account;
    allowed(context, format!("arn:aws:iam::{account}:oidc-provider/*"))?;
    let list: Vec<_> = providers(context)
        .map(|provider| json!({"Arn": provider.arn}))
        .collect();
    Ok(json!({"OpenIDConnectProviderList": list}))
}

fn get_provider(context: &Context<'_>) -> Result<Value, Refusal> {
    let arn = context.text("OpenIDConnectProviderArn");
    allowed(context, arn.to_owned())?;
    let provider = providers(context).find(|provider| provider.arn == arn);
    let provider = provider.ok_or_else(|| no_such("OpenIDConnect provider", arn))?;
    let tags: Vec<_> = provider
        .tags
        .iter()
        .map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect();
    Ok(json!({
        "Url": provider.url,
        "ClientIDList": provider.client_ids,
        "ThumbprintList": [],
        "CreateDate": since(context),
        "Tags": tags,
    }))
}
