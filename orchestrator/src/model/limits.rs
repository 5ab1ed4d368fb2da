//! AWS's published limits, as data: the executor fills them, the estimate adds them up.

use std::time::Duration;

/// How fast AWS takes one operation of an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// `service.Operation`.
    pub operation: &'static str,
    pub per_second: f64,
    pub burst: u32,
}

/// How many account creations AWS works on at once.
pub const CREATIONS_AT_ONCE: usize = 5;

/// AWS publishes no figure for how long a creation takes; it says minutes. An estimate for people.
pub const TYPICAL_CREATION: Duration = Duration::from_secs(150);

/// How many stacks of one set CloudFormation works on at once.
pub const STACKS_AT_ONCE: usize = 100;

/// How long a stack of ours takes. An estimate for people.
pub const TYPICAL_STACK: Duration = Duration::from_secs(75);

/// Writes whose rate AWS does not publish, taken to be like their published neighbours. Of
/// StackSets and of Budgets nothing is published: their writes are taken to be as slow as any.
const ASSUMED: &[Limit] = &[
    limit("account.PutAccountName", 2.0, 3),
    limit("budgets.CreateBudget", 2.0, 2),
    limit("budgets.CreateBudgetAction", 2.0, 2),
    limit("budgets.CreateNotification", 2.0, 2),
    limit("budgets.CreateSubscriber", 2.0, 2),
    limit("budgets.DeleteBudget", 2.0, 2),
    limit("budgets.DeleteBudgetAction", 2.0, 2),
    limit("budgets.DeleteNotification", 2.0, 2),
    limit("budgets.DeleteSubscriber", 2.0, 2),
    limit("budgets.ExecuteBudgetAction", 2.0, 2),
    limit("budgets.UpdateBudget", 2.0, 2),
    limit("budgets.UpdateBudgetAction", 2.0, 2),
    limit("budgets.UpdateSubscriber", 2.0, 2),
    limit("cloudformation.ActivateOrganizationsAccess", 1.0, 2),
    limit("cloudformation.CreateStackInstances", 1.0, 1),
    limit("cloudformation.CreateStackSet", 1.0, 1),
    limit("cloudformation.DeleteStackInstances", 1.0, 1),
    limit("cloudformation.UpdateStackInstances", 1.0, 1),
    limit("cloudformation.UpdateStackSet", 1.0, 1),
    limit("organizations.DeleteOrganizationalUnit", 1.0, 2),
    limit("organizations.EnablePolicyType", 1.0, 2),
    limit("organizations.UntagResource", 4.0, 6),
];

/// Everything else, reads all of them.
const UNPUBLISHED: Limit = Limit {
    operation: "",
    per_second: 5.0,
    burst: 5,
};

/// Published rates; the first are Organizations', <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>.
const PUBLISHED: &[Limit] = &[
    limit("organizations.CreateAccount", 0.1, 3),
    limit("organizations.CreateOrganizationalUnit", 1.0, 2),
    limit("organizations.MoveAccount", 2.0, 3),
    limit("organizations.CreatePolicy", 2.0, 3),
    limit("organizations.UpdatePolicy", 2.0, 3),
    limit("organizations.DeletePolicy", 2.0, 3),
    limit("organizations.AttachPolicy", 2.0, 3),
    limit("organizations.DetachPolicy", 2.0, 3),
    limit("organizations.ListAccounts", 8.0, 12),
    limit("organizations.ListParents", 5.0, 8),
    limit("organizations.ListPoliciesForTarget", 5.0, 8),
    limit("organizations.DescribeCreateAccountStatus", 2.0, 2),
    limit("organizations.ListCreateAccountStatus", 5.0, 5),
    limit("organizations.TagResource", 4.0, 6),
    limit("organizations.ListTagsForResource", 10.0, 15),
    limit("organizations.DescribeAccount", 20.0, 30),
    // Of an account in a Region: <https://docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html>
    limit("servicequotas.GetServiceQuota", 5.0, 5),
    limit("servicequotas.ListAWSDefaultServiceQuotas", 10.0, 10),
    limit(
        "servicequotas.ListRequestedServiceQuotaChangeHistory",
        5.0,
        5,
    ),
    limit(
        "servicequotas.ListRequestedServiceQuotaChangeHistoryByQuota",
        5.0,
        5,
    ),
    limit("servicequotas.ListServiceQuotas", 10.0, 10),
    limit("servicequotas.RequestServiceQuotaIncrease", 3.0, 3),
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    limit("sts.AssumeRole", 600.0, 600),
];

const fn limit(operation: &'static str, per_second: f64, burst: u32) -> Limit {
    Limit {
        operation,
        per_second,
        burst,
    }
}

/// The limit of one operation: the published one, or an assumption.
pub fn of(operation: &'static str) -> Limit {
    PUBLISHED
        .iter()
        .chain(ASSUMED)
        .find(|limit| limit.operation == operation)
        .copied()
        .unwrap_or(Limit {
            operation,
            ..UNPUBLISHED
        })
}

pub fn published() -> &'static [Limit] {
    PUBLISHED
}

impl Limit {
    /// The least time in which `calls` can be made, the first at time zero.
    pub fn least_time(&self, calls: usize) -> Duration {
        let waiting = calls.saturating_sub(self.burst.max(1) as usize);
        Duration::from_secs_f64(waiting as f64 / self.per_second)
    }
}
