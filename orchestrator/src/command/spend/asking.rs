//! Asks for bills that are not kept from an earlier report: each request costs a cent.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{Aws, Bill, BillBy, BillQuestion};
use crate::model::{AccountId, Month, Queries, Usd};
use crate::plan::spend::ByAccount;

use super::super::Stop;
use super::kept::{Kept, Query};

/// What AWS takes for a request.
const PRICE: Usd = Usd::micros(10_000);

pub struct Asking<'a> {
    pub aws: &'a Aws,
    /// The management account, whose bill it is.
    pub payer: Option<&'a AccountId>,
    pub accounts: BTreeSet<AccountId>,
    pub kept: Option<&'a Kept>,
    pub refresh: bool,
    /// Seconds since 1970.
    pub now: u64,
    pub queries: Queries,
}

impl Asking<'_> {
    pub async fn by_service(
        &mut self,
        months: &[Month],
    ) -> Result<BTreeMap<Month, ByAccount>, Stop> {
        self.bills(months, BillBy::Service).await
    }

    pub async fn by_person(&mut self, month: Month) -> Result<ByAccount, Stop> {
        let mut bills = self.bills(&[month], BillBy::Person).await?;
        Ok(bills.remove(&month).unwrap_or_default())
    }

    /// All months that are missing come with one question, since that costs no more than one of them.
    async fn bills(
        &mut self,
        months: &[Month],
        by: BillBy,
    ) -> Result<BTreeMap<Month, ByAccount>, Stop> {
        let mut bills = BTreeMap::new();
        if self.accounts.is_empty() {
            return Ok(bills);
        }
        let mut missing = BTreeSet::new();
        for month in months {
            match self.recall(*month, by) {
                Some(bill) => {
                    bills.insert(*month, bill);
                }
                None => {
                    missing.insert(*month);
                }
            }
        }
        if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
            let question = BillQuestion {
                accounts: &self.accounts,
                first: *first,
                last: *last,
                by,
            };
            let answer = self.aws.bill(&question).await;
            let Bill { months, requests } = answer.map_err(|trouble| {
                Stop::failed(format!("could not read what was spent: {trouble}"))
                    .hint(trouble.hint())
            })?;
            self.queries.requests += requests;
            self.queries.usd = Usd::micros(PRICE.as_micros() * i64::from(self.queries.requests));
            for (month, bill) in months {
                if let Some(kept) = self.kept {
                    kept.keep(&self.query(month, by), self.now, &bill);
                }
                bills.insert(month, bill);
            }
        }
        Ok(bills)
    }

    fn recall(&mut self, month: Month, by: BillBy) -> Option<ByAccount> {
        let kept = self.kept.filter(|_| !self.refresh)?;
        let recalled = kept.recall(&self.query(month, by), self.now)?;
        if let Some(age) = recalled.age {
            let oldest = self.queries.kept_for_seconds.unwrap_or_default().max(age);
            self.queries.kept_for_seconds = Some(oldest);
        }
        Some(recalled.bill)
    }

    fn query(&self, month: Month, by: BillBy) -> Query<'_> {
        Query {
            payer: self.payer,
            accounts: &self.accounts,
            month,
            by,
        }
    }
}
