//! What AWS decides about quotas. An account goes by its address or its id, a quota by its code or its
//! whole name.

use super::{Edit, NotThere};
use crate::quotas::{Quota, find, usable};
use crate::world::{Decision, Verdict};

impl Edit<'_> {
    /// How much of AWS's defaults accounts have that are created from now on.
    pub fn young_quotas(&mut self, share: f64) {
        self.world.quotas.young = share;
    }

    /// Applies a value, as AWS does by itself or after a support case.
    pub fn apply_quota(
        &mut self,
        account: &str,
        region: &str,
        quota: &str,
        value: f64,
    ) -> Result<(), NotThere> {
        let (account, quota) = self.quota(account, region, quota)?;
        let quotas = &mut self.world.quotas;
        quotas.apply(&account, region, &quota.code, value);
        Ok(())
    }

    /// What calls are held against.
    pub fn quota_value(&self, account: &str, region: &str, quota: &str) -> Result<f64, NotThere> {
        let (account, quota) = self.quota(account, region, quota)?;
        Ok(usable(self.world, &account, region, quota))
    }

    /// What becomes of requests that are still to come, for quotas with this in their name. The newest
    /// rule that fits decides.
    pub fn decide_increases(&mut self, of: &str, decision: Decision) {
        let rules = &mut self.world.quotas.rules;
        rules.push((of.to_owned(), decision));
    }

    /// Decides the request that is open, now.
    pub fn decide(
        &mut self,
        account: &str,
        region: &str,
        quota: &str,
        verdict: Verdict,
    ) -> Result<(), NotThere> {
        let (account, quota) = self.quota(account, region, quota)?;
        let requests = self.world.quotas.requests.iter();
        let open = requests
            .filter(|(_, request)| request.is_open())
            .find(|(_, request)| {
                request.account == account && request.region == region && request.code == quota.code
            })
            .map(|(id, _)| id.clone())
            .ok_or_else(|| NotThere(format!("an open request for {}", quota.name)))?;
        self.world.decide_increase(&open, verdict, self.now);
        Ok(())
    }

    fn quota(
        &self,
        account: &str,
        region: &str,
        named: &str,
    ) -> Result<(String, &'static Quota), NotThere> {
        let account = self.account_id(account)?;
        let quota = ["bedrock", "organizations"]
            .into_iter()
            .find_map(|service| find(self.world, service, region, &account, named));
        let quota = quota.ok_or_else(|| NotThere(named.to_owned()))?;
        Ok((account, quota))
    }
}
