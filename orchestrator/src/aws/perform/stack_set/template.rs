//! How a template travels: along with the call, or through a bucket when it is too large.

use bedrock_template::Template;

use aws_sdk_cloudformation::types::Capability;

use crate::execute::Failure;

use super::super::{Performer, Stuck};
use super::operation_id;

/// CloudFormation takes this many bytes along with a call.
const LARGEST_INLINE: usize = 51_200;

/// One of the two is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    pub text: Option<String>,
    pub url: Option<String>,
}

impl Performer<'_> {
    pub(in crate::aws::perform) async fn body(
        &self,
        template: &str,
        object: &str,
    ) -> Result<Body, Stuck> {
        if template.len() <= LARGEST_INLINE {
            return Ok(Body {
                text: Some(template.to_owned()),
                url: None,
            });
        }
        let Some(bucket) = &self.organization.bucket else {
            return Err(too_large(template, object));
        };
        // The same text is the same object, whoever needs it and however often.
        let name = operation_id("template", [template].into_iter());
        let key = format!("bedrock-org/{name}.yaml");
        self.aws
            .put_object(bucket, &key, "application/yaml", template.as_bytes())
            .await
            .map_err(|trouble| trouble.stuck(object))?;
        let region = &self.organization.home_region;
        Ok(Body {
            text: None,
            url: Some(format!("https://{bucket}.s3.{region}.amazonaws.com/{key}")),
        })
    }
}

fn too_large(template: &str, object: &str) -> Stuck {
    Stuck::Failed(Failure::new(
        format!(
            "could not {object}: its template has {} bytes, and CloudFormation takes \
             {LARGEST_INLINE} along with a call",
            template.len()
        ),
        "name a bucket of the management account in the home Region, so that the template can go \
         through it: bucket = \"NAME\" under [organization]",
    ))
}

/// What CloudFormation wants acknowledged before it makes what the template asks for.
pub fn capabilities(template: &str, object: &str) -> Result<Option<Vec<Capability>>, Stuck> {
    let parsed = Template::parse(template).map_err(|why| {
        Stuck::Failed(Failure::new(
            format!("could not {object}: {why}"),
            "this is a fault of bedrock-org: please report it",
        ))
    })?;
    Ok(Some(
        parsed
            .capabilities()
            .into_iter()
            .map(Capability::from)
            .collect(),
    ))
}
