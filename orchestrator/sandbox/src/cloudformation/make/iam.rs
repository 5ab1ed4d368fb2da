//! Roles, policies and OpenID providers.

use std::collections::BTreeMap;

use bedrock_policy::Document;
use serde_json::Value;

use super::kind::{MANAGED_POLICY, OIDC_PROVIDER, POLICY, ROLE};
use super::{Failure, Kind, Made, Site, already_exists, required, tags, text, texts};
use crate::caller::role_id;
use crate::world::{OidcProvider, Resource, Role};

pub(super) fn role(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let trust = document(properties, "AssumeRolePolicyDocument")?;
    let name = match (existing, text(properties, "RoleName")) {
        (Some(existing), _) => existing.id.clone(),
        (None, "") => site.drawn_name(64),
        (None, name) => name.to_owned(),
    };
    let account = site.account.to_owned();
    let before = site.world.identity.role(&account, &name).cloned();
    if existing.is_none() && (before.is_some() || site.access_role_is(&name)) {
        return Err(already_exists(ROLE, &name));
    }
    let inline = properties.get("Policies").and_then(Value::as_array);
    let (mut policies, mut managed) = attached_by_others(before.as_ref(), existing);
    for policy in inline.into_iter().flatten() {
        let content = document(policy, "PolicyDocument")?;
        policies.insert(text(policy, "PolicyName").to_owned(), content);
    }
    managed.extend(texts(properties, "ManagedPolicyArns"));
    let role = Role {
        role_id: role_id(site.draw, &account, &name),
        account,
        name: name.clone(),
        trust,
        policies,
        managed,
        tags: tags(properties),
    };
    let (arn, id) = (role.arn(), role.role_id.clone());
    site.world.identity.put_role(role);
    Ok(Made::new(name, [("Arn", arn), ("RoleId", id)]))
}

/// What other resources gave a role stays when the role itself changes.
fn attached_by_others(
    role: Option<&Role>,
    existing: Option<&Resource>,
) -> (BTreeMap<String, String>, Vec<String>) {
    let (Some(role), Some(existing)) = (role, existing) else {
        return Default::default();
    };
    let own = existing
        .properties
        .get("Policies")
        .and_then(Value::as_array);
    let own: Vec<_> = own.into_iter().flatten().collect();
    let is_own = |name: &String| own.iter().any(|policy| text(policy, "PolicyName") == name);
    let policies = role.policies.iter().filter(|(name, _)| !is_own(name));
    let own_managed = texts(&existing.properties, "ManagedPolicyArns");
    let managed = role.managed.iter().filter(|arn| !own_managed.contains(arn));
    (
        policies
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect(),
        managed.cloned().collect(),
    )
}

impl Site<'_> {
    /// The role through which the management account gets in stands there already.
    fn access_role_is(&self, name: &str) -> bool {
        let account = self.world.accounts.get(self.account);
        account.is_some_and(|account| account.role.as_deref() == Some(name))
    }
}

/// A policy's text; refused when IAM would not understand it.
fn document(properties: &Value, name: &str) -> Result<String, Failure> {
    let content = properties.get(name).cloned().unwrap_or_default();
    let content = content.to_string();
    match Document::parse(&content) {
        Ok(_) => Ok(content),
        Err(cause) => Err(format!(
            "Syntax errors in policy. (Service: Iam, Status Code: 400) ({cause})"
        )),
    }
}

pub(super) fn managed_policy(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let content = document(properties, "PolicyDocument")?;
    let arn = if let Some(existing) = existing {
        existing.id.clone()
    } else {
        let name = match text(properties, "ManagedPolicyName") {
            "" => site.drawn_name(128),
            name => name.to_owned(),
        };
        format!("arn:aws:iam::{}:policy/{name}", site.account)
    };
    let policies = &mut site.world.identity.managed_policies;
    if existing.is_none() && policies.contains_key(&arn) {
        return Err(already_exists(MANAGED_POLICY, &arn));
    }
    policies.insert(arn.clone(), content);
    if let Some(existing) = existing {
        detach(site, &existing.properties, &arn);
    }
    for role in texts(properties, "Roles") {
        let role = role_of(site, &role)?;
        role.managed.retain(|attached| *attached != arn);
        role.managed.push(arn.clone());
    }
    Ok(Made::new(arn.clone(), [("PolicyArn", arn)]))
}

fn detach(site: &mut Site<'_>, properties: &Value, arn: &str) {
    for role in texts(properties, "Roles") {
        if let Ok(role) = role_of(site, &role) {
            role.managed.retain(|attached| attached != arn);
        }
    }
}

pub(super) fn policy(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let content = document(properties, "PolicyDocument")?;
    let name = required(POLICY, properties, "PolicyName")?.to_owned();
    if let Some(existing) = existing {
        forget_inline(site, &existing.properties);
    }
    for role in texts(properties, "Roles") {
        let role = role_of(site, &role)?;
        role.policies.insert(name.clone(), content.clone());
    }
    let id = match existing {
        Some(existing) => existing.id.clone(),
        None => site.drawn_name(64),
    };
    Ok(Made::new(id.clone(), [("Id", id)]))
}

fn forget_inline(site: &mut Site<'_>, properties: &Value) {
    let name = text(properties, "PolicyName");
    for role in texts(properties, "Roles") {
        if let Ok(role) = role_of(site, &role) {
            role.policies.remove(name);
        }
    }
}

fn role_of<'a>(site: &'a mut Site<'_>, name: &str) -> Result<&'a mut Role, Failure> {
    let roles = site.world.identity.roles.get_mut(site.account);
    roles.and_then(|roles| roles.get_mut(name)).ok_or_else(|| {
        format!("The role with name {name} cannot be found. (Service: Iam, Status Code: 404)")
    })
}

pub(super) fn provider(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let issuer = required(OIDC_PROVIDER, properties, "Url")?;
    if !issuer.starts_with("https://") {
        return Err(format!(
            "Invalid Open ID Connect Provider URL {issuer} (Service: Iam, Status Code: 400)"
        ));
    }
    let arn = match existing {
        Some(existing) => existing.id.clone(),
        None => OidcProvider::arn_of(site.account, issuer),
    };
    if existing.is_none() && site.world.identity.provider(site.account, &arn).is_some() {
        return Err(format!(
            "Provider with url {issuer} already exists. (Service: Iam, Status Code: 409)"
        ));
    }
    site.world.identity.put_provider(OidcProvider {
        account: site.account.to_owned(),
        arn: arn.clone(),
        url: OidcProvider::url_of(issuer).to_owned(),
        client_ids: texts(properties, "ClientIdList"),
        tags: tags(properties),
    });
    Ok(Made::new(arn.clone(), [("Arn", arn)]))
}

pub(super) fn remove(site: &mut Site<'_>, kind: &Kind, resource: &Resource) {
    let account = site.account.to_owned();
    match kind.name {
        ROLE => {
            site.world.identity.remove_role(&account, &resource.id);
        }
        OIDC_PROVIDER => {
            site.world.identity.remove_provider(&account, &resource.id);
        }
        MANAGED_POLICY => {
            detach(site, &resource.properties, &resource.id);
            site.world.identity.managed_policies.remove(&resource.id);
        }
        _ => forget_inline(site, &resource.properties),
    }
}
