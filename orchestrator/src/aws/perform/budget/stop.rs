//! The action that stops a budget's account.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_budgets::types::ApprovalModel;

use crate::aws::Trouble;
use crate::aws::budgets::{GONE, THERE, read, write};
use crate::aws::call::Repeat;
use crate::aws::trouble::Kind;
use crate::model::{AccountId, BudgetAccount, BudgetName, BudgetStop, PolicyName, Tags};
use crate::plan::{Address, PlannedStop};

use super::super::{Done, Performer, Stuck, done_before, unknown};
use super::{built, stuck};

/// A role that was made a moment ago is not known everywhere at once.
const ROLE_TRIES: u32 = 6;
const ROLE_PAUSE: Duration = Duration::from_secs(10);
const TRIES: u32 = 3;
const AFTER_A_LOSS: Duration = Duration::from_secs(10);

/// A stop with AWS's ids.
struct Known<'a> {
    budget: &'a BudgetName,
    stop: &'a PlannedStop,
    payer: &'a str,
    account: AccountId,
    policy: String,
    role_arn: String,
    object: String,
}

impl Known<'_> {
    fn approval(&self) -> ApprovalModel {
        match self.stop.automatic {
            true => ApprovalModel::Auto,
            false => ApprovalModel::Manual,
        }
    }

    fn is(&self, there: &BudgetStop) -> bool {
        let PlannedStop {
            at,
            automatic,
            account: _,
            policy,
            role,
            listeners,
        } = self.stop;
        let heard = listeners.len() == there.listeners.len()
            && listeners
                .iter()
                .all(|one| there.listeners.iter().any(|other| one.is(other)));
        let target = BudgetAccount::Id(self.account.clone());
        *at == there.at
            && *automatic == there.automatic
            && *policy == there.policy
            && *role == there.role
            && there.targets == [target].into()
            && heard
    }
}

impl Performer<'_> {
    /// Looks first, and again whenever an answer is lost: nothing else keeps a second stop away.
    pub(super) async fn create_stop(
        &self,
        address: &Address,
        budget: &BudgetName,
        stop: &PlannedStop,
        tags: &Tags,
    ) -> Done {
        let object = format!("create the stop of the budget {budget}");
        let known = self.known(budget, stop, object)?;
        let (mut lost, mut refused) = (0, 0);
        loop {
            if let Some(there) = self.stop_of(&known).await? {
                if known.is(&there) {
                    let there_before = (lost == 0).then(|| "it was there already".to_owned());
                    return Ok(there_before);
                }
                let id = there.id.unwrap_or_default();
                return self.put_stop(&known, &id).await;
            }
            if self.aws.is_stopping() {
                return Err(Stuck::Left("not asked for yet".into()));
            }
            let trouble = match self.ask_for_stop(&known, tags).await? {
                Ok(()) => return Ok(None),
                Err(trouble) => trouble,
            };
            match trouble.kind {
                Kind::Lost | Kind::Fault if lost < TRIES => {
                    lost += 1;
                    self.note(address, "the answer was lost: looking whether AWS acted");
                    self.aws.rested(AFTER_A_LOSS).await;
                }
                _ if trouble.is("InvalidParameterException") && refused < ROLE_TRIES => {
                    refused += 1;
                    self.note(address, "AWS does not know the new role yet");
                    if !self.aws.rested(ROLE_PAUSE).await {
                        return Err(Stuck::Left("not asked for yet".into()));
                    }
                }
                _ if trouble.is(THERE) && lost < TRIES => lost += 1,
                _ => return Err(trouble.stuck(&known.object)),
            }
        }
    }

    async fn ask_for_stop(
        &self,
        known: &Known<'_>,
        tags: &Tags,
    ) -> Result<Result<(), Trouble>, Stuck> {
        let tags = built(write::tags(tags), &known.object)?;
        let PlannedStop { at, listeners, .. } = known.stop;
        let act = write::act(at, &known.policy, &known.account, listeners);
        let act = built(act, &known.object)?;
        let answer = self
            .aws
            .call("budgets.CreateBudgetAction", Repeat::Never, || {
                self.aws
                    .budgets
                    .create_budget_action()
                    .account_id(known.payer)
                    .budget_name(known.budget.as_str())
                    .notification_type(act.on.clone())
                    .action_type(act.kind.clone())
                    .action_threshold(act.at.clone())
                    .definition(act.definition.clone())
                    .execution_role_arn(&known.role_arn)
                    .approval_model(known.approval())
                    .set_subscribers(Some(act.subscribers.clone()))
                    .set_resource_tags(Some(tags.clone()))
                    .send()
            })
            .await;
        Ok(answer.map(drop))
    }

    pub(super) async fn update_stop(
        &self,
        budget: &BudgetName,
        id: &str,
        stop: &PlannedStop,
    ) -> Done {
        let object = format!("update the stop of the budget {budget}");
        let known = self.known(budget, stop, object)?;
        self.put_stop(&known, id).await
    }

    async fn put_stop(&self, known: &Known<'_>, id: &str) -> Done {
        let PlannedStop { at, listeners, .. } = known.stop;
        let act = write::act(at, &known.policy, &known.account, listeners);
        let act = built(act, &known.object)?;
        self.aws
            .call("budgets.UpdateBudgetAction", Repeat::Safe, || {
                self.aws
                    .budgets
                    .update_budget_action()
                    .account_id(known.payer)
                    .budget_name(known.budget.as_str())
                    .action_id(id)
                    .notification_type(act.on.clone())
                    .action_threshold(act.at.clone())
                    .definition(act.definition.clone())
                    .execution_role_arn(&known.role_arn)
                    .approval_model(known.approval())
                    .set_subscribers(Some(act.subscribers.clone()))
                    .send()
            })
            .await
            .map_err(|trouble| trouble.stuck(&known.object))?;
        Ok(None)
    }

    pub(super) async fn delete_budget_action(&self, budget: &BudgetName, id: &str) -> Done {
        let object = format!("delete the action {id} of the budget {budget}");
        let payer = self.management(&object)?;
        let answer = self
            .aws
            .call("budgets.DeleteBudgetAction", Repeat::Safe, || {
                self.aws
                    .budgets
                    .delete_budget_action()
                    .account_id(payer.as_str())
                    .budget_name(budget.as_str())
                    .action_id(id)
                    .send()
            })
            .await;
        done_before(answer, &[GONE], &object)?;
        Ok(None)
    }

    fn known<'a>(
        &'a self,
        budget: &'a BudgetName,
        stop: &'a PlannedStop,
        object: String,
    ) -> Result<Known<'a>, Stuck> {
        let payer = self.management(&object)?.as_str();
        let account = self.directory.account(&stop.account);
        let partition = self.organization.home_region.partition();
        Ok(Known {
            budget,
            stop,
            payer,
            account: account.ok_or_else(|| unknown("account", &stop.account))?,
            policy: self.policy_id(&stop.policy)?,
            role_arn: format!("arn:{partition}:iam::{payer}:role/{}", stop.role),
            object,
        })
    }

    /// The stop that the budget has.
    async fn stop_of(&self, known: &Known<'_>) -> Result<Option<BudgetStop>, Stuck> {
        let actions = self.aws.actions_of(known.budget).await;
        let actions = actions.map_err(stuck(&known.object))?;
        let policies: BTreeMap<String, PolicyName> =
            [(known.policy.clone(), known.stop.policy.clone())].into();
        let names = read::Names {
            policies: &policies,
            payer: known.payer,
        };
        Ok(names.actions(&actions).0)
    }
}
