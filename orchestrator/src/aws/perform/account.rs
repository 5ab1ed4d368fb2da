//! Creating an account: minutes of AWS's time, no idempotency token, and an answer that may get
//! lost. So a creation is never simply tried again: we look first whether it happened.

mod asking;
mod following;

use crate::execute::Failure;
use crate::model::{AccountId, AccountName, Email, Tags};
use crate::plan::Address;

use super::{Done, Performer, Stuck};
use asking::Asked;
use following::Request;

/// How often AWS may fail internally, or not answer, before we believe it.
const TRIES: u32 = 3;

impl Performer<'_> {
    pub(super) async fn create_account(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        tags: &Tags,
    ) -> Done {
        let mut last = String::new();
        for _ in 0..TRIES {
            let (request, certain) = match self.ask_for(address, name, email, tags).await? {
                Asked::Ours(request) => (request, true),
                Asked::Named(request) => (request, false),
                Asked::Exists(id) => {
                    return Ok(self.learn(name, &id, Some("it was there already")));
                }
            };
            match self.follow(address, name, &request).await? {
                Request::Made(id) => {
                    if certain || self.has_address(&id, name, email).await? {
                        return Ok(self.learn(name, &id, None));
                    }
                    last = format!("{request} was someone else's account of the same name");
                    self.note(address, format!("{last}, asking for ours"));
                }
                Request::Stumbled(trouble) => {
                    // It may have failed after the account came to be.
                    if let Some(id) = self.find(name, email).await? {
                        return Ok(self.learn(name, &id, Some("it was there already")));
                    }
                    last = format!("AWS failed ({})", trouble.code);
                    self.note(address, format!("{last}, asking again"));
                }
                Request::Taken(trouble) => {
                    return match self.made_elsewhere(address, name, email).await? {
                        Some(id) => Ok(self.learn(name, &id, Some("it was there already"))),
                        None => Err(trouble.stuck(&format!("create account {name}"))),
                    };
                }
            }
        }
        Err(Stuck::Failed(Failure::new(
            format!("could not create account {name}: tried {TRIES} times: {last}"),
            "run apply again later; if it stays, ask AWS Support",
        )))
    }

    pub(super) async fn await_account(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
        request: &str,
    ) -> Done {
        match self.follow(address, name, request).await? {
            // AWS shows a creation's name alone: only now can the address be compared.
            Request::Made(id) if self.has_address(&id, name, email).await? => {
                Ok(self.learn(name, &id, None))
            }
            Request::Made(id) => Err(Stuck::Failed(Failure::new(
                format!(
                    "could not take over account {name}: the account {id} that was being created \
                     under this name has another address than {email}"
                ),
                "it is someone else's: run apply again, and it asks for the plan's own",
            ))),
            Request::Stumbled(trouble) => Err(trouble.stuck(&format!("create account {name}"))),
            Request::Taken(trouble) => match self.find(name, email).await? {
                Some(id) => Ok(self.learn(name, &id, None)),
                None => Err(trouble.stuck(&format!("create account {name}"))),
            },
        }
    }

    /// The account whose address AWS says is taken: from an earlier run where the list of accounts
    /// lagged behind, or from another run that is creating it at this moment.
    async fn made_elsewhere(
        &self,
        address: &Address,
        name: &AccountName,
        email: &Email,
    ) -> Result<Option<AccountId>, Stuck> {
        if let Some(id) = self.find(name, email).await? {
            return Ok(Some(id));
        }
        if let Some(request) = self.under_way(name).await?
            && let Request::Made(id) = self.follow(address, name, &request).await?
            && self.has_address(&id, name, email).await?
        {
            return Ok(Some(id));
        }
        self.find(name, email).await
    }

    fn learn(&self, name: &AccountName, id: &AccountId, note: Option<&str>) -> Option<String> {
        self.directory.learn_young_account(name, id);
        Some(note.map_or_else(|| id.to_string(), |note| format!("{id}, {note}")))
    }
}
