//! The questions of `init`, asked until the answer can be used.

use std::io::BufRead;

use super::{Ended, REGION, failed, parse_team};
use crate::model::{Email, EmailTemplate, Region, TeamName};
use crate::spec::draft::Draft;

pub struct Asker<'a> {
    pub lines: &'a mut dyn BufRead,
    pub ask: &'a mut dyn FnMut(&str),
}

impl Asker<'_> {
    /// Asks for what the flags did not say.
    pub fn complete(mut self, mut draft: Draft) -> Result<Draft, Ended> {
        if draft.name.is_none() {
            let name: TeamName = self.until("Short name of the organization", None, parsed)?;
            draft.name = Some(name.to_string());
        }
        if draft.email.is_none() {
            let question = "Address of new accounts, such as aws+{account}@acme.example";
            let email: EmailTemplate = self.until(question, None, parsed)?;
            draft.email = Some(email.to_string());
        }
        if draft.issuer.is_none() {
            let question = "Issuer of the identity provider, such as https://acme.okta.com";
            draft.issuer = Some(self.until(question, None, https)?);
        }
        if draft.client_id.is_none() {
            let question = "Client id of bedrock-auth at the provider";
            draft.client_id = Some(self.until(question, None, word)?);
        }
        if draft.regions.is_empty() {
            let question = "Regions in which teams may call Bedrock, the home Region first";
            draft.regions = self.until(question, Some(REGION), regions)?;
        }
        if draft.teams.is_empty() {
            let question = "Teams, as NAME or NAME:GROUP or NAME:GROUP:DEVELOPERS, with spaces";
            draft.teams = self.until(question, Some("platform"), |answer| {
                answer.split_whitespace().map(parse_team).collect()
            })?;
        }
        if draft.notify.is_none() {
            let email: Email = self.until("Who hears about the bill", None, parsed)?;
            draft.notify = Some(email.to_string());
        }
        Ok(draft)
    }

    /// Until there is an answer that can be used, or no more answers.
    fn until<T>(
        &mut self,
        question: &str,
        default: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Ended> {
        loop {
            match default {
                Some(default) => (self.ask)(&format!("{question} [{default}]: ")),
                None => (self.ask)(&format!("{question}: ")),
            }
            let mut line = String::new();
            match self.lines.read_line(&mut line) {
                Ok(0) => {
                    return Err(failed(
                        "\nerror: could not go on without an answer\nhint: nothing was written\n"
                            .to_owned(),
                    ));
                }
                Err(error) => {
                    return Err(failed(format!(
                        "\nerror: could not read the answer: {error}\nhint: nothing was written\n"
                    )));
                }
                Ok(_) => {}
            }
            let answer = match (line.trim(), default) {
                ("", Some(default)) => default,
                (answer, _) => answer,
            };
            match read(answer) {
                Ok(value) => return Ok(value),
                Err(why) => (self.ask)(&format!("  {why}\n")),
            }
        }
    }
}

fn parsed<T: std::str::FromStr<Err = crate::model::InvalidName>>(
    answer: &str,
) -> Result<T, String> {
    answer.parse().map_err(|why: T::Err| why.0)
}

fn https(answer: &str) -> Result<String, String> {
    let host = answer.strip_prefix("https://").unwrap_or_default();
    if host.is_empty() {
        return Err("it begins with https://".to_owned());
    }
    word(answer)
}

fn word(answer: &str) -> Result<String, String> {
    if answer.is_empty() || answer.contains(char::is_whitespace) {
        return Err("it is one word".to_owned());
    }
    Ok(answer.to_owned())
}

fn regions(answer: &str) -> Result<Vec<Region>, String> {
    answer
        .split([',', ' '])
        .filter(|code| !code.is_empty())
        .map(parsed)
        .collect()
}
