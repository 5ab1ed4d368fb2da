//! The routing document out of the house: into its file, and to where clients fetch it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bedrock_routing::Routes;
use serde_json::Value;

use crate::aws::{self, AuthOutputs, Aws, Published, Seen};
use crate::model::{Intent, LiveQuotas, Org, Subject, TeamName};
use crate::plan::routes::{Known, Unsure, Whose, routes};
use crate::report::delivery::{self, Delivery};
use crate::report::{self, Style};

use super::shares::{shared_quotas, unweighed};
use super::whole_file::{Readers, write};
use super::{Exit, Stop};

/// What became of it.
#[derive(Debug)]
pub struct Delivered {
    /// Whether the file is another than before.
    pub written: bool,
    /// `None` where the plan names no place to publish it to.
    pub published: Option<Result<Published, Stop>>,
    /// Accounts that are in it.
    pub accounts: usize,
    /// Accounts that are not in it yet.
    pub left_out: Vec<Unsure>,
    /// Accounts that could not be read: what the document said of them before stays.
    pub kept: Vec<Unsure>,
    /// Accounts whose quotas could not be read: the weights of their team stay.
    pub unweighed: Vec<Unsure>,
}

/// What is known around the stacks' outputs.
pub struct Circumstances<'a> {
    pub seen: &'a Seen,
    pub target: Option<&'a TeamName>,
    /// Whether every auth stack is as the plan wants it.
    pub settled: bool,
}

/// Writes it anew, and tells.
pub async fn write_routes(
    aws: &Aws,
    intent: &Intent,
    around: &Circumstances<'_>,
    file: &Path,
    json: bool,
    style: Style,
) -> Result<Exit, Stop> {
    let Delivered {
        written,
        published,
        accounts,
        left_out,
        kept,
        unweighed,
    } = renew(aws, intent, around, file).await?;
    let target = around.target;
    let asked_for = |one: &Unsure| target.is_none_or(|team| one.team == *team);
    let left_out: Vec<Unsure> = left_out.into_iter().filter(asked_for).collect();
    let failed = matches!(published, Some(Err(_))) || !kept.is_empty();
    let published = published.map(|result| {
        result
            .map(|published| published == Published::Written)
            .map_err(|stop| (stop.error, stop.hint))
    });
    let told = Delivery {
        file: &file.display().to_string(),
        written,
        accounts,
        left_out: &left_out,
        kept: &kept,
        unweighed: &unweighed,
        published: intent.publish.as_ref().zip(published),
    };
    if json {
        report::json_line(&delivery::json(&told));
    } else {
        report::out(&delivery::text(&told, style));
    }
    Ok(if failed { Exit::Partly } else { Exit::Done })
}

/// Reads what the stacks and the quotas say, and delivers.
pub async fn renew(
    aws: &Aws,
    intent: &Intent,
    around: &Circumstances<'_>,
    file: &Path,
) -> Result<Delivered, Stop> {
    let seen = around.seen;
    let found = Found {
        outputs: &aws.auth_outputs(&seen.directory, intent).await,
        quotas: &shared_quotas(aws, seen, intent).await,
        blind: blind(&seen.observation.org),
        settled: around.settled,
    };
    deliver(aws, intent, &found, file).await
}

/// What the document is made of.
pub struct Found<'a> {
    pub outputs: &'a AuthOutputs,
    /// Of accounts that share a team's developers.
    pub quotas: &'a LiveQuotas,
    /// Why it is not known which accounts have an auth stack, where that is so.
    pub blind: Option<&'a str>,
    pub settled: bool,
}

/// The file comes first: a place that takes no document must not cost the one on this machine.
pub async fn deliver(
    aws: &Aws,
    intent: &Intent,
    found: &Found<'_>,
    file: &Path,
) -> Result<Delivered, Stop> {
    let Found {
        outputs,
        quotas,
        blind,
        settled,
    } = *found;
    let unread = unread(intent, outputs, blind);
    let before = fs::read_to_string(file).ok();
    let before = before.and_then(|text| Routes::parse(&text).ok());
    if let Some(before) = &before {
        refuse_to_replace(before, intent, settled, file)?;
    }
    let known = Known {
        read: &outputs.read,
        unread: &unread,
        before: before.as_ref(),
        quotas: Some(quotas),
    };
    let made = routes(intent, known).map_err(|why| {
        let error = format!("could not write {}: {why}", file.display());
        Stop::failed(error).hint("mend what it names in the plan file, then apply again")
    })?;
    let written = save(&made.routes, file)?;
    let published = match &intent.publish {
        None => None,
        Some(place) => {
            let body = made.routes.to_json();
            let published = aws::publish(aws, place, body.as_bytes()).await;
            Some(published.map_err(|why| Stop::failed(why.to_string()).hint(why.hint())))
        }
    };
    Ok(Delivered {
        written,
        published,
        accounts: made
            .routes
            .teams
            .iter()
            .map(|team| team.accounts.len())
            .sum(),
        left_out: made.left_out,
        kept: made.kept,
        unweighed: unweighed(intent, quotas),
    })
}

/// Why it is not known which accounts have an auth stack, where that is so.
fn blind(org: &Org) -> Option<&str> {
    let gap = [Subject::StackSets, Subject::Accounts]
        .iter()
        .find_map(|subject| org.gaps.get(subject));
    let off = (org.trusted_access == Some(false) && org.stack_sets.is_empty())
        .then_some("StackSets had no trusted access");
    gap.map(|gap| gap.cause.as_str()).or(off)
}

/// A stack that nobody could look for is not one that is gone.
fn unread(intent: &Intent, outputs: &AuthOutputs, blind: Option<&str>) -> BTreeMap<Whose, String> {
    let told = outputs.unread.iter();
    let mut unread: BTreeMap<Whose, String> = told
        .map(|(whose, why)| (whose.clone(), why.to_string()))
        .collect();
    let Some(why) = blind else { return unread };
    for (name, team) in &intent.teams {
        for seat in &team.seats {
            let whose = (name.clone(), seat.name().clone());
            if !outputs.read.contains_key(&whose) {
                unread.entry(whose).or_insert_with(|| why.to_owned());
            }
        }
    }
    unread
}

/// Neither another organization's document, nor one whose sign-in the pools do not take yet.
fn refuse_to_replace(
    before: &Routes,
    intent: &Intent,
    settled: bool,
    file: &Path,
) -> Result<(), Stop> {
    let (shown, identity) = (file.display(), &intent.identity);
    if before.organization != intent.organization.name {
        let error = format!(
            "could not write {shown}: it is the routing document of {}",
            before.organization
        );
        return Err(Stop::failed(error).hint("name another file: --routes"));
    }
    let same = before.issuer == identity.issuer
        && before.client_id == identity.client_id
        && before.groups_claim == identity.groups_claim;
    if same || settled {
        return Ok(());
    }
    let error = format!(
        "{shown} stays as it was: the plan changes how people sign in, and not every account takes \
         the new way yet"
    );
    Err(Stop::failed(error).hint("apply again until all auth stacks are done"))
}

/// Whether the file is another than before; never over a file that is something else.
pub fn save(routes: &Routes, file: &Path) -> Result<bool, Stop> {
    let text = routes.to_json();
    let there = fs::read(file).unwrap_or_default();
    if there == text.as_bytes() {
        return Ok(false);
    }
    let shown = file.display();
    if file.is_file() && !there.is_empty() && !looks_like_routes(&there) {
        let error = format!("could not write {shown}: that file is no routing document");
        return Err(
            Stop::failed(error).hint("move it away, or give the routing document another name")
        );
    }
    write(file, &text, Readers::Everyone).map_err(|error| {
        Stop::failed(format!("could not write {shown}: {error}"))
            .hint("run in a folder that can be written to")
    })?;
    Ok(true)
}

/// Of any version.
fn looks_like_routes(bytes: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    let has = |key| value.as_ref().is_some_and(|value| value.get(key).is_some());
    has("version") && has("issuer") && has("teams")
}

/// Of an organization in memory: everything can be read, and nothing was there before.
pub async fn document(aws: &Aws, seen: &Seen, intent: &Intent) -> Result<Routes, Stop> {
    let outputs = aws.auth_outputs(&seen.directory, intent).await;
    let known = Known {
        read: &outputs.read,
        unread: &Default::default(),
        before: None,
        quotas: Some(&shared_quotas(aws, seen, intent).await),
    };
    let made = routes(intent, known)
        .map_err(|why| Stop::failed(format!("could not make the routing document: {why}")))?;
    Ok(made.routes)
}
