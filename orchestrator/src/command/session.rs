//! A look at the organization, as most commands begin with.

use crate::aws::{self, Aws, Connection, Focus, Seen};
use crate::model::{Intent, Region};
use crate::report::Style;
use crate::report::reading::Reading;

use super::Stop;

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
