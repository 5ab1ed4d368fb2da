//! The whole way: the example applied, read back, and asked about.

use std::collections::BTreeMap;

use bedrock_org::aws::{AuthOutputs, Aws, Entrance};
use bedrock_org::command::verify::verify;
use bedrock_org::model::{Answer, IdToken, Intent, Org, UseCase, Users};
use bedrock_org::plan::access::access;
use bedrock_org::plan::routes::{Known, routes};
use bedrock_routing::Routes;
use bedrock_sandbox::{ExistingAccount, Forgery, Sandbox, Setup};
use serde_json::json;

use crate::in_memory::{applied, connection, example, existing, look, on_virtual_time};

struct Deployed {
    sandbox: Sandbox,
    intent: Intent,
    org: Org,
    routes: Routes,
    aws: Aws,
}

async fn deployed() -> Deployed {
    let (sandbox, mut intent) = (Sandbox::new(Setup::default()), example());
    sandbox.edit(|edit| {
        let legacy = existing("legacy@acme.example", "legacy", "Legacy");
        edit.account(ExistingAccount {
            id: Some("222233334444".into()),
            ..legacy
        });
    });
    intent.use_case = Some(UseCase {
        company: "Acme Inc.".into(),
        website: "https://acme.example".into(),
        industry: "Technology".into(),
        users: Users::Internal,
        description: "Our developers write and review code.".into(),
    });
    applied(&sandbox, &intent).await;
    let (aws, seen, plan) = look(&sandbox, &intent).await.unwrap();
    assert_eq!(
        (plan.changes.len(), plan.blocked.len()),
        (0, 0),
        "{:?}",
        plan.blocked
    );
    let AuthOutputs { read, unread } = aws.auth_outputs(&seen.directory, &intent).await;
    assert!(unread.is_empty(), "{unread:?}");
    let known = Known {
        read: &read,
        unread: &BTreeMap::new(),
        before: None,
        quotas: None,
    };
    let written = routes(&intent, known).unwrap();
    assert_eq!(written.left_out, []);
    Deployed {
        routes: written.routes,
        org: seen.observation.org,
        sandbox,
        intent,
        aws,
    }
}

impl Deployed {
    fn claims(&self, groups: &[&str]) -> bedrock_sandbox::IdToken {
        let identity = &self.intent.identity;
        bedrock_sandbox::IdToken::new(&identity.issuer, &identity.client_id, "ann")
            .claim("email", "ann@acme.example")
            .claim("groups", json!(groups))
    }

    /// One team's group after the other, and none.
    fn groups(&self) -> Vec<Option<&str>> {
        let teams = self.intent.teams.values().map(|team| team.group.as_str());
        teams.map(Some).chain([None]).collect()
    }
}

/// Without a signature it is no token for this program; AWS is to refuse it itself.
fn token(text: &str) -> IdToken {
    let nothing = if text.ends_with('.') { "AA" } else { "" };
    IdToken::parse(&format!("{text}{nothing}")).ok().unwrap()
}

#[test]
fn what_is_deployed_has_no_leak_and_misses_nothing() {
    let deployed = on_virtual_time(deployed());
    let access = access(&deployed.intent, &deployed.org, &[]).unwrap();
    assert_eq!(access.unknown, []);
    assert_eq!(access.without_stack, []);
    let wrong = access
        .findings
        .iter()
        .filter(|finding| finding.kind.is_wrong());
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&_>::new());
    assert_eq!(access.accounts.len(), 6);
    println!("{} decisions about what is deployed", access.decisions());
}

#[test]
fn nobody_gets_another_teams_credentials() {
    let attempts = on_virtual_time(async {
        let deployed = deployed().await;
        let mut attempts = 0;
        for groups in deployed.groups() {
            let groups: Vec<&str> = groups.into_iter().collect();
            let honest = token(&deployed.sandbox.id_token(&deployed.claims(&groups)));
            let connection = connection(&deployed.sandbox);
            let verified = verify(&connection, &deployed.routes, &honest)
                .await
                .unwrap();
            for account in &verified.accounts {
                let given = account.given().len();
                let own = groups == [deployed.intent.teams[account.team.as_str()].group.as_str()];
                assert!(
                    account.is_known() && account.leaks().is_empty(),
                    "{account:?}"
                );
                assert_eq!(
                    given,
                    if own { 2 } else { 0 },
                    "{groups:?} at {}",
                    account.account
                );
                attempts += account.asked.len();
            }
        }
        attempts
    });
    assert_eq!(attempts, 6 * 6 * 4);
    println!("{attempts} attempts with honest tokens");
}

/// Whatever the client does: a token that is not what it should be, at a door that is not its own.
#[test]
fn a_forged_token_or_route_opens_nothing() {
    let attempts = on_virtual_time(async {
        let deployed = deployed().await;
        let mut attempts = 0;
        for groups in deployed.groups() {
            let groups: Vec<&str> = groups.into_iter().collect();
            for text in bad_tokens(&deployed, &groups) {
                attempts += nothing_given(&deployed, &token(&text), &[]).await;
            }
            let honest = token(&deployed.sandbox.id_token(&deployed.claims(&groups)));
            attempts += forged_routes(&deployed, &honest, &groups).await;
        }
        attempts
    });
    assert!(attempts > 1_000, "{attempts}");
    println!("{attempts} attempts with forged tokens and routes");
}

fn bad_tokens(deployed: &Deployed, groups: &[&str]) -> Vec<String> {
    let (sandbox, claims) = (&deployed.sandbox, deployed.claims(groups));
    let teams = deployed
        .intent
        .teams
        .values()
        .map(|team| team.group.as_str());
    let every: Vec<&str> = teams.collect();
    let edited = Forgery::Edited {
        claim: "groups".into(),
        value: json!(every),
    };
    let hour = std::time::Duration::from_secs(7200);
    let identity = &deployed.intent.identity;
    let other = bedrock_sandbox::IdToken::new(&identity.issuer, "another-client", "ann");
    let stranger =
        bedrock_sandbox::IdToken::new("https://evil.example", &identity.client_id, "ann");
    let of_all = |token: bedrock_sandbox::IdToken| token.claim("groups", json!(every));
    vec![
        sandbox.forged_token(&claims, &edited),
        sandbox.forged_token(&of_all(claims.clone()), &Forgery::OtherKey),
        sandbox.forged_token(&of_all(claims.clone()), &Forgery::Unsigned),
        sandbox.forged_token(&of_all(claims.clone()), &Forgery::Symmetric),
        sandbox.id_token(&of_all(claims).aged(hour)),
        sandbox.id_token(&of_all(other)),
        sandbox.id_token(&of_all(stranger)),
    ]
}

/// At every account but those of these teams.
async fn nothing_given(deployed: &Deployed, token: &IdToken, own: &[&str]) -> usize {
    let mut attempts = 0;
    for team in deployed
        .routes
        .teams
        .iter()
        .filter(|team| !own.contains(&team.group.as_str()))
    {
        for account in &team.accounts {
            let entrance = entrance(account);
            attempts += refused(deployed, &entrance, token, &account.name).await;
        }
    }
    attempts
}

fn entrance(account: &bedrock_routing::Account) -> Entrance<'_> {
    let (identity_pool, login) = account.pool().unwrap();
    Entrance {
        region: &account.region,
        identity_pool,
        login,
        role: &account.role,
    }
}

async fn refused(
    deployed: &Deployed,
    entrance: &Entrance<'_>,
    token: &IdToken,
    account: &str,
) -> usize {
    let asked = deployed.aws.ask(entrance, token).await;
    let given = asked.iter().filter(|asked| asked.answer == Answer::Given);
    assert_eq!(given.count(), 0, "at {account}: {asked:?}");
    asked.len()
}

/// One's own pool for another team's role, and another team's pool for one's own role.
async fn forged_routes(deployed: &Deployed, token: &IdToken, groups: &[&str]) -> usize {
    let teams = &deployed.routes.teams;
    let is_own = |team: &&bedrock_routing::Team| groups.contains(&team.group.as_str());
    let mut attempts = nothing_given(deployed, token, groups).await;
    for own in teams.iter().filter(is_own).flat_map(|team| &team.accounts) {
        let others = teams.iter().filter(|team| !is_own(team));
        for other in others.flat_map(|team| &team.accounts) {
            let to_their_role = Entrance {
                role: &other.role,
                ..entrance(own)
            };
            let asked = deployed.aws.ask(&to_their_role, token).await;
            // Their own role is what the first asks for: the pool gives it, and no other.
            let beyond = asked
                .iter()
                .skip(1)
                .filter(|asked| asked.answer == Answer::Given);
            assert_eq!(beyond.count(), 0, "{asked:?}");
            let by_their_pool = Entrance {
                identity_pool: entrance(other).identity_pool,
                role: &own.role,
                ..to_their_role
            };
            attempts += asked.len() + refused(deployed, &by_their_pool, token, &other.name).await;
        }
    }
    attempts
}

#[test]
fn what_cannot_be_read_stays_in_the_document() {
    let (intent, before, read) = on_virtual_time(async {
        let deployed = deployed().await;
        let (aws, seen, _) = look(&deployed.sandbox, &deployed.intent).await.unwrap();
        let read = aws
            .auth_outputs(&seen.directory, &deployed.intent)
            .await
            .read;
        (deployed.intent, deployed.routes, read)
    });
    let mut read = read;
    let (whose, _) = read.pop_first().unwrap();
    let unread = BTreeMap::from([(whose, "no answer from AWS".to_owned())]);
    let known = Known {
        read: &read,
        unread: &unread,
        before: Some(&before),
        quotas: None,
    };
    let kept = routes(&intent, known).unwrap();
    assert_eq!((&kept.routes, kept.left_out.len()), (&before, 0));
    let known = Known {
        before: None,
        ..known
    };
    let why = &routes(&intent, known).unwrap().left_out[0].why;
    assert_eq!(why, "its auth stack could not be read: no answer from AWS");
}
