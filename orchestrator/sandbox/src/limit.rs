//! How many calls a second AWS takes, operation by operation.

use std::collections::HashMap;

use crate::call::Service;
use crate::clock::Moment;

/// A token bucket: `burst` calls at once, then `per_second`. Each calling account has its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// As in `Sandbox::calls`: `organizations.CreateAccount`.
    pub operation: &'static str,
    pub per_second: f64,
    pub burst: u32,
    /// Whether AWS publishes the figure; where it does not, it is an assumption.
    pub published: bool,
}

const fn published(operation: &'static str, per_second: f64, burst: u32) -> Limit {
    Limit {
        operation,
        per_second,
        burst,
        published: true,
    }
}

/// Nothing is published for these: reads are taken to be like ListParents, writes like
/// CreateOrganizationalUnit, and what few callers ever exceed is generous.
const fn assumed(operation: &'static str, per_second: f64, burst: u32) -> Limit {
    Limit {
        operation,
        per_second,
        burst,
        published: false,
    }
}

pub(crate) static LIMITS: &[Limit] = &[
    published("organizations.CreateAccount", 0.1, 3),
    published("organizations.CreateOrganizationalUnit", 1.0, 2),
    published("organizations.MoveAccount", 2.0, 3),
    published("organizations.CreatePolicy", 2.0, 3),
    published("organizations.UpdatePolicy", 2.0, 3),
    published("organizations.DeletePolicy", 2.0, 3),
    published("organizations.AttachPolicy", 2.0, 3),
    published("organizations.DetachPolicy", 2.0, 3),
    published("organizations.ListAccounts", 8.0, 12),
    published("organizations.ListParents", 5.0, 8),
    published("organizations.ListPoliciesForTarget", 5.0, 8),
    published("organizations.DescribeCreateAccountStatus", 2.0, 2),
    // Its burst is not published: taken to be that of the other operations with five a second.
    published("organizations.ListCreateAccountStatus", 5.0, 8),
    published("organizations.TagResource", 4.0, 6),
    published("organizations.ListTagsForResource", 10.0, 15),
    published("organizations.DescribeAccount", 20.0, 30),
    assumed("organizations.UntagResource", 4.0, 6),
    assumed("organizations.UpdateOrganizationalUnit", 1.0, 2),
    assumed("organizations.DeleteOrganizationalUnit", 1.0, 2),
    assumed("organizations.CloseAccount", 1.0, 2),
    assumed("organizations.EnablePolicyType", 1.0, 2),
    assumed("organizations.DisablePolicyType", 1.0, 2),
    assumed("organizations.EnableAWSServiceAccess", 1.0, 2),
    assumed("organizations.DisableAWSServiceAccess", 1.0, 2),
    assumed("organizations.DescribeOrganization", 5.0, 8),
    assumed("organizations.DescribeOrganizationalUnit", 5.0, 8),
    assumed("organizations.DescribePolicy", 5.0, 8),
    assumed("organizations.ListRoots", 5.0, 8),
    assumed("organizations.ListChildren", 5.0, 8),
    assumed("organizations.ListAccountsForParent", 5.0, 8),
    assumed("organizations.ListOrganizationalUnitsForParent", 5.0, 8),
    assumed("organizations.ListPolicies", 5.0, 8),
    assumed("organizations.ListTargetsForPolicy", 5.0, 8),
    assumed("organizations.ListAWSServiceAccessForOrganization", 5.0, 8),
    assumed("account.PutAccountName", 2.0, 3),
    assumed("account.GetAccountInformation", 10.0, 15),
    assumed("cloudformation.ActivateOrganizationsAccess", 1.0, 2),
    assumed("cloudformation.DeactivateOrganizationsAccess", 1.0, 2),
    assumed("cloudformation.DescribeOrganizationsAccess", 5.0, 8),
    assumed("cloudformation.CreateStackSet", 1.0, 5),
    assumed("cloudformation.UpdateStackSet", 1.0, 5),
    assumed("cloudformation.DeleteStackSet", 1.0, 5),
    assumed("cloudformation.CreateStackInstances", 2.0, 10),
    assumed("cloudformation.UpdateStackInstances", 2.0, 10),
    assumed("cloudformation.DeleteStackInstances", 2.0, 10),
    assumed("cloudformation.DetectStackSetDrift", 1.0, 5),
    assumed("cloudformation.StopStackSetOperation", 1.0, 5),
    assumed("cloudformation.DescribeStackSet", 10.0, 20),
    assumed("cloudformation.DescribeStackInstance", 10.0, 20),
    assumed("cloudformation.DescribeStackSetOperation", 10.0, 20),
    assumed("cloudformation.ListStackSets", 5.0, 10),
    assumed("cloudformation.ListStackInstances", 10.0, 20),
    assumed("cloudformation.ListStackSetOperations", 5.0, 10),
    assumed("cloudformation.ListStackSetOperationResults", 10.0, 20),
    assumed("cloudformation.CreateStack", 2.0, 10),
    assumed("cloudformation.UpdateStack", 2.0, 10),
    assumed("cloudformation.DeleteStack", 2.0, 10),
    assumed("cloudformation.DescribeStacks", 10.0, 20),
    assumed("cloudformation.DescribeStackEvents", 10.0, 20),
    assumed("cloudformation.DescribeStackResources", 10.0, 20),
    assumed("cloudformation.ListStackResources", 10.0, 20),
    assumed("cloudformation.ListStacks", 5.0, 10),
    assumed("cloudformation.GetTemplate", 10.0, 20),
    published("servicequotas.GetServiceQuota", 5.0, 5),
    published("servicequotas.GetAWSDefaultServiceQuota", 5.0, 5),
    published("servicequotas.GetRequestedServiceQuotaChange", 5.0, 5),
    published(
        "servicequotas.ListRequestedServiceQuotaChangeHistory",
        5.0,
        5,
    ),
    published(
        "servicequotas.ListRequestedServiceQuotaChangeHistoryByQuota",
        5.0,
        5,
    ),
    published("servicequotas.ListServiceQuotas", 10.0, 10),
    published("servicequotas.ListAWSDefaultServiceQuotas", 10.0, 10),
    published("servicequotas.ListServices", 10.0, 10),
    published("servicequotas.RequestServiceQuotaIncrease", 3.0, 3),
    assumed("ce.GetCostAndUsage", 5.0, 10),
    assumed("ce.GetCostForecast", 5.0, 10),
    // Budgets publishes nothing: writes are taken to be like CreateStack, reads like DescribeStacks.
    assumed("budgets.CreateBudget", 2.0, 10),
    assumed("budgets.UpdateBudget", 2.0, 10),
    assumed("budgets.DeleteBudget", 2.0, 10),
    assumed("budgets.CreateNotification", 2.0, 10),
    assumed("budgets.UpdateNotification", 2.0, 10),
    assumed("budgets.DeleteNotification", 2.0, 10),
    assumed("budgets.CreateSubscriber", 2.0, 10),
    assumed("budgets.UpdateSubscriber", 2.0, 10),
    assumed("budgets.DeleteSubscriber", 2.0, 10),
    assumed("budgets.CreateBudgetAction", 2.0, 10),
    assumed("budgets.UpdateBudgetAction", 2.0, 10),
    assumed("budgets.DeleteBudgetAction", 2.0, 10),
    assumed("budgets.ExecuteBudgetAction", 2.0, 10),
    assumed("budgets.TagResource", 2.0, 10),
    assumed("budgets.UntagResource", 2.0, 10),
    assumed("budgets.DescribeBudget", 10.0, 20),
    assumed("budgets.DescribeBudgets", 10.0, 20),
    assumed("budgets.DescribeNotificationsForBudget", 10.0, 20),
    assumed("budgets.DescribeBudgetNotificationsForAccount", 10.0, 20),
    assumed("budgets.DescribeSubscribersForNotification", 10.0, 20),
    assumed("budgets.DescribeBudgetAction", 10.0, 20),
    assumed("budgets.DescribeBudgetActionsForBudget", 10.0, 20),
    assumed("budgets.DescribeBudgetActionsForAccount", 10.0, 20),
    assumed("budgets.DescribeBudgetActionHistories", 10.0, 20),
    assumed("budgets.ListTagsForResource", 10.0, 20),
    // Their bursts are not published: taken to be a second's worth.
    published("cognito-identity.GetId", 25.0, 25),
    published("cognito-identity.GetOpenIdToken", 200.0, 200),
    published("cognito-identity.GetCredentialsForIdentity", 200.0, 200),
    published("sts.AssumeRole", 600.0, 600),
    published("sts.GetCallerIdentity", 600.0, 600),
];

/// The limit of an operation that the sandbox models.
pub(crate) fn of(service: Service, operation: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| {
        limit
            .operation
            .split_once('.')
            .is_some_and(|(prefix, name)| prefix == service.prefix() && name == operation)
    })
}

#[derive(Debug, Default)]
pub(crate) struct Buckets {
    /// What is left, and when it was counted, by account and operation.
    left: HashMap<(String, &'static str), (f64, Moment)>,
}

impl Buckets {
    /// Whether the account may make this call now.
    pub(crate) fn take(&mut self, account: &str, limit: &'static Limit, now: Moment) -> bool {
        let full = f64::from(limit.burst);
        let entry = self
            .left
            .entry((account.to_owned(), limit.operation))
            .or_insert((full, now));
        let refilled = entry.0 + now.since(entry.1).as_secs_f64() * limit.per_second;
        *entry = (refilled.min(full), now);
        // Refilling in steps must not lose a call to rounding.
        if entry.0 < 1.0 - 1e-9 {
            return false;
        }
        entry.0 -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_operation_has_one_limit() {
        let names: BTreeSet<_> = LIMITS.iter().map(|limit| limit.operation).collect();
        assert_eq!(names.len(), LIMITS.len());
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let limit = of(Service::Organizations, "CreateAccount").unwrap();
        let mut buckets = Buckets::default();
        let start = Moment(0);
        let mut given = 0;
        for second in 0..100 {
            let now = start.plus(Duration::from_secs(second));
            given += u32::from(buckets.take("1", limit, now));
        }
        assert_eq!(given, 3 + 9, "three at once and one in ten seconds");
        assert!(buckets.take("2", limit, start), "each account has its own");
    }
}
