//! `[hub]`

use super::diagnostic::{Code, Diagnostic};
use super::emails;
use super::findings::{Findings, Reported};
use super::seats::Taken;
use super::section::{At, Section};
use crate::model::{AccountId, HubIntent};

pub struct Hub {
    account: At<AccountId>,
    intent: HubIntent,
}

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Hub, Reported> {
    let account = section
        .need_text("account", findings)
        .and_then(|text| account(&text, findings));
    let notify = emails::listeners(section, findings);
    let account = account?;
    let intent = HubIntent {
        account: account.value.clone(),
        notify: emails::plain(notify?.as_ref()),
    };
    Ok(Hub { account, intent })
}

impl Hub {
    /// Whoever has the hub sees what all others do.
    pub fn apart(&self, taken: &Taken, findings: &mut Findings) {
        let Some(adopted) = taken.adopted_at(&self.account.value) else {
            return;
        };
        findings.error(
            Diagnostic::error(
                Code::HubAccount,
                self.account.span.clone(),
                "a team's account",
                format!("the hub {} belongs to a team", self.account.value),
            )
            .and(adopted.clone(), "adopted here")
            .help("name an account that only operators enter: the hub sees every team's usage"),
        );
    }

    pub fn finish(self) -> HubIntent {
        self.intent
    }
}

fn account(text: &At<&str>, findings: &mut Findings) -> Result<At<AccountId>, Reported> {
    text.value
        .parse()
        .map(|id| At::new(id, text.span.clone()))
        .map_err(|why: crate::model::InvalidName| {
            findings.error(
                Diagnostic::error(
                    Code::AccountId,
                    text.span.clone(),
                    why.0,
                    "hub.account is not an account's id".into(),
                )
                .help("write the twelve digits in quotes, without dashes"),
            )
        })
}
