//! `budget = { ... }`, in the defaults and in a team.

pub mod names;
mod values;

use super::diagnostic::{Code, Diagnostic, Span};
use super::emails;
use super::findings::{Findings, Reported};
use super::inherit;
use super::keys;
use super::section::{At, Section};
use crate::model::{Budget, Email, HardStop};

/// What one `budget` table says; the rest comes from the default.
#[derive(Debug, Clone)]
pub struct Part {
    pub span: Span,
    monthly_usd: Option<At<u64>>,
    alert_at: Option<At<Vec<At<u16>>>>,
    forecast_at: Option<At<Vec<At<u16>>>>,
    notify: Option<At<Vec<At<Email>>>>,
    notify_topics: Option<At<Vec<At<String>>>>,
    hard_stop: Option<At<HardStop>>,
}

/// AWS takes so many notifications with a budget.
const NOTIFICATIONS: usize = 5;

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Option<Part>, Reported> {
    let Some(section) = section.section("budget", findings)? else {
        return Ok(None);
    };
    let monthly_usd = section.number("monthly_usd", keys::DOLLARS, findings);
    let alert_at = values::thresholds(&section, "alert_at", findings);
    let forecast_at = values::thresholds(&section, "forecast_at", findings);
    let notify = emails::list(&section, "notify", findings);
    let notify_topics = values::topics(&section, findings);
    let hard_stop = section
        .get("hard_stop")
        .map(|node| values::hard_stop(&node, findings))
        .transpose();
    if let Ok(Some(addresses)) = &notify
        && addresses.value.len() > keys::ADDRESSES
    {
        return Err(findings.error(
            Diagnostic::error(
                Code::Addresses,
                addresses.span.clone(),
                format!("{} addresses", addresses.value.len()),
                format!("{}.notify has too many addresses", section.path),
            )
            .help(format!(
                "AWS writes to {} addresses at most: use a mailing list, or an SNS topic in \
                 notify_topics",
                keys::ADDRESSES
            )),
        ));
    }
    Ok(Some(Part {
        span: section.span.clone(),
        monthly_usd: monthly_usd?,
        alert_at: alert_at?,
        forecast_at: forecast_at?,
        notify: notify?,
        notify_topics: notify_topics?,
        hard_stop: hard_stop?,
    }))
}

/// The team's part over the default's, and what only the two together can get wrong.
pub fn merged(
    team: &str,
    own: Option<&Part>,
    default: Option<&Part>,
    findings: &mut Findings,
) -> Result<Option<Budget>, Reported> {
    let Some(nearest) = own.or(default) else {
        return Ok(None);
    };
    let part = match (own, default) {
        (Some(own), Some(default)) => {
            own.warn_repeated(default, team, findings);
            own.over(default)
        }
        _ => nearest.clone(),
    };
    let Some(monthly_usd) = &part.monthly_usd else {
        let misspelt = [format!("team.{team}.budget"), "defaults.budget".to_owned()]
            .iter()
            .find_map(|path| findings.is_misspelt(path, "monthly_usd"));
        if let Some(reported) = misspelt {
            return Err(reported);
        }
        return Err(findings.absent(
            &format!("team.{team}"),
            Diagnostic::error(
                Code::MissingKey,
                part.span.clone(),
                "no `monthly_usd` in here",
                format!("the budget of team.{team} has no monthly_usd"),
            )
            .help("say it here or in [defaults]: monthly_usd = 2000"),
        ));
    };
    let alerts = part.alerts();
    let forecasts = plain(part.forecast_at.as_ref());
    part.check_notifications(team, &alerts, &forecasts, findings)?;
    part.check_listeners(team, &alerts, &forecasts, findings)?;
    if alerts.is_empty()
        && let Some(forecast_at) = part.forecast_at.as_ref().filter(|at| !at.value.is_empty())
    {
        findings.warn(
            Diagnostic::warning(
                Code::ForecastAlone,
                forecast_at.span.clone(),
                "nothing is forecast in the first five weeks",
                format!("the budget of team.{team} announces forecasts alone"),
            )
            .help("AWS needs about five weeks of history for a forecast: keep alert_at too"),
        );
    }
    Ok(Some(Budget {
        monthly_usd: monthly_usd.value,
        alert_at: alerts,
        forecast_at: forecasts,
        notify: plain(part.notify.as_ref()),
        notify_topics: plain(part.notify_topics.as_ref()),
        hard_stop: part.hard_stop.map_or(HardStop::Off, |at| at.value),
    }))
}

impl Part {
    fn over(&self, default: &Self) -> Self {
        Self {
            span: self.span.clone(),
            monthly_usd: inherit::either(&self.monthly_usd, &default.monthly_usd),
            alert_at: inherit::either(&self.alert_at, &default.alert_at),
            forecast_at: inherit::either(&self.forecast_at, &default.forecast_at),
            notify: inherit::either(&self.notify, &default.notify),
            notify_topics: inherit::either(&self.notify_topics, &default.notify_topics),
            hard_stop: inherit::either(&self.hard_stop, &default.hard_stop),
        }
    }

    fn warn_repeated(&self, default: &Self, team: &str, findings: &mut Findings) {
        let mut repeated = inherit::Repeated::new(format!("team.{team}.budget"), findings);
        repeated.look("monthly_usd", &self.monthly_usd, &default.monthly_usd);
        repeated.look("alert_at", &self.alert_at, &default.alert_at);
        repeated.look("forecast_at", &self.forecast_at, &default.forecast_at);
        repeated.look("notify", &self.notify, &default.notify);
        repeated.look("notify_topics", &self.notify_topics, &default.notify_topics);
        repeated.look("hard_stop", &self.hard_stop, &default.hard_stop);
    }

    fn alerts(&self) -> Vec<u16> {
        match &self.alert_at {
            Some(_) => plain(self.alert_at.as_ref()),
            None => keys::DEFAULT_ALERTS.to_vec(),
        }
    }

    fn check_notifications(
        &self,
        team: &str,
        alerts: &[u16],
        forecasts: &[u16],
        findings: &mut Findings,
    ) -> Result<(), Reported> {
        let count = alerts.len() + forecasts.len();
        if count <= NOTIFICATIONS {
            return Ok(());
        }
        let mut places = [&self.alert_at, &self.forecast_at].into_iter().flatten();
        let first = places
            .next()
            .map_or(self.span.clone(), |at| at.span.clone());
        let mut diagnostic = Diagnostic::error(
            Code::Notifications,
            first,
            format!("{} alerts and {} forecasts", alerts.len(), forecasts.len()),
            format!("the budget of team.{team} has {count} notifications"),
        )
        .help(format!(
            "AWS takes {NOTIFICATIONS} with a budget, alert_at and forecast_at together"
        ));
        if let Some(second) = places.next() {
            diagnostic = diagnostic.and(second.span.clone(), "counted together with these");
        }
        Err(findings.error(diagnostic))
    }

    fn check_listeners(
        &self,
        team: &str,
        alerts: &[u16],
        forecasts: &[u16],
        findings: &mut Findings,
    ) -> Result<(), Reported> {
        let silent =
            plain(self.notify.as_ref()).is_empty() && plain(self.notify_topics.as_ref()).is_empty();
        let stops = self
            .hard_stop
            .as_ref()
            .is_some_and(|stop| stop.value != HardStop::Off);
        if !silent || (alerts.len() + forecasts.len() == 0 && !stops) {
            return Ok(());
        }
        let span = self
            .notify
            .as_ref()
            .map_or(self.span.clone(), |at| at.span.clone());
        Err(findings.absent(
            &format!("team.{team}"),
            Diagnostic::error(
                Code::NobodyHears,
                span,
                "no one to notify",
                match alerts.len() + forecasts.len() {
                    0 => format!("the budget of team.{team} has a hard stop that nobody would hear of"),
                    _ => format!("the budget of team.{team} has alerts that nobody would hear"),
                },
            )
            .help(match stops {
                true => "add notify = [\"finance@acme.example\"]: AWS stops no account without telling somebody",
                false => "add notify = [\"finance@acme.example\"], or alert_at = [] for a budget without \
                          alerts",
            }),
        ))
    }
}

fn plain<T: Clone>(list: Option<&At<Vec<At<T>>>>) -> Vec<T> {
    list.map(|list| list.value.iter().map(|at| at.value.clone()).collect())
        .unwrap_or_default()
}
