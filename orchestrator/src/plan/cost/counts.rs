//! How many there are of what is billed, by what the templates make.

use std::collections::BTreeMap;

use bedrock_template::{Outline, Place, Template};
use serde_json::Value;

use crate::model::{Org, Parameter, Region, Set, Stack, Team};

use super::{Assumed, CostError, DAYS_IN_A_MONTH, HOURS_IN_A_MONTH};

/// Nothing that is billed depends on which it is.
const ACCOUNT: &str = "000000000000";
const BYTES_IN_A_GB: f64 = 1e9;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub stopping_budgets: f64,
    pub dashboards: f64,
    pub alarm_metrics: f64,
    pub metrics: f64,
    pub keys: f64,
    pub log_gb_taken_in: f64,
    /// At any time.
    pub log_gb_kept: f64,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        let Self {
            stopping_budgets,
            dashboards,
            alarm_metrics,
            metrics,
            keys,
            log_gb_taken_in,
            log_gb_kept,
        } = other;
        self.stopping_budgets += stopping_budgets;
        self.dashboards += dashboards;
        self.alarm_metrics += alarm_metrics;
        self.metrics += metrics;
        self.keys += keys;
        self.log_gb_taken_in += log_gb_taken_in;
        self.log_gb_kept += log_gb_kept;
    }
}

/// What one kind of stack makes.
#[derive(Debug, Clone, Copy, Default)]
struct Made {
    dashboards: f64,
    alarm_metrics: f64,
    metric_filters: f64,
    keys: f64,
}

/// Works out each kind of stack once: a thousand accounts have few kinds.
pub(super) struct Counter<'a> {
    desired: &'a Org,
    assumed: &'a Assumed,
    templates: BTreeMap<String, Template>,
    known: BTreeMap<(String, BTreeMap<String, String>), Made>,
}

impl<'a> Counter<'a> {
    pub fn new(desired: &'a Org, assumed: &'a Assumed) -> Self {
        Self {
            desired,
            assumed,
            templates: BTreeMap::new(),
            known: BTreeMap::new(),
        }
    }

    /// A stack in one account of a team.
    pub fn stack(
        &mut self,
        set: Set,
        stack: &Stack,
        team: &Team,
        region: &Region,
    ) -> Result<Counts, CostError> {
        let Some(of_set) = self.desired.stack_sets.get(&set) else {
            return Ok(Counts::default());
        };
        let mut values = of_set.parameters.clone();
        values.extend(texts(stack));
        let made = self.made(set.as_str(), &of_set.template, region, values)?;
        let mut counts = plain(made);
        if made.metric_filters > 0.0 && team.regions.first() == Some(region) {
            let seats = team.seats.len().max(1) as f64;
            let developers = f64::from(team.developers) / seats;
            let share_of_month = self.assumed.hours_per_developer / HOURS_IN_A_MONTH;
            counts.metrics = made.metric_filters * developers * share_of_month;
            let bytes = match stack.parameters.get("InvocationLogs") {
                Some(Parameter::Text(text)) if text == "full" => self.assumed.full_bytes_per_call,
                _ => self.assumed.metadata_bytes_per_call,
            };
            let days = f64::from(team.monitoring.retention_days);
            let taken_in = developers * self.assumed.calls_per_developer * bytes / BYTES_IN_A_GB;
            counts.log_gb_taken_in = taken_in;
            counts.log_gb_kept = taken_in * days / DAYS_IN_A_MONTH;
        }
        Ok(counts)
    }

    pub fn hub(
        &mut self,
        template: &str,
        stack: &Stack,
        region: &Region,
    ) -> Result<Counts, CostError> {
        let values = texts(stack)
            .chain([("OrganizationId".to_owned(), "o-0000000000".to_owned())])
            .collect();
        Ok(plain(self.made("hub", template, region, values)?))
    }

    fn made(
        &mut self,
        name: &str,
        text: &str,
        region: &Region,
        values: BTreeMap<String, String>,
    ) -> Result<Made, CostError> {
        let kind = (format!("{name} {region}"), values);
        if let Some(made) = self.known.get(&kind) {
            return Ok(*made);
        }
        if !self.templates.contains_key(name) {
            let template = Template::parse(text).map_err(CostError::new)?;
            self.templates.insert(name.to_owned(), template);
        }
        let Some(template) = self.templates.get(name) else {
            return Ok(Made::default());
        };
        let outline = template.outline(&place(region), &kind.1);
        let made = read(&outline.map_err(CostError::new)?)?;
        self.known.insert(kind, made);
        Ok(made)
    }
}

fn plain(made: Made) -> Counts {
    Counts {
        dashboards: made.dashboards,
        alarm_metrics: made.alarm_metrics,
        keys: made.keys,
        ..Counts::default()
    }
}

fn read(outline: &Outline) -> Result<Made, CostError> {
    let mut made = Made::default();
    for resource in &outline.resources {
        match resource.kind.as_str() {
            "AWS::CloudWatch::Dashboard" => made.dashboards += 1.0,
            "AWS::Logs::MetricFilter" => made.metric_filters += 1.0,
            "AWS::KMS::Key" => made.keys += 1.0,
            "AWS::CloudWatch::Alarm" => {
                let anything = |_: &str, _: Option<&str>| Some(Value::from("made"));
                let properties = outline.properties(&resource.logical_id, &anything);
                made.alarm_metrics += metrics(&properties.map_err(CostError::new)?);
            }
            _ => {}
        }
    }
    Ok(made)
}

/// How many metrics an alarm looks at.
fn metrics(alarm: &Value) -> f64 {
    let listed = alarm.get("Metrics").and_then(Value::as_array);
    let looked_at = |all: &Vec<Value>| {
        let from_cloudwatch = all.iter().filter(|one| one.get("MetricStat").is_some());
        from_cloudwatch.count() as f64
    };
    listed.map_or(1.0, looked_at)
}

fn texts(stack: &Stack) -> impl Iterator<Item = (String, String)> {
    stack.parameters.iter().map(|(key, value)| {
        let text = match value {
            Parameter::Text(text) => text.replace(Parameter::ACCOUNT, ACCOUNT),
            Parameter::Sink { sink } => format!("arn:aws:oam:{sink}:{ACCOUNT}:sink/hub"),
        };
        (key.clone(), text)
    })
}

fn place(region: &Region) -> Place {
    let partition = region.partition();
    Place {
        account: ACCOUNT.into(),
        region: region.to_string(),
        partition: partition.into(),
        stack_name: "any".into(),
        stack_id: format!("arn:{partition}:cloudformation:{region}:{ACCOUNT}:stack/any/a-b-c-d-e"),
    }
}
