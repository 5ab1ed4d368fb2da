//! Resources that only have to be there: log groups, keys, topics, dashboards, alarms.

use serde_json::Value;

use super::kind::{
    ALARM, ALIAS, DASHBOARD, KEY, LOG_GROUP, METRIC_FILTER, SUBSCRIPTION, TOPIC, TOPIC_POLICY,
};
use super::{Failure, Kind, Made, Site, required, text, texts};
use crate::world::Resource;

pub(super) fn put(
    site: &mut Site<'_>,
    kind: &Kind,
    properties: &Value,
    existing: Option<&Resource>,
) -> Result<Made, Failure> {
    check(site, kind, properties)?;
    if let Some(existing) = existing {
        return Ok(Made {
            id: existing.id.clone(),
            attributes: existing.attributes.clone(),
        });
    }
    let (region, account) = (site.region.to_owned(), site.account.to_owned());
    let named = kind.named_by.map_or("", |name| text(properties, name));
    let name = match (kind.name, named) {
        (KEY, _) => site.drawn_uuid(),
        (METRIC_FILTER, _) => match text(properties, "FilterName") {
            "" => site.drawn_name(512),
            name => name.to_owned(),
        },
        (_, "") => site.drawn_name(255),
        (_, name) => name.to_owned(),
    };
    let made = match kind.name {
        LOG_GROUP => {
            let arn = format!("arn:aws:logs:{region}:{account}:log-group:{name}:*");
            Made::new(name, [("Arn", arn)])
        }
        KEY => {
            let arn = format!("arn:aws:kms:{region}:{account}:key/{name}");
            Made::new(name.clone(), [("Arn", arn), ("KeyId", name)])
        }
        TOPIC => {
            let arn = format!("arn:aws:sns:{region}:{account}:{name}");
            Made::new(arn.clone(), [("TopicArn", arn), ("TopicName", name)])
        }
        SUBSCRIPTION => {
            let topic = text(properties, "TopicArn");
            let arn = format!("{topic}:{}", site.drawn_uuid());
            Made::new(arn.clone(), [("Arn", arn)])
        }
        ALARM => {
            let arn = format!("arn:aws:cloudwatch:{region}:{account}:alarm:{name}");
            Made::new(name, [("Arn", arn)])
        }
        TOPIC_POLICY => Made::new(name.clone(), [("Id", name)]),
        _ => Made::new(name, []),
    };
    site.claim(kind.name, &made.id)?;
    if kind.name == LOG_GROUP {
        let regions = site.world.log_groups.entry(account).or_default();
        regions.entry(region).or_default().insert(made.id.clone());
    }
    Ok(made)
}

/// What else must be there, and what must not be left out.
fn check(site: &Site<'_>, kind: &Kind, properties: &Value) -> Result<(), Failure> {
    let is_here = |kind: &str, id: &str| {
        let formation = &site.world.formation;
        formation.has(site.account, site.region, kind, id)
    };
    match kind.name {
        METRIC_FILTER => {
            let group = required(kind.name, properties, "LogGroupName")?;
            let world = &site.world;
            if !world.has_log_group(site.account, site.region, group) {
                return Err(
                    "The specified log group does not exist. (Service: CloudWatchLogs, \
                            Status Code: 400)"
                        .into(),
                );
            }
        }
        SUBSCRIPTION => {
            let topic = required(kind.name, properties, "TopicArn")?;
            if !is_here(TOPIC, topic) {
                return Err("Topic does not exist (Service: Sns, Status Code: 404)".into());
            }
        }
        TOPIC_POLICY => {
            if let Some(topic) = texts(properties, "Topics")
                .iter()
                .find(|topic| !is_here(TOPIC, topic))
            {
                return Err(format!(
                    "Topic does not exist: {topic} (Service: Sns, Status Code: 404)"
                ));
            }
        }
        ALIAS => {
            let alias = required(kind.name, properties, "AliasName")?;
            if !alias.starts_with("alias/") || alias.starts_with("alias/aws/") {
                return Err(format!("{alias} is not a valid alias name"));
            }
            required(kind.name, properties, "TargetKeyId")?;
        }
        DASHBOARD => {
            let body = required(kind.name, properties, "DashboardBody")?;
            if serde_json::from_str::<Value>(body).is_err() {
                return Err(
                    "The field DashboardBody must be a valid JSON object (Service: CloudWatch, \
                     Status Code: 400)"
                        .into(),
                );
            }
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn remove(site: &mut Site<'_>, kind: &Kind, resource: &Resource) {
    site.give_up(kind.name, &resource.id);
    if kind.name == LOG_GROUP
        && let Some(regions) = site.world.log_groups.get_mut(site.account)
        && let Some(groups) = regions.get_mut(site.region)
    {
        groups.remove(&resource.id);
    }
}
