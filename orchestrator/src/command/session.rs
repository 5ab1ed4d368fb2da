//! What most commands begin with: a valid plan file, and a look at the organization.

use std::path::Path;

use crate::aws::{self, Aws, Connection, Focus, Seen};
use crate::model::{Intent, Region};
use crate::report::diagnostic::{self, Source};
use crate::report::reading::Reading;
use crate::report::{self, Style};
use crate::spec;

use super::{Exit, Stop, plan_file};

pub struct PlanFile {
    pub name: String,
    pub text: String,
    pub intent: Intent,
}

/// The file's text, whatever it turns out to be.
pub fn read_text(path: &Path) -> Result<String, Stop> {
    plan_file::bytes(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .map_err(|ended| Stop::failed(ended.err))
}

/// Every mistake goes to standard error, and so do warnings.
pub fn valid(name: &str, text: String, style: Style) -> Result<PlanFile, Stop> {
    let (diagnostics, intent) = match spec::read(&text) {
        Ok(read) => (read.warnings, Some(read.intent)),
        Err(diagnostics) => (diagnostics, None),
    };
    let source = Source { name, text: &text };
    report::err(&diagnostic::text(source, &diagnostics, style.into()));
    match intent {
        Some(intent) => Ok(PlanFile {
            name: name.to_owned(),
            text,
            intent,
        }),
        None => Err(
            Stop::failed(format!("{name} has mistakes, so nothing was done"))
                .hint("mend what is underlined above; `bedrock-org check` shows it again")
                .exit(Exit::Invalid),
        ),
    }
}

pub fn read_plan_file(path: &Path, style: Style) -> Result<PlanFile, Stop> {
    valid(&path.display().to_string(), read_text(path)?, style)
}

/// A sandbox on this machine may run its clock faster (it prints the variable), and waiting for it
/// goes as fast. AWS's clock runs as ours, whatever the variable says.
pub fn environment() -> Connection {
    let endpoint = std::env::var("AWS_ENDPOINT_URL").unwrap_or_default();
    let host = endpoint.strip_prefix("http://").unwrap_or_default();
    let loopback = ["127.0.0.1:", "localhost:", "[::1]:"]
        .iter()
        .any(|here| host.starts_with(here));
    let clock = std::env::var("BEDROCK_ORG_CLOCK")
        .ok()
        .and_then(|clock| clock.parse().ok());
    let speed = clock.filter(|speed: &f64| loopback && *speed > 0.0 && speed.is_finite());
    Connection::Environment {
        speed: speed.unwrap_or(1.0),
    }
}

/// Connects, makes sure that these credentials can run an organization, and reads it.
pub async fn look(
    connection: &Connection,
    intent: &Intent,
    style: Style,
) -> Result<(Aws, Seen), Stop> {
    look_at(
        connection,
        &intent.organization.home_region,
        &Focus::of(intent),
        style,
    )
    .await
}

pub async fn look_at(
    connection: &Connection,
    home: &Region,
    focus: &Focus<'_>,
    style: Style,
) -> Result<(Aws, Seen), Stop> {
    let reading = Reading::start(style);
    let aws = connection.open(home).await;
    let operator = aws.operator().await?;
    let progress = |what, done, of| reading.show(what, done, of);
    let seen = aws::observe(&aws, &operator, focus, &progress).await?;
    Ok((aws, seen))
}
