//! The routing document out of the house: into its file, and to where clients fetch it.

use std::fs;
use std::path::Path;

use bedrock_routing::Routes;
use serde_json::Value;

use crate::aws::{self, AuthOutputs, Aws, Directory, Published};
use crate::model::{Intent, TeamName};
use crate::plan::routes::{Known, LeftOut, routes};
use crate::report::delivery::{self, Delivery};
use crate::report::{self, Style};

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
    pub left_out: Vec<LeftOut>,
}

/// Reads what the stacks say, delivers, and tells.
pub async fn write_routes(
    aws: &Aws,
    directory: &Directory,
    intent: &Intent,
    target: Option<&TeamName>,
    file: &Path,
    json: bool,
    style: Style,
) -> Result<Exit, Stop> {
    let outputs = aws.auth_outputs(directory, intent).await;
    let Delivered {
        written,
        published,
        accounts,
        left_out,
    } = deliver(aws, intent, &outputs, file).await?;
    let asked_for = |one: &LeftOut| target.is_none_or(|team| one.team == *team);
    let left_out: Vec<LeftOut> = left_out.into_iter().filter(asked_for).collect();
    let failed = matches!(published, Some(Err(_)));
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
        published: intent.publish.as_ref().zip(published),
    };
    if json {
        report::json_line(&delivery::json(&told));
    } else {
        report::out(&delivery::text(&told, style));
    }
    Ok(if failed { Exit::Partly } else { Exit::Done })
}

/// The file comes first: a place that takes no document must not cost the one on this machine.
pub async fn deliver(
    aws: &Aws,
    intent: &Intent,
    outputs: &AuthOutputs,
    file: &Path,
) -> Result<Delivered, Stop> {
    let unread = outputs.unread.iter();
    let unread = unread.map(|(whose, why)| (whose.clone(), why.to_string()));
    let before = fs::read_to_string(file).ok();
    let before = before.and_then(|text| Routes::parse(&text).ok());
    let known = Known {
        read: &outputs.read,
        unread: &unread.collect(),
        before: before.as_ref(),
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
    })
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
