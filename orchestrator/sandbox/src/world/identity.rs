//! Who may become what in the accounts: roles, OpenID providers, identity pools.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_policy::role_mapping::RoleMapping;
use serde::{Deserialize, Serialize};

/// What IAM and Cognito hold, by account first, so that a call looks only at its own account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// By account, then by the role's name.
    pub(crate) roles: BTreeMap<String, BTreeMap<String, Role>>,
    /// Managed policies of the accounts' own: JSON by ARN.
    pub(crate) managed_policies: BTreeMap<String, String>,
    /// By account, then by ARN.
    pub(crate) providers: BTreeMap<String, BTreeMap<String, OidcProvider>>,
    /// By id: `REGION:UUID`.
    pub(crate) pools: BTreeMap<String, IdentityPool>,
    /// Ids of pools by account.
    pub(crate) pools_of: BTreeMap<String, BTreeSet<String>>,
    /// Who signed in to a pool, by identity id: `REGION:UUID`.
    pub(crate) identities: BTreeMap<String, KnownIdentity>,
}

/// Somebody whom a pool has seen; a guest has no login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownIdentity {
    pub(crate) pool: String,
    /// The provider as in the map of logins, and the subject of its token.
    pub(crate) login: Option<(String, String)>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) account: String,
    pub(crate) name: String,
    /// `AROA...`
    pub(crate) role_id: String,
    /// The trust policy as JSON.
    pub(crate) trust: String,
    /// Inline policies as JSON, by name.
    pub(crate) policies: BTreeMap<String, String>,
    /// ARNs of managed policies.
    pub(crate) managed: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl Role {
    pub(crate) fn arn(&self) -> String {
        format!("arn:aws:iam::{}:role/{}", self.account, self.name)
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct OidcProvider {
    pub(crate) account: String,
    pub(crate) arn: String,
    /// As IAM keeps it: the issuer without `https://`.
    pub(crate) url: String,
    pub(crate) client_ids: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl OidcProvider {
    /// `arn:aws:iam::ACCOUNT:oidc-provider/HOST/PATH`
    pub(crate) fn arn_of(account: &str, issuer: &str) -> String {
        let url = Self::url_of(issuer);
        format!("arn:aws:iam::{account}:oidc-provider/{url}")
    }

    pub(crate) fn url_of(issuer: &str) -> &str {
        issuer.strip_prefix("https://").unwrap_or(issuer)
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct IdentityPool {
    /// `REGION:UUID`
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) name: String,
    /// ARNs of OpenID providers.
    pub(crate) providers: Vec<String>,
    /// Provider name and client id of Cognito user pools.
    pub(crate) user_pools: Vec<(String, String)>,
    /// Whether the classic flow is on.
    pub(crate) classic: bool,
    /// Whether identities without a login are allowed.
    pub(crate) guests: bool,
    /// By provider as `SetIdentityPoolRoles` names it: an OpenID provider's ARN, or
    /// `cognito-idp.REGION.amazonaws.com/POOL:CLIENT`.
    pub(crate) mappings: BTreeMap<String, RoleMapping>,
    /// `authenticated` and `unauthenticated`, to role ARNs.
    pub(crate) default_roles: BTreeMap<String, String>,
    /// By provider (a user pool without its client), then tag to claim.
    pub(crate) principal_tags: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl Identity {
    pub(crate) fn role(&self, account: &str, name: &str) -> Option<&Role> {
        self.roles.get(account)?.get(name)
    }

    pub(crate) fn put_role(&mut self, role: Role) {
        let account = self.roles.entry(role.account.clone()).or_default();
        account.insert(role.name.clone(), role);
    }

    pub(crate) fn remove_role(&mut self, account: &str, name: &str) -> Option<Role> {
        self.roles.get_mut(account)?.remove(name)
    }

    pub(crate) fn provider(&self, account: &str, arn: &str) -> Option<&OidcProvider> {
        self.providers.get(account)?.get(arn)
    }

    pub(crate) fn put_provider(&mut self, provider: OidcProvider) {
        let account = self.providers.entry(provider.account.clone()).or_default();
        account.insert(provider.arn.clone(), provider);
    }

    pub(crate) fn remove_provider(&mut self, account: &str, arn: &str) -> Option<OidcProvider> {
        self.providers.get_mut(account)?.remove(arn)
    }

    pub(crate) fn put_pool(&mut self, pool: IdentityPool) {
        let account = self.pools_of.entry(pool.account.clone()).or_default();
        account.insert(pool.id.clone());
        self.pools.insert(pool.id.clone(), pool);
    }

    pub(crate) fn remove_pool(&mut self, id: &str) -> Option<IdentityPool> {
        let pool = self.pools.remove(id)?;
        if let Some(ids) = self.pools_of.get_mut(&pool.account) {
            ids.remove(id);
        }
        Some(pool)
    }

    /// What goes with an account that is gone.
    pub(crate) fn forget_account(&mut self, account: &str) {
        self.roles.remove(account);
        self.providers.remove(account);
        for id in self.pools_of.remove(account).unwrap_or_default() {
            self.pools.remove(&id);
        }
    }
}
