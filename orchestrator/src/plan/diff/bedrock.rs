//! What no template can set: Bedrock's own settings in an account.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Account, Bedrock, InvocationLogs, Logging, Org, Readiness, Region, Set, Subject,
};

use super::{Action, Address, Change, Difference, Realm, stacks};

pub fn use_case_address() -> Address {
    Address::new("organization/use-case")
}

pub fn logging_address(account: &Address, region: &Region) -> Address {
    account.part(&format!("invocation-logs/{region}"))
}

/// Anthropic's form, sent once for all accounts. Without it nobody accepts a model's terms.
pub fn use_case(difference: &mut Difference, realm: &Realm, live: &Org) {
    let accepts = |change: &Change| matches!(change.action, Action::AcceptModel { .. });
    match &realm.use_case {
        _ if live.use_case == Some(true) => {}
        None if live.use_case.is_some() && difference.changes.iter().any(accepts) => difference
            .block(
                use_case_address(),
                "Anthropic's use-case form was not sent, and the plan does not have it",
                "add [use_case] to the plan file",
            ),
        None => {}
        Some(form) => {
            let change = Change {
                address: use_case_address(),
                action: Action::SendUseCase {
                    account: None,
                    region: realm.home.clone(),
                    form: form.clone(),
                },
                before: None,
                after: Some(format!("Anthropic's use-case form for {}", form.company)),
                reason: "Anthropic's models cannot be called before it is there".into(),
                needs: BTreeSet::new(),
            };
            difference.change_unless(live.gaps.get(&Subject::UseCase), change);
        }
    }
}

/// The settings of one account.
pub struct Settings<'a> {
    pub at: &'a Address,
    pub wanted: &'a Account,
    pub existing: Option<&'a Account>,
    pub realm: &'a Realm,
    pub live: &'a Org,
}

impl Settings<'_> {
    pub fn diff(&self, difference: &mut Difference) {
        for (region, wanted) in &self.wanted.bedrock {
            let Bedrock {
                logging,
                models: _,
                use_case,
            } = wanted;
            let existing = self.existing.and_then(|live| live.bedrock.get(region));
            self.logging(difference, region, logging, existing);
            if *use_case == Some(true) && existing.and_then(|it| it.use_case) != Some(true) {
                self.own_use_case(difference, region);
            }
        }
        for model in self.planned() {
            self.model(difference, model);
        }
    }

    fn planned(&self) -> BTreeSet<&str> {
        let regions = self.wanted.bedrock.values();
        regions
            .flat_map(|region| region.models.keys().map(String::as_str))
            .collect()
    }

    fn logging(
        &self,
        difference: &mut Difference,
        region: &Region,
        wanted: &Logging,
        existing: Option<&Bedrock>,
    ) {
        let live = existing.map_or(&Logging::Off, |it| &it.logging);
        let address = logging_address(self.at, region);
        let content = match (wanted, live) {
            _ if wanted == live => return,
            // Nothing of ours is there to be turned off.
            (Logging::Off | Logging::Elsewhere(_), Logging::Off | Logging::Elsewhere(_)) => return,
            (_, Logging::Elsewhere(place)) => {
                return difference.block(
                    address,
                    format!("invocations are logged to {place}, which is not this plan's"),
                    "remove that setting in the account, or set invocation_logs = \"off\" for the \
                     team",
                );
            }
            (Logging::Ours(content), _) => *content,
            (Logging::Off | Logging::Elsewhere(_), Logging::Ours(_)) => InvocationLogs::Off,
        };
        let stack = stacks::address(self.at, Set::Monitoring, region);
        let log_group = (content != InvocationLogs::Off).then_some(stack);
        let change = Change {
            needs: self.after(log_group),
            address,
            action: Action::SetInvocationLogging {
                account: self.wanted.name.clone(),
                region: region.clone(),
                content,
            },
            before: Some(shown(live)),
            after: Some(shown(wanted)),
            reason: "no template can set it".into(),
        };
        self.unless_unknown(difference, change);
    }

    fn own_use_case(&self, difference: &mut Difference, region: &Region) {
        let Some(form) = &self.realm.use_case else {
            return;
        };
        let change = Change {
            address: self.at.part(&format!("use-case/{region}")),
            action: Action::SendUseCase {
                account: Some(self.wanted.name.clone()),
                region: region.clone(),
                form: form.clone(),
            },
            before: None,
            after: Some(format!("Anthropic's use-case form for {}", form.company)),
            reason: "a Region that is opted into asks for its own".into(),
            needs: self.after([use_case_address()]),
        };
        self.unless_unknown(difference, change);
    }

    /// Terms are accepted for an account, and AWS reports on each Region.
    fn model(&self, difference: &mut Difference, model: &str) {
        let address = self.at.part(&format!("model.{model}"));
        let states: BTreeMap<&Region, Readiness> = self
            .wanted
            .bedrock
            .keys()
            .map(|region| (region, self.readiness(region, model)))
            .collect();
        let first = |is: fn(&Readiness) -> bool| states.iter().find(|(_, state)| is(state));
        if let Some((region, _)) = first(|state| *state == Readiness::NoAgreement) {
            let forms = self.wanted.bedrock.keys();
            let forms = forms.map(|region| self.at.part(&format!("use-case/{region}")));
            let change = Change {
                address,
                action: Action::AcceptModel {
                    account: self.wanted.name.clone(),
                    region: (*region).clone(),
                    model: model.to_owned(),
                },
                before: None,
                after: Some("its terms are accepted".into()),
                reason: "this account has not accepted them".into(),
                needs: self.after(forms.chain([use_case_address()])),
            };
            return self.unless_unknown(difference, change);
        }
        if let Some((region, Readiness::Refused(why))) =
            first(|state| matches!(state, Readiness::Refused(_)))
        {
            return difference.block(
                address,
                format!("AWS does not let this account call {model} in {region}: {why}"),
                "ask AWS Support about model access in this account",
            );
        }
        if states.values().all(|state| *state == Readiness::NotOffered)
            && let Some(region) = states.keys().next()
        {
            difference.block(
                address,
                format!("AWS does not offer {model} in {region}"),
                "choose another Region or profile for it",
            );
        }
    }

    /// A new account has accepted nothing.
    fn readiness(&self, region: &Region, model: &str) -> Readiness {
        let seen = self.existing.and_then(|live| live.bedrock.get(region));
        match seen.and_then(|seen| seen.models.get(model)) {
            Some(readiness) => readiness.clone(),
            None => Readiness::NoAgreement,
        }
    }

    fn after(&self, more: impl IntoIterator<Item = Address>) -> BTreeSet<Address> {
        [self.at.clone(), self.at.part("place")]
            .into_iter()
            .chain(more)
            .collect()
    }

    fn unless_unknown(&self, difference: &mut Difference, change: Change) {
        let id = self.existing.and_then(|live| live.id.clone());
        let gap = id.and_then(|id| self.live.gaps.get(&Subject::Inside(id)));
        difference.change_unless(gap, change);
    }
}

fn shown(logging: &Logging) -> String {
    match logging {
        Logging::Off | Logging::Ours(InvocationLogs::Off) => "no invocation logs".into(),
        Logging::Ours(InvocationLogs::Metadata) => "invocation logs: metadata".into(),
        Logging::Ours(InvocationLogs::Full) => "invocation logs: full".into(),
        Logging::Elsewhere(place) => format!("invocation logs in {place}"),
    }
}
