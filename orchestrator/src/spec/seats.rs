//! The accounts of a team: adopted ones first, then created ones.

use std::collections::BTreeMap;

use super::diagnostic::{Code, Diagnostic, Span};
use super::emails::{self, Addresses};
use super::findings::{Findings, Reported};
use super::keys;
use super::regions;
use super::section::{At, Node, Section, all};
use super::suggest;
use crate::model::{AccountId, AccountName, Email, EmailTemplate, Seat, TeamName};

/// What the teams before this one took.
#[derive(Default)]
pub struct Taken {
    addresses: Addresses,
    ids: BTreeMap<AccountId, Span>,
}

enum Adopted {
    Id(At<AccountId>),
    Email(At<Email>),
}

pub fn read(
    section: &Section<'_>,
    team: &At<&str>,
    name: Result<&TeamName, Reported>,
    template: Result<&At<EmailTemplate>, Reported>,
    taken: &mut Taken,
    findings: &mut Findings,
) -> Result<Vec<Seat>, Reported> {
    let accounts = section.number("accounts", keys::ACCOUNTS, findings);
    let adopted = section
        .get("account")
        .map_or(Ok(Vec::new()), |node| adopted(&node, findings));
    if let Ok(adopted) = &adopted {
        for account in adopted {
            taken.adopt(account, findings);
        }
    }
    let (accounts, adopted) = (accounts?, adopted?);
    let count = match &accounts {
        None => adopted.len().max(1),
        Some(accounts) => usize::try_from(accounts.value).unwrap_or(usize::MAX),
    };
    if let Some(accounts) = accounts.filter(|_| count < adopted.len()) {
        return Err(findings.error(
            Diagnostic::error(
                Code::AccountCount,
                accounts.span,
                "fewer than it adopts",
                format!(
                    "{} adopts {} accounts and has {count}",
                    section.path,
                    adopted.len()
                ),
            )
            .help(format!(
                "write accounts = {}, or leave it out",
                adopted.len()
            )),
        ));
    }
    let (name, template) = (name?, template?);
    let mut seats = Vec::with_capacity(count);
    let mut adopted = adopted.into_iter();
    for number in 1..=count {
        let account = account_name(name, number, count, team, findings)?;
        seats.push(match adopted.next() {
            Some(Adopted::Id(id)) => Seat::ById {
                name: account,
                id: id.value,
            },
            Some(Adopted::Email(email)) => Seat::KnownEmail {
                name: account,
                email: email.value,
            },
            None => {
                let email = emails::of_account(template, &account, team, findings)?;
                taken.addresses.take(&email, team.span.clone(), findings);
                Seat::ByEmail {
                    name: account,
                    email,
                }
            }
        });
    }
    Ok(seats)
}

impl Taken {
    /// Where a team adopts the account.
    pub fn adopted_at(&self, id: &AccountId) -> Option<&Span> {
        self.ids.get(id)
    }

    fn adopt(&mut self, account: &Adopted, findings: &mut Findings) {
        match account {
            Adopted::Email(email) => {
                self.addresses
                    .take(&email.value, email.span.clone(), findings);
            }
            Adopted::Id(id) => match self.ids.get(&id.value) {
                None => {
                    self.ids.insert(id.value.clone(), id.span.clone());
                }
                Some(first) => {
                    findings.error(
                        Diagnostic::error(
                            Code::AccountTwice,
                            id.span.clone(),
                            "adopted again here",
                            format!("the account {} is adopted twice", id.value),
                        )
                        .and(first.clone(), "first adopted here")
                        .help("an account belongs to one team"),
                    );
                }
            },
        }
    }
}

fn account_name(
    name: &TeamName,
    number: usize,
    count: usize,
    team: &At<&str>,
    findings: &mut Findings,
) -> Result<AccountName, Reported> {
    let account = format!("{name}-{number}");
    account.parse().map_err(|_| {
        let room = 50 - 1 - count.to_string().len();
        findings.error(
            Diagnostic::error(
                Code::AccountNameLength,
                team.span.clone(),
                format!("{} characters", name.as_str().len()),
                format!(
                    "the account {account} would have a name of {} characters, and AWS takes 50",
                    account.len()
                ),
            )
            .help(format!("choose a team name of {room} characters at most")),
        )
    })
}

fn adopted(node: &Node<'_>, findings: &mut Findings) -> Result<Vec<Adopted>, Reported> {
    if !node.is_list() {
        return Ok(vec![one(node, findings)?]);
    }
    let items = node.list(findings)?;
    if items.value.is_empty() {
        return Err(regions::empty(node, findings));
    }
    all(items.value.iter().map(|item| one(item, findings)).collect())
}

fn one(node: &Node<'_>, findings: &mut Findings) -> Result<Adopted, Reported> {
    let text = node.text(findings)?;
    if text.value.contains('@') {
        return emails::email(&text, &node.path, findings).map(Adopted::Email);
    }
    match text.value.parse::<AccountId>() {
        Ok(id) => Ok(Adopted::Id(At::new(id, text.span))),
        Err(why) => {
            let digits: String = text.value.chars().filter(char::is_ascii_digit).collect();
            let help = if digits.len() == 12 {
                format!("write \"{digits}\"")
            } else {
                "give an account id of twelve digits, or the account's address".to_owned()
            };
            Err(findings.error(
                Diagnostic::error(
                    Code::AccountId,
                    text.span,
                    why.0,
                    format!(
                        "{} is not an account that can be adopted",
                        suggest::shortened(text.value)
                    ),
                )
                .help(help),
            ))
        }
    }
}
