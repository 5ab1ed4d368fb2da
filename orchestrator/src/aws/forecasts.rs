//! What AWS expects accounts to spend this month: budgets know it for free, where Cost Explorer takes
//! a cent for each account.

use std::collections::BTreeMap;

use aws_sdk_budgets::types::Budget;

use crate::model::{AccountId, BudgetAccount, BudgetScope, Usd};

use super::budgets::read;
use super::{Aws, Trouble};

impl Aws {
    /// By account, from the budgets of this plan that watch one account alone.
    pub async fn forecasts(&self, owner: &str) -> Result<BTreeMap<AccountId, Usd>, Trouble> {
        let budgets = self.list_budgets(owner).await?;
        let of_account = budgets
            .iter()
            .filter(|(name, _)| matches!(name.scope(owner), Some(BudgetScope::Account(_))));
        Ok(of_account.filter_map(|(_, it)| forecast(it)).collect())
    }
}

/// Of a budget as this plan makes them.
fn forecast(budget: &Budget) -> Option<(AccountId, Usd)> {
    let ours = read::budget(budget);
    let mut accounts = ours.accounts.into_iter();
    let (Some(BudgetAccount::Id(account)), None) = (accounts.next(), accounts.next()) else {
        return None;
    };
    let expected = budget.calculated_spend()?.forecasted_spend()?;
    let usd = read::dollars(expected).filter(|_| ours.odd.is_empty())?;
    // AWS writes zero where it expects nothing yet for want of history.
    (usd > Usd::ZERO).then_some((account, usd))
}
