//! What AWS expects accounts to spend this month: budgets know it for free, where Cost Explorer takes
//! a cent for each account.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_budgets::types::{Budget, Dimension, Expression, TimeUnit};
use aws_types::region::Region as SdkRegion;

use crate::model::{AccountId, Region, Usd};

use super::connect::global_region;
use super::{Aws, Trouble};

impl Aws {
    /// By account, from the budgets of this organization that watch one account alone.
    pub async fn forecasts(
        &self,
        management: &AccountId,
        owner: &str,
        home: &Region,
    ) -> Result<BTreeMap<AccountId, Usd>, Trouble> {
        let region = SdkRegion::new(global_region(home));
        let client = aws_sdk_budgets::Client::new(&self.sdk.to_builder().region(region).build());
        let budgets = self
            .pages(
                "budgets.DescribeBudgets",
                |token| {
                    client
                        .describe_budgets()
                        .account_id(management.as_str())
                        .max_results(100)
                        .show_filter_expression(true)
                        .set_next_token(token)
                        .send()
                },
                |page| (page.budgets, page.next_token),
            )
            .await?;
        let ours = format!("bedrock-org {owner} account ");
        let ours = budgets
            .iter()
            .filter(|budget| budget.budget_name.starts_with(&ours));
        Ok(ours.filter_map(forecast).collect())
    }
}

fn forecast(budget: &Budget) -> Option<(AccountId, Usd)> {
    let accounts = accounts(budget.filter_expression()?);
    let mut accounts = accounts.into_iter();
    let (Some(account), None) = (accounts.next(), accounts.next()) else {
        return None;
    };
    let expected = budget.calculated_spend()?.forecasted_spend()?;
    if budget.time_unit != TimeUnit::Monthly || expected.unit != "USD" {
        return None;
    }
    let usd: Usd = expected.amount.parse().ok()?;
    // AWS writes zero where it expects nothing yet for want of history.
    (usd > Usd::ZERO).then_some((account, usd))
}

fn accounts(filter: &Expression) -> BTreeSet<AccountId> {
    let here = filter
        .dimensions()
        .filter(|dimension| dimension.key == Dimension::LinkedAccount);
    let here = here.into_iter().flat_map(|dimension| dimension.values());
    let mut all: BTreeSet<AccountId> = here.filter_map(|id| id.parse().ok()).collect();
    all.extend(filter.and().iter().flat_map(accounts));
    all
}
