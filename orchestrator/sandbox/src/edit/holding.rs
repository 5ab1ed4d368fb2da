//! What accounts hold: roles, OpenID providers, identity pools, buckets, log groups.

use std::collections::BTreeMap;

use bedrock_policy::role_mapping::RoleMapping;

use super::{Edit, NotThere};
use crate::caller::role_id;
use crate::world::{Bucket, IdentityPool, Object, OidcProvider, Role};

/// A role that stands in an account already.
#[derive(Debug, Clone, Default)]
pub struct ExistingRole {
    pub name: String,
    /// The trust policy as JSON.
    pub trust: String,
    /// Inline policies as JSON, by name.
    pub policies: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
}

/// An identity pool that stands in an account already.
#[derive(Debug, Clone, Default)]
pub struct ExistingPool {
    pub region: String,
    pub name: String,
    /// ARNs of OpenID providers.
    pub providers: Vec<String>,
    /// Provider name and client id of user pools.
    pub user_pools: Vec<(String, String)>,
    pub classic: bool,
    pub guests: bool,
    /// By an OpenID provider's ARN, or a user pool's `NAME:CLIENT`.
    pub mappings: BTreeMap<String, RoleMapping>,
    /// `authenticated` and `unauthenticated`, to role ARNs.
    pub default_roles: BTreeMap<String, String>,
    /// By an OpenID provider's ARN or a user pool's name, then tag to claim.
    pub principal_tags: BTreeMap<String, BTreeMap<String, String>>,
}

/// An account goes by its address or its id here.
impl Edit<'_> {
    pub(super) fn account_id(&self, account: &str) -> Result<String, NotThere> {
        if self.world.accounts.contains_key(account) {
            Ok(account.to_owned())
        } else {
            self.find(account)
        }
    }

    /// Made or replaced. Answers its ARN.
    pub fn role(&mut self, account: &str, role: ExistingRole) -> Result<String, NotThere> {
        let account = self.account_id(account)?;
        let role = Role {
            role_id: role_id(self.draw, &account, &role.name),
            account,
            name: role.name,
            trust: role.trust,
            policies: role.policies,
            managed: Vec::new(),
            tags: role.tags,
        };
        let arn = role.arn();
        self.world.identity.put_role(role);
        Ok(arn)
    }

    pub fn remove_role(&mut self, account: &str, name: &str) -> Result<(), NotThere> {
        let account = self.account_id(account)?;
        let removed = self.world.identity.remove_role(&account, name);
        removed.map(|_| ()).ok_or_else(|| NotThere(name.to_owned()))
    }

    /// Answers its ARN.
    pub fn open_id_provider(
        &mut self,
        account: &str,
        issuer: &str,
        client_ids: &[&str],
    ) -> Result<String, NotThere> {
        let account = self.account_id(account)?;
        let provider = OidcProvider {
            arn: OidcProvider::arn_of(&account, issuer),
            url: OidcProvider::url_of(issuer).to_owned(),
            client_ids: client_ids.iter().map(|id| (*id).to_owned()).collect(),
            tags: BTreeMap::new(),
            account,
        };
        let arn = provider.arn.clone();
        self.world.identity.put_provider(provider);
        Ok(arn)
    }

    /// Made, or replaced under the id of the one with its name. Answers the id.
    pub fn identity_pool(&mut self, account: &str, pool: ExistingPool) -> Result<String, NotThere> {
        let account = self.account_id(account)?;
        let of = format!("{account} {} {}", pool.region, pool.name);
        let hex = self.draw.hex(32, "existing-pool", &of);
        let id = format!("{}:{}", pool.region, crate::draw::guid(&hex));
        self.world.identity.put_pool(IdentityPool {
            id: id.clone(),
            account,
            region: pool.region,
            name: pool.name,
            providers: pool.providers,
            user_pools: pool.user_pools,
            classic: pool.classic,
            guests: pool.guests,
            mappings: pool.mappings,
            default_roles: pool.default_roles,
            principal_tags: pool.principal_tags,
            tags: BTreeMap::new(),
        });
        Ok(id)
    }

    /// An empty bucket.
    pub fn bucket(&mut self, account: &str, region: &str, name: &str) -> Result<(), NotThere> {
        let bucket = Bucket {
            account: self.account_id(account)?,
            region: region.to_owned(),
            objects: BTreeMap::new(),
        };
        self.world.buckets.insert(name.to_owned(), bucket);
        Ok(())
    }

    pub fn put_object(&mut self, bucket: &str, key: &str, body: &str) -> Result<(), NotThere> {
        let found = self.world.buckets.get_mut(bucket);
        let found = found.ok_or_else(|| NotThere(bucket.to_owned()))?;
        let object = Object {
            body: body.to_owned(),
            kind: "binary/octet-stream".into(),
        };
        found.objects.insert(key.to_owned(), object);
        Ok(())
    }

    pub fn object(&self, bucket: &str, key: &str) -> Option<&str> {
        let object = self.world.buckets.get(bucket)?.objects.get(key)?;
        Some(&object.body)
    }

    pub fn log_group(&mut self, account: &str, region: &str, name: &str) -> Result<(), NotThere> {
        let account = self.account_id(account)?;
        let regions = self.world.log_groups.entry(account).or_default();
        let groups = regions.entry(region.to_owned()).or_default();
        groups.insert(name.to_owned());
        Ok(())
    }

    /// The Region does not have the model.
    pub fn withhold_model(&mut self, region: &str, model: &str) {
        let withheld = &mut self.world.bedrock.withheld;
        let models = withheld.entry(region.to_owned()).or_default();
        models.insert(model.to_owned());
    }
}
