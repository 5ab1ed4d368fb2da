//! A request for a higher quota, sent once: people at AWS read it, and take no second one.

use std::time::Duration;

use crate::aws::Trouble;
use crate::aws::member::Member;
use crate::aws::trouble::Kind;
use crate::execute::Failure;
use crate::model::{QuotaRequest, Region, RequestState, printable};
use crate::plan::quota_step::asked_already;
use crate::plan::{Action, Address, Change};

use super::{Done, Performer, Stuck};

/// How often an answer may get lost before we believe that AWS does not act.
const TRIES: u32 = 3;
/// A request that AWS has taken is listed a moment later, and may be a while later.
const LOOK_AGAIN_AFTER: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(20)];

/// Nobody knows whether AWS has the request.
const LOST: &str = "the answer was lost: a later apply finds out what became of it";

/// One quota of one account, and what is wanted of it.
struct Asking<'a> {
    address: &'a Address,
    member: Member<'a>,
    region: &'a Region,
    code: &'a str,
    value: u64,
    object: String,
}

impl Performer<'_> {
    pub(super) async fn request_quota(&self, change: &Change) -> Done {
        let Action::RequestQuota {
            account,
            region,
            quota: _,
            code,
            name,
            value,
            // AWS's API takes no words: they are for whoever answers its questions.
            justification: _,
        } = &change.action
        else {
            return Ok(None);
        };
        let object = format!("ask for {value} of \"{name}\" in {account} ({region})");
        let (_, member) = self.inside(account, &object).await?;
        let asking = Asking {
            address: &change.address,
            member,
            region,
            code,
            value: *value,
            object,
        };
        if let Some(request) = asking.known().await? {
            return Ok(Some(standing(&request, *value)));
        }
        self.ask_once(&asking).await.map(Some)
    }

    /// Asks, and finds out what became of it when the answer is lost.
    async fn ask_once(&self, asking: &Asking<'_>) -> Result<String, Stuck> {
        let mut lost = 0;
        loop {
            if self.aws.is_stopping() {
                let note = match lost {
                    0 => "not asked for yet",
                    _ => LOST,
                };
                return Err(Stuck::Left(note.into()));
            }
            let Asking {
                member,
                region,
                code,
                value,
                ..
            } = asking;
            let trouble = match member.request_quota(region, code, *value).await {
                Ok(request) => return Ok(sent(request.as_ref())),
                Err(trouble) => trouble,
            };
            if !matches!(trouble.kind, Kind::Lost | Kind::Fault) {
                return asking.refused(trouble).await;
            }
            self.note(
                asking.address,
                "the answer was lost: looking whether AWS acted",
            );
            if let Some(request) = self.what_became_of_it(asking).await? {
                return Ok(standing(&request, *value));
            }
            lost += 1;
            if lost == TRIES {
                return Err(trouble.stuck(&asking.object));
            }
        }
    }

    async fn what_became_of_it(&self, asking: &Asking<'_>) -> Result<Option<QuotaRequest>, Stuck> {
        for pause in LOOK_AGAIN_AFTER {
            let found = asking.known().await?;
            if found.is_some() {
                return Ok(found);
            }
            if !self.aws.rested(pause).await {
                return Err(Stuck::Left(LOST.into()));
            }
        }
        asking.known().await
    }
}

impl Asking<'_> {
    /// Why not to ask.
    async fn known(&self) -> Result<Option<QuotaRequest>, Stuck> {
        let requests = self.member.requests_of(self.region, self.code).await;
        let requests = requests.map_err(|trouble| trouble.stuck(&self.object))?;
        Ok(asked_already(self.value, &requests).cloned())
    }

    async fn refused(&self, trouble: Trouble) -> Result<String, Stuck> {
        let hint = match trouble.code.as_str() {
            // Someone was faster.
            "ResourceAlreadyExistsException" => {
                return Ok("AWS has an open request for this quota".into());
            }
            "QuotaExceededException" => {
                return Ok(
                    "not sent, but queued: AWS takes no more open requests from this account now; a \
                     later apply sends it"
                        .into(),
                );
            }
            "IllegalArgumentException" if self.has().await? >= self.value => {
                return Ok("the account has it".into());
            }
            "IllegalArgumentException" if !self.is_less_than_any_has().await => {
                "plan again; where the plan still asks for it, open a case at AWS Support from the \
                 account itself"
            }
            "IllegalArgumentException" => {
                "AWS takes no request for less than it gives to any account: plan again, and where \
                 the plan says so, open a case at AWS Support"
            }
            "InvalidResourceStateException" => "AWS is changing this quota: run apply again later",
            "NoSuchResourceException" => "AWS does not have this quota there any more: plan again",
            _ => return Err(trouble.stuck(&self.object)),
        };
        Err(Stuck::Failed(Failure::new(
            format!("could not {}: {trouble}", self.object),
            hint,
        )))
    }

    async fn is_less_than_any_has(&self) -> bool {
        let defaults = self.member.default_quotas(self.region).await;
        let defaults = defaults.unwrap_or_default();
        let default = defaults.get(self.code).and_then(|quota| quota.default);
        default.is_some_and(|default| self.value <= default)
    }

    async fn has(&self) -> Result<u64, Stuck> {
        let applied = self.member.applied_quotas(self.region).await;
        let applied = applied.map_err(|trouble| trouble.stuck(&self.object))?;
        let quota = applied.get(self.code);
        Ok(quota.and_then(|quota| quota.applied).unwrap_or_default())
    }
}

fn sent(request: Option<&QuotaRequest>) -> String {
    let Some(request) = request else {
        return "asked for: AWS has yet to decide".into();
    };
    format!("request {}: {}", printable(&request.id), word(request))
}

fn word(QuotaRequest { state, .. }: &QuotaRequest) -> &'static str {
    match state {
        RequestState::Approved => "AWS has approved it",
        _ if state.is_refused() => "AWS has refused it, and it is not asked for again",
        _ => "AWS has yet to decide",
    }
}

/// How a request that AWS knows already stands.
fn standing(request: &QuotaRequest, wanted: u64) -> String {
    let QuotaRequest {
        id, value, state, ..
    } = request;
    let id = printable(id);
    let case = request.case.as_deref().map(printable);
    let case = case.map_or_else(String::new, |case| format!(", case {case}"));
    let word = word(request);
    match (request.is_for(wanted), state.is_open()) {
        (true, _) => format!("it was asked for already (request {id}{case}): {word}"),
        (false, true) => format!("AWS has yet to decide on {value} (request {id}{case})"),
        (false, false) => format!("{value} was asked for (request {id}{case}): {word}"),
    }
}
