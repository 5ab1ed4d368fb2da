//! CloudWatch's observability access: a sink here, links from other accounts to it.

use bedrock_policy::{Document, Request, decide_identity};
use serde_json::{Value, json};

use super::kind::{LINK, SINK};
use super::{Failure, Made, Site, required, text, texts};
use crate::world::{Formation, Resource, World};

/// One sink for each account and Region.
pub(super) fn sink(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    required(SINK, properties, "Name")?;
    let arn = if let Some(existing) = existing {
        existing.id.clone()
    } else {
        site.claim(SINK, "sink")?;
        let (region, account) = (site.region, site.account);
        format!("arn:aws:oam:{region}:{account}:sink/{}", site.drawn_uuid())
    };
    Ok(Made::new(arn.clone(), [("Arn", arn)]))
}

/// How many links lead to a sink.
pub(in crate::cloudformation) fn links(world: &World, sink: &str) -> usize {
    let formation = &world.formation;
    let made = formation.things.values().filter_map(|maker| {
        let stack = formation.stacks.get(&maker.stack)?;
        stack.resources.get(&maker.logical_id)
    });
    made.filter(|resource| resource.kind == LINK)
        .filter(|resource| text(&resource.properties, "SinkIdentifier") == sink)
        .count()
}

pub(super) fn link(
    site: &mut Site<'_>,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    let sink = required(LINK, properties, "SinkIdentifier")?;
    admitted(site, sink, properties)?;
    let arn = if let Some(existing) = existing {
        existing.id.clone()
    } else {
        let (region, account) = (site.region, site.account);
        let arn = format!("arn:aws:oam:{region}:{account}:link/{}", site.drawn_uuid());
        site.claim(LINK, &arn)?;
        arn
    };
    let label = site.world.accounts.get(site.account);
    let label = label.map_or_else(String::new, |account| account.name.clone());
    Ok(Made::new(arn.clone(), [("Arn", arn), ("Label", label)]))
}

/// The sink must be there, in the same Region, and its policy must let this account link to it.
fn admitted(site: &Site<'_>, sink: &str, properties: &Value) -> Result<(), Failure> {
    let denied = |why: &str| {
        Err(format!(
            "User: arn:aws:iam::{}:root is not authorized to perform: oam:CreateLink on resource: \
             {sink} {why} (Service: Oam, Status Code: 403)",
            site.account
        ))
    };
    let missing = || {
        Err(format!(
            "Sink {sink} not found. (Service: Oam, Status Code: 404)"
        ))
    };
    let mut parts = sink.split(':').skip(3);
    let (region, owner) = (parts.next(), parts.next());
    let (Some(region), Some(owner)) = (region, owner) else {
        return missing();
    };
    if region != site.region {
        return missing();
    }
    let formation = &site.world.formation;
    let key = Formation::thing(owner, region, SINK, "sink");
    let resource = formation.things.get(&key).and_then(|maker| {
        let stack = formation.stacks.get(&maker.stack)?;
        stack.resources.get(&maker.logical_id)
    });
    let Some(resource) = resource.filter(|resource| resource.id == sink) else {
        return missing();
    };
    let policy = resource.properties.get("Policy");
    let policy = match policy {
        Some(Value::String(text)) => text.clone(),
        Some(policy) => policy.to_string(),
        None => return denied("because no resource-based policy allows the oam:CreateLink action"),
    };
    let Some(policy) = without_principals(&policy) else {
        return denied("because the sink's policy cannot be read");
    };
    let request = Request::new(
        &format!("arn:aws:iam::{}:root", site.account),
        "oam:CreateLink",
        sink,
    );
    let mut request = request
        .with("aws:PrincipalAccount", site.account)
        .with("aws:PrincipalOrgID", &site.world.organization_id);
    request.context.insert(
        "oam:ResourceTypes".into(),
        texts(properties, "ResourceTypes"),
    );
    match decide_identity(&[policy], &request) {
        Ok(verdict) if verdict.is_allowed() => Ok(()),
        Ok(_) => denied("because no resource-based policy allows the oam:CreateLink action"),
        Err(cause) => denied(&format!(
            "because the sink's policy cannot be judged: {cause}"
        )),
    }
}

/// The sink's policy as if every principal were meant: the sandbox judges its conditions, and refuses
/// a policy that names anybody in particular.
fn without_principals(policy: &str) -> Option<Document> {
    let mut policy: Value = serde_json::from_str(policy).ok()?;
    let everyone = [json!("*"), json!({"AWS": "*"}), json!({"AWS": ["*"]})];
    let statements = match policy.get_mut("Statement")? {
        Value::Array(statements) => statements.iter_mut().collect(),
        statement => vec![statement],
    };
    for statement in statements {
        let principal = statement.as_object_mut()?.remove("Principal")?;
        if !everyone.contains(&principal) {
            return None;
        }
    }
    Document::parse(&policy.to_string()).ok()
}
