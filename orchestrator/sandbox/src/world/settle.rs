use std::time::Duration;

use super::{Account, AccountState, Outcome, PolicyTypeStatus, Spot, World};
use crate::clock::Moment;
use crate::draw::Draw;

/// Something asynchronous that comes to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    Creation(String),
    /// An account closes, and later is gone.
    Closing(String),
    PolicyType(String),
    /// A stack that nobody but its owner waits for.
    Stack(String),
    /// An instance of a stack set: the set's key, the operation, where.
    StackInstance(String, String, Spot),
    /// A request for a higher quota.
    Increase(String),
    /// Another hour of a scenario is over.
    Spending,
    /// Billing data comes, and budgets look at it.
    Bill,
    /// What somebody asked a budget's action to do is done: owner, budget, action.
    BudgetAction(String, String, String),
}

/// How long a closed account is still listed.
const POST_CLOSURE: Duration = Duration::from_secs(90 * 24 * 3600);

impl World {
    /// Lets happen what is due: nothing runs in the background.
    pub(crate) fn settle(&mut self, draw: Draw, now: Moment) {
        self.follow_moves(draw, now);
        while let Some((at, _)) = self.index.due.first()
            && *at <= now
        {
            let Some((at, event)) = self.index.due.pop_first() else {
                return;
            };
            match event {
                Event::Creation(id) => self.finish_creation(draw, &id, at),
                Event::Closing(id) => self.finish_closing(&id, at),
                Event::PolicyType(kind) => {
                    let pending = self.policy_types.get(&kind);
                    let enable = matches!(pending, Some(PolicyTypeStatus::PendingEnable { .. }));
                    self.finish_policy_type(&kind, enable);
                }
                // Who asks for the stack reads there how it ended.
                Event::Stack(id) => drop(self.finish_stack(draw, &id)),
                Event::StackInstance(set, operation, spot) => {
                    self.finish_instance(draw, &set, &operation, &spot, at);
                }
                Event::Increase(id) => self.finish_increase(&id, at),
                Event::Spending => self.finish_spending(at),
                Event::Bill => self.finish_bill(at),
                Event::BudgetAction(owner, budget, id) => {
                    self.finish_action(&owner, &budget, &id, at);
                }
            }
            self.follow_moves(draw, at);
        }
    }

    fn finish_creation(&mut self, draw: Draw, id: &str, at: Moment) {
        self.index.creating.remove(id);
        let Some(creation) = self.creations.get_mut(id) else {
            return;
        };
        if creation.failure.is_some() {
            creation.outcome = Outcome::Failed;
            return;
        }
        let taken = &self.accounts;
        let account_id = (0..)
            .map(|attempt| draw.digits(12, "account", &format!("{} {attempt}", creation.email)))
            .find(|id| !id.starts_with('0') && !taken.contains_key(id))
            .unwrap_or_default();
        creation.outcome = Outcome::Succeeded {
            account: account_id.clone(),
        };
        let account = Account {
            id: account_id.clone(),
            email: creation.email.clone(),
            name: creation.name.clone(),
            parent: self.root_id.clone(),
            state: AccountState::Active,
            joined: at,
            created: true,
            role: Some(creation.role.clone()),
        };
        let tags = creation.tags.iter().cloned().collect();
        self.add_account(account);
        self.quotas.greet(&account_id);
        self.tags.insert(account_id, tags);
    }

    pub(crate) fn start_closing(&mut self, id: &str, until: Moment) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.state = AccountState::PendingClosure;
            self.closing.insert(id.to_owned(), until);
            self.index
                .due
                .insert((until, Event::Closing(id.to_owned())));
        }
    }

    fn finish_closing(&mut self, id: &str, at: Moment) {
        self.closing.remove(id);
        let Some(account) = self.accounts.get_mut(id) else {
            return;
        };
        if account.state == AccountState::PendingClosure {
            account.state = AccountState::Closed;
            let gone = at.plus(POST_CLOSURE);
            self.closing.insert(id.to_owned(), gone);
            self.index.due.insert((gone, Event::Closing(id.to_owned())));
        } else {
            self.remove_account(id);
        }
    }
}
