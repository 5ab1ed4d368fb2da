//! Whether the service control policies above an account let a stack's maker do its work there.

use bedrock_policy::{Document, Request, Verdict, decide_scps};
use serde_json::Value;

use super::kind::{
    ALARM, ALIAS, DASHBOARD, LOG_GROUP, MANAGED_POLICY, METRIC_FILTER, OIDC_PROVIDER, POLICY, ROLE,
    TOPIC,
};
use super::{Failure, Kind, Site, text};
use crate::authorize::scp_levels;
use crate::world::{OidcProvider, Resource, World};

/// The policies' levels; nothing for an account that they do not bind.
pub(crate) fn levels(world: &World, account: &str) -> Option<Vec<Vec<Document>>> {
    let bound = account != world.management && world.has_service_control_policies();
    bound.then(|| scp_levels(world, account))
}

impl Site<'_> {
    /// Refuses in AWS's words what a service control policy forbids the maker.
    pub(crate) fn permit(
        &self,
        levels: Option<&[Vec<Document>]>,
        maker: &str,
        action: &str,
        arn: &str,
    ) -> Result<(), Failure> {
        let Some(levels) = levels else {
            return Ok(());
        };
        let region = if action.starts_with("iam:") {
            "us-east-1"
        } else {
            self.region
        };
        let request = Request::new(maker, action, arn)
            .with("aws:PrincipalAccount", self.account)
            .with("aws:PrincipalOrgID", &self.world.organization_id)
            .with("aws:RequestedRegion", region);
        let why = match decide_scps(levels, &request) {
            Ok(Verdict::Allowed { .. }) => return Ok(()),
            Ok(Verdict::Denied { .. }) => {
                "with an explicit deny in a service control policy".to_owned()
            }
            Ok(Verdict::NotAllowed) => {
                format!("because no service control policy allows the {action} action")
            }
            Err(cause) => format!("as far as the sandbox can judge: {cause}"),
        };
        let who = maker.replacen("arn:aws:iam:", "arn:aws:sts:", 1).replacen(
            ":role/",
            ":assumed-role/",
            1,
        );
        let service = action.split(':').next().unwrap_or_default();
        Err(format!(
            "User: {who}/AWSCloudFormation is not authorized to perform: {action} on resource: \
             {arn} {why} (Service: {service}, Status Code: 403)"
        ))
    }

    /// What an action on a resource of this kind is about.
    pub(crate) fn arn_of(
        &self,
        kind: &Kind,
        properties: &Value,
        existing: Option<&Resource>,
    ) -> String {
        if let Some(existing) = existing {
            let arn = existing.attributes.get("Arn");
            return arn.unwrap_or(&existing.id).clone();
        }
        let (region, account) = (self.region, self.account);
        let name = kind.named_by.map_or("", |name| text(properties, name));
        let name = if name.is_empty() { "*" } else { name };
        match kind.name {
            ROLE | POLICY => format!("arn:aws:iam::{account}:role/{name}"),
            MANAGED_POLICY => format!("arn:aws:iam::{account}:policy/{name}"),
            OIDC_PROVIDER => OidcProvider::arn_of(account, name),
            LOG_GROUP => format!("arn:aws:logs:{region}:{account}:log-group:{name}"),
            METRIC_FILTER => {
                let group = text(properties, "LogGroupName");
                format!("arn:aws:logs:{region}:{account}:log-group:{group}")
            }
            ALIAS => format!("arn:aws:kms:{region}:{account}:{name}"),
            TOPIC => format!("arn:aws:sns:{region}:{account}:{name}"),
            DASHBOARD => format!("arn:aws:cloudwatch::{account}:dashboard/{name}"),
            ALARM => format!("arn:aws:cloudwatch:{region}:{account}:alarm:{name}"),
            _ => "*".to_owned(),
        }
    }
}
