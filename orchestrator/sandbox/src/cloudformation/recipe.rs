//! The template, parameters, tags and capabilities of a request, checked as CloudFormation does before
//! it begins.

use std::collections::BTreeMap;
use std::sync::Arc;

use bedrock_template::{Place, Template};

use super::input::{Input, validation};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::Recipe;

const LONGEST_BODY: usize = 51_200;
const LONGEST_OBJECT: usize = 1 << 20;

/// What the request asks for; what it leaves out is as `previous` was.
pub(super) fn read(
    context: &mut Context<'_>,
    input: &Input,
    previous: Option<&Recipe>,
) -> Result<Recipe, Refusal> {
    let (name, template) = template(context, input, previous)?;
    let given = input.parameters("Parameters")?;
    let before = previous.map(|previous| &previous.parameters);
    let mut parameters = BTreeMap::new();
    for (key, value) in given {
        let value = match value {
            Some(value) => value,
            // A default that was never overridden is a previous value too.
            None => match before.and_then(|before| before.get(&key)) {
                Some(value) => value.clone(),
                None => continue,
            },
        };
        parameters.insert(key, value);
    }
    check(&template, &parameters)?;
    let mut capabilities = input.texts("Capabilities");
    capabilities.sort();
    acknowledged(&template, &capabilities)?;
    let tags = match previous {
        Some(previous) if !input.has("Tags") => previous.tags.clone(),
        _ => input.tags()?,
    };
    Ok(Recipe {
        template: name,
        parameters,
        tags,
        capabilities,
    })
}

fn template(
    context: &mut Context<'_>,
    input: &Input,
    previous: Option<&Recipe>,
) -> Result<(String, Arc<Template>), Refusal> {
    let (body, url) = (input.text("TemplateBody"), input.text("TemplateURL"));
    let keep = input.flag("UsePreviousTemplate")? == Some(true);
    let name = match (body, url, previous) {
        ("", "", Some(previous)) if keep => previous.template.clone(),
        (body, "", _) if !body.is_empty() && !keep => {
            if body.len() > LONGEST_BODY {
                return Err(validation(
                    "1 validation error detected: Value at 'templateBody' failed to satisfy \
                     constraint: Member must have length less than or equal to 51200",
                ));
            }
            context.world.formation.keep_template(body)
        }
        ("", url, _) if !url.is_empty() && !keep => {
            let text = fetched(context, url)?;
            context.world.formation.keep_template(&text)
        }
        _ => {
            return Err(validation(
                "Either Template URL or Template Body must be specified.",
            ));
        }
    };
    match context.world.formation.template(&name) {
        Ok(template) => Ok((name, template)),
        Err(cause) => {
            context.world.formation.templates.remove(&name);
            Err(validation(format!("Template format error: {cause}")))
        }
    }
}

/// A template from a bucket of the caller's own.
fn fetched(context: &Context<'_>, url: &str) -> Result<String, Refusal> {
    let found = context.world.object_at(url);
    let found = found.filter(|(bucket, _)| bucket.account == context.caller.account);
    let Some((_, object)) = found else {
        return Err(validation("S3 error: Access Denied"));
    };
    if object.body.len() > LONGEST_OBJECT {
        return Err(validation("Template may not exceed 1048576 bytes in size."));
    }
    Ok(object.body.clone())
}

/// Names, values and what each parameter admits.
pub(super) fn check(
    template: &Template,
    parameters: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let known = template.parameters();
    let unknown: Vec<_> = parameters
        .keys()
        .filter(|name| !known.contains_key(*name))
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return Err(validation(format!(
            "Parameters: [{}] do not exist in the template",
            unknown.join(", ")
        )));
    }
    let missing: Vec<_> = known
        .iter()
        .filter(|(name, parameter)| parameter.default.is_none() && !parameters.contains_key(*name))
        .map(|(name, _)| name.clone())
        .collect();
    if !missing.is_empty() {
        return Err(validation(format!(
            "Parameters: [{}] must have values",
            missing.join(", ")
        )));
    }
    template
        .outline(&anywhere(), parameters)
        .map(drop)
        .map_err(|cause| validation(format!("Template error: {cause}")))
}

fn anywhere() -> Place {
    Place {
        account: "000000000000".into(),
        region: "us-east-1".into(),
        partition: "aws".into(),
        stack_name: "stack".into(),
        stack_id: "stack".into(),
    }
}

fn acknowledged(template: &Template, capabilities: &[String]) -> Result<(), Refusal> {
    let known = [
        "CAPABILITY_IAM",
        "CAPABILITY_NAMED_IAM",
        "CAPABILITY_AUTO_EXPAND",
    ];
    if let Some(unknown) = capabilities
        .iter()
        .find(|capability| !known.contains(&capability.as_str()))
    {
        return Err(validation(format!("{unknown} is not a capability")));
    }
    let has = |name: &str| capabilities.iter().any(|own| own == name);
    let missing: Vec<_> = template
        .capabilities()
        .into_iter()
        .filter(|needed| {
            !(has(needed) || *needed == "CAPABILITY_IAM" && has("CAPABILITY_NAMED_IAM"))
        })
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::new(
            400,
            "InsufficientCapabilitiesException",
            format!("Requires capabilities : [{}]", missing.join(", ")),
        ))
    }
}
