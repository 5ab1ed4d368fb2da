//! The organization that a rehearsal starts from: empty, but for the accounts that the plan adopts.

use bedrock_policy::Document;
use bedrock_sandbox::{
    ExistingAccount, Faults, MANAGEMENT_ACCOUNT, Principal, Sandbox, Setup, Spending,
};

use crate::aws::Connection;
use crate::cli;
use crate::command::sandbox::{company, profile};
use crate::command::{Stop, scenario};
use crate::model::{AccountName, Identity, Intent, Seat, Team};
use crate::plan::operator::{self, TemplateError};

/// An organization in memory, and the way to it.
#[derive(Clone)]
pub struct World {
    pub sandbox: Sandbox,
    pub connection: Connection,
}

const KEY_ID: &str = "AKIAREHEARSAL0000000";
const SECRET: &str = "not-a-secret-in-a-rehearsal";

pub fn set(args: &cli::Rehearse, intent: &Intent, spending: Vec<Spending>) -> Result<World, Stop> {
    let sandbox = Sandbox::new(setup(args, intent, spending)?);
    furnish(&sandbox, intent);
    Ok(connected(sandbox, args))
}

pub fn connected(sandbox: Sandbox, args: &cli::Rehearse) -> World {
    let connection = Connection::InMemory {
        sandbox: sandbox.clone(),
        key_id: KEY_ID.into(),
        secret: SECRET.into(),
        seed: args.seed,
    };
    World {
        sandbox,
        connection,
    }
}

/// The operator has exactly the permissions that `bedrock-org permissions` prints for `write` and
/// `money`, so a rehearsal proves that they are enough.
pub fn setup(
    args: &cli::Rehearse,
    intent: &Intent,
    spending: Vec<Spending>,
) -> Result<Setup, Stop> {
    let accounts: usize = intent.teams.values().map(|team| team.seats.len()).sum();
    Ok(Setup {
        seed: args.seed,
        faults: Faults {
            rules: Vec::new(),
            profile: profile(args.faults),
        },
        account_quota: u32::try_from(accounts + 10).unwrap_or(u32::MAX),
        principals: vec![operator(intent)?],
        company: Some(company(intent, &intent.identity.issuer, None)),
        active_cost_tags: scenario::cost_tags(&spending),
        spending,
        ..Setup::default()
    })
}

/// What the plan says is there: accounts, and the identity provider in some of them.
pub fn furnish(sandbox: &Sandbox, intent: &Intent) {
    let Identity {
        issuer, client_id, ..
    } = &intent.identity;
    sandbox.edit(|edit| {
        for (team, name, id, email) in adopted(intent) {
            if edit.find(&email).is_ok() {
                continue;
            }
            edit.account(ExistingAccount {
                email: email.clone(),
                name: format!("{name} before bedrock-org"),
                place: "Legacy".into(),
                id,
                ..ExistingAccount::default()
            });
            if team.provider_exists {
                // The account was made just now.
                let _ = edit.open_id_provider(&email, issuer, &[client_id]);
            }
        }
    });
}

/// Accounts that the plan says exist: team, name, id, address.
fn adopted(intent: &Intent) -> Vec<(&Team, &AccountName, Option<String>, String)> {
    let seats = intent.teams.values().flat_map(|team| {
        let with_team = move |seat| (team, seat);
        team.seats.iter().map(with_team)
    });
    seats
        .filter_map(|(team, seat)| match seat {
            Seat::ByEmail { .. } => None,
            Seat::KnownEmail { name, email } => Some((team, name, None, email.to_string())),
            Seat::ById { name, id } => {
                let email = format!("{id}@before.example");
                Some((team, name, Some(id.to_string()), email))
            }
        })
        .collect()
}

fn operator(intent: &Intent) -> Result<Principal, Stop> {
    let access_role = &intent.organization.access_role;
    let policy = |written: Result<String, TemplateError>| {
        let text = written
            .map_err(|why| Stop::failed(format!("could not write the operator's policy: {why}")))?;
        Document::parse(&text)
            .map_err(|why| Stop::failed(format!("could not read the operator's policy: {why}")))
    };
    let policies = [
        operator::write_policy(access_role),
        operator::money_policy(access_role),
    ];
    Ok(Principal {
        access_key_id: KEY_ID.into(),
        secret_access_key: SECRET.into(),
        arn: format!("arn:aws:iam::{MANAGEMENT_ACCOUNT}:role/bedrock-org-operator"),
        account: MANAGEMENT_ACCOUNT.into(),
        policies: policies.into_iter().map(policy).collect::<Result<_, _>>()?,
    })
}
