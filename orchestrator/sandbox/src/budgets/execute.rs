//! Actions carried out: the role that does it, and a service control policy that comes and goes.

use std::time::Duration;

use bedrock_policy::{Request, Who, decide_identity};
use serde_json::{Value, json};

use super::action::{named_action, named_action_mut};
use super::check::one_of;
use crate::caller::policies_of;
use crate::clock::Moment;
use crate::context::{Context, Keys};
use crate::draw::Draw;
use crate::organizations::{attach_policy, detach_policy};
use crate::refusal::Refusal;
use crate::sts::role_of;
use crate::trust::Knock;
use crate::world::{ActionEvent, ActionStatus, BudgetAction, Event, Role, SCP, World};

const SERVICE: &str = "budgets.amazonaws.com";

impl BudgetAction {
    pub(super) fn enter(&mut self, status: ActionStatus, kind: &str, at: Moment, message: &str) {
        self.status = status;
        self.due = None;
        self.history.push(ActionEvent {
            at,
            status,
            kind: kind.to_owned(),
            message: message.to_owned(),
        });
    }

    /// For a while, which ends by itself.
    fn begin(&mut self, status: ActionStatus, at: Moment, due: Moment) {
        self.enter(status, "EXECUTE_ACTION", at, "The execution was requested.");
        self.due = Some(due);
    }
}

/// What is done to the organization.
#[derive(Clone, Copy)]
enum Deed {
    Attach,
    Detach,
}

impl World {
    /// At once, as a threshold is passed or an approval comes. Answers what became of it, in words.
    pub(super) fn carry_out(
        &mut self,
        owner: &str,
        budget: &str,
        action: &mut BudgetAction,
        at: Moment,
    ) -> String {
        let (status, message) = match self.do_deed(owner, budget, action, Deed::Attach) {
            Ok(()) => (
                ActionStatus::ExecutionSuccess,
                format!(
                    "{} was attached to {}.",
                    action.policy,
                    action.targets.join(", ")
                ),
            ),
            Err(why) => (ActionStatus::ExecutionFailure, why),
        };
        action.enter(status, "SYSTEM", at, &message);
        message
    }

    fn do_deed(
        &mut self,
        owner: &str,
        budget: &str,
        action: &BudgetAction,
        deed: Deed,
    ) -> Result<(), String> {
        let role = self.budgets_role(owner, budget, &action.role);
        let role = role.map_err(|refusal| refusal.message)?;
        for target in &action.targets {
            self.role_may(role, &action.policy, target, deed)?;
        }
        for target in action.targets.clone() {
            let (done, already) = match deed {
                Deed::Attach => (
                    attach_policy(self, &action.policy, &target),
                    "DuplicatePolicyAttachmentException",
                ),
                Deed::Detach => (
                    detach_policy(self, &action.policy, &target),
                    "PolicyNotAttachedException",
                ),
            };
            match done {
                Err(refusal) if refusal.code != already => return Err(refusal.message),
                _ => {}
            }
        }
        Ok(())
    }

    /// The role that Budgets gets into for one of an account's budgets.
    pub(super) fn budgets_role(
        &self,
        owner: &str,
        budget: &str,
        arn: &str,
    ) -> Result<&Role, Refusal> {
        let refused = || {
            Refusal::exception(
                "AccessDeniedException",
                format!("AWS Budgets permission required to assume [ExecutionRole: {arn}]."),
            )
        };
        let role = role_of(arn)
            .filter(|(account, _)| *account == owner)
            .and_then(|(account, name)| self.identity.role(account, name))
            .ok_or_else(refused)?;
        let source = format!("arn:aws:budgets::{owner}:budget/{budget}");
        let keys = Keys::from([
            ("aws:SourceAccount".to_owned(), vec![owner.to_owned()]),
            ("aws:SourceArn".to_owned(), vec![source]),
        ]);
        let knock = Knock {
            who: Who::Service(SERVICE),
            principal_arn: "",
            action: "sts:AssumeRole",
            keys,
            tags: &Default::default(),
            source_identity: None,
        };
        if role.lets_in(&knock)? {
            Ok(role)
        } else {
            Err(refused())
        }
    }

    fn role_may(&self, role: &Role, policy: &str, target: &str, deed: Deed) -> Result<(), String> {
        let policies = policies_of(self, role).map_err(|refusal| refusal.message)?;
        let action = match deed {
            Deed::Attach => "organizations:AttachPolicy",
            Deed::Detach => "organizations:DetachPolicy",
        };
        for id in [policy, target] {
            let resource = self.arn_of(id);
            let mut request = Request::new(&role.arn(), action, &resource)
                .with("aws:PrincipalAccount", &role.account)
                .with("aws:PrincipalOrgID", &self.organization_id)
                .with("aws:RequestedRegion", super::REGION)
                .with("organizations:PolicyType", SCP);
            for (key, value) in self.tags.get(id).into_iter().flatten() {
                let key = format!("aws:ResourceTag/{key}");
                request.context.insert(key, vec![value.clone()]);
            }
            let may = decide_identity(&policies, &request).map_err(|cause| cause.to_string())?;
            if !may.is_allowed() {
                return Err(format!(
                    "{} is not authorized to perform: {action} on resource: {resource}",
                    role.arn()
                ));
            }
        }
        Ok(())
    }

    /// What somebody asked an action to do is done.
    pub(crate) fn finish_action(&mut self, owner: &str, budget: &str, id: &str, at: Moment) {
        let budgets = self.money.budgets.get_mut(owner);
        let found = budgets.and_then(|budgets| budgets.get_mut(budget));
        let Some(mut action) = found.and_then(|budget| budget.actions.remove(id)) else {
            return;
        };
        match action.status {
            ActionStatus::ExecutionInProgress => {
                self.carry_out(owner, budget, &mut action, at);
            }
            ActionStatus::ReverseInProgress => {
                let done = self.do_deed(owner, budget, &action, Deed::Detach);
                let status = match done {
                    Ok(()) => ActionStatus::ReverseSuccess,
                    Err(_) => ActionStatus::ReverseFailure,
                };
                let message = done.err();
                let message = message.as_deref().unwrap_or("The action was reversed.");
                action.enter(status, "SYSTEM", at, message);
            }
            ActionStatus::ResetInProgress => {
                action.enter(ActionStatus::Standby, "SYSTEM", at, "The action was reset.");
            }
            _ => {}
        }
        let budgets = self.money.budgets.get_mut(owner);
        if let Some(budget) = budgets.and_then(|budgets| budgets.get_mut(budget)) {
            budget.actions.insert(id.to_owned(), action);
        }
        self.expect_bill(at);
    }
}

pub(super) fn execute(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let asked = context.text("ExecutionType").to_owned();
    let kinds = [
        "APPROVE_BUDGET_ACTION",
        "RETRY_BUDGET_ACTION",
        "REVERSE_BUDGET_ACTION",
        "RESET_BUDGET_ACTION",
    ];
    one_of("ExecutionType", &asked, &kinds)?;
    let status = named_action(context)?.1.status;
    let next = match (asked.as_str(), status) {
        ("APPROVE_BUDGET_ACTION", ActionStatus::Pending)
        | ("RETRY_BUDGET_ACTION", ActionStatus::ExecutionFailure) => {
            ActionStatus::ExecutionInProgress
        }
        (
            "REVERSE_BUDGET_ACTION",
            ActionStatus::ExecutionSuccess | ActionStatus::ReverseFailure,
        ) => ActionStatus::ReverseInProgress,
        ("RESET_BUDGET_ACTION", ActionStatus::ReverseSuccess | ActionStatus::ExecutionFailure) => {
            ActionStatus::ResetInProgress
        }
        _ => {
            return Err(Refusal::exception(
                "ResourceLockedException",
                format!(
                    "{asked} is not possible while the action is in {}.",
                    status.name()
                ),
            ));
        }
    };
    let (now, due) = (context.now, context.now.plus(takes(context)));
    let (account, budget) = (
        context.caller.account.clone(),
        context.text("BudgetName").to_owned(),
    );
    let id = context.text("ActionId").to_owned();
    named_action_mut(context)?.begin(next, now, due);
    let event = Event::BudgetAction(account.clone(), budget.clone(), id.clone());
    context.world.index.due.insert((due, event));
    Ok(json!({
        "AccountId": account,
        "BudgetName": budget,
        "ActionId": id,
        "ExecutionType": asked,
    }))
}

/// AWS does not say how long.
fn takes(context: &Context<'_>) -> Duration {
    let draw: Draw = context.draw;
    let (low, high) = (Duration::from_secs(5), Duration::from_secs(30));
    draw.between(low, high, "budget-action", &context.number.to_string())
}
