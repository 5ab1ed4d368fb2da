//! What an auth stack makes of its template: the pool, its role mapping, the roles.

mod read;

use std::collections::BTreeMap;

use bedrock_policy::Document;
use bedrock_policy::role_mapping::RoleMapping;
use bedrock_template::{Place, Template};
use serde_json::{Value, json};

use crate::model::AccountName;

use super::AccessError;

/// What decides in one account who becomes what.
#[derive(Debug, Clone, Default)]
pub(super) struct Deployed {
    pub(super) pools: Vec<Pool>,
    pub(super) roles: Vec<Role>,
    /// ARNs of OpenID providers.
    pub(super) providers: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Pool {
    pub(super) id: String,
    /// Whether identities without a login are allowed.
    pub(super) guests: bool,
    /// Whether the flow that asks for no role mapping is on.
    pub(super) classic: bool,
    pub(super) providers: Vec<String>,
    /// Provider's name and client.
    pub(super) user_pools: Vec<(String, String)>,
    /// By provider: an OpenID provider's ARN, or a user pool as `NAME:CLIENT`.
    pub(super) mappings: BTreeMap<String, RoleMapping>,
    /// `authenticated` and `unauthenticated`, to role ARNs.
    pub(super) default_roles: BTreeMap<String, String>,
    /// By provider (a user pool without its client), then tag to claim.
    pub(super) principal_tags: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) trust: Document,
    /// By name, inline and managed alike.
    pub(super) policies: Vec<(String, Document)>,
    pub(super) tags: BTreeMap<String, String>,
}

/// A resource with nothing left to work out.
pub(super) struct Resource {
    pub(super) logical_id: String,
    pub(super) kind: String,
    pub(super) properties: Value,
    /// What `Ref` answers.
    pub(super) reference: String,
    pub(super) arn: String,
}

impl Deployed {
    pub(super) fn of(
        account: &AccountName,
        template: &Template,
        place: &Place,
        values: &BTreeMap<String, String>,
        outputs: &BTreeMap<String, String>,
    ) -> Result<Self, AccessError> {
        let unfit = |cause: bedrock_template::TemplateError| AccessError::Template {
            account: account.clone(),
            cause: cause.to_string(),
        };
        let outline = template.outline(place, values).map_err(unfit)?;
        let mut made: BTreeMap<String, Resource> = BTreeMap::new();
        for planned in &outline.resources {
            let answers = |id: &str, attribute: Option<&str>| {
                let resource = made.get(id)?;
                Some(match attribute {
                    None => json!(resource.reference),
                    Some("Arn") => json!(resource.arn),
                    // What else a stack asks of its resources decides nothing here.
                    Some(attribute) => json!(format!("{id}.{attribute}")),
                })
            };
            let properties = outline
                .properties(&planned.logical_id, &answers)
                .map_err(unfit)?;
            let resource = named(
                &planned.logical_id,
                &planned.kind,
                properties,
                place,
                outputs,
            );
            made.insert(planned.logical_id.clone(), resource);
        }
        let made: Vec<Resource> = made.into_values().collect();
        read::deployed(account, &made)
    }
}

/// As AWS would name it. The id of a pool that is only wanted is not known, and one is as good as
/// another.
fn named(
    logical_id: &str,
    kind: &str,
    properties: Value,
    place: &Place,
    outputs: &BTreeMap<String, String>,
) -> Resource {
    let Place {
        account,
        region,
        partition,
        stack_name,
        ..
    } = place;
    let given = |key: &str| properties.get(key).and_then(Value::as_str);
    let generated = format!("{stack_name}-{logical_id}");
    let iam = |kind: &str, name: &str| format!("arn:{partition}:iam::{account}:{kind}{name}");
    let (reference, arn) = match kind {
        "AWS::IAM::Role" => {
            let name = given("RoleName").unwrap_or(&generated);
            let path = given("Path").unwrap_or("/");
            (name.to_owned(), iam(&format!("role{path}"), name))
        }
        "AWS::IAM::ManagedPolicy" => {
            let name = given("ManagedPolicyName").unwrap_or(&generated);
            let path = given("Path").unwrap_or("/");
            let arn = iam(&format!("policy{path}"), name);
            (arn.clone(), arn)
        }
        "AWS::IAM::OIDCProvider" => {
            let url = given("Url").unwrap_or_default();
            let url = url.strip_prefix("https://").unwrap_or(url);
            let arn = iam("oidc-provider/", url);
            (arn.clone(), arn)
        }
        "AWS::Cognito::IdentityPool" => {
            let wanted = || format!("{region}:00000000-0000-4000-8000-{account}");
            let id = outputs
                .get("IdentityPoolId")
                .cloned()
                .unwrap_or_else(wanted);
            (id.clone(), id)
        }
        _ => (generated.clone(), generated),
    };
    Resource {
        logical_id: logical_id.to_owned(),
        kind: kind.to_owned(),
        properties,
        reference,
        arn,
    }
}
