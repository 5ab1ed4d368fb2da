//! The developers of a team at work, each in the account that the routing document gives them.

use std::collections::BTreeMap;
use std::time::Duration;

use bedrock_routing::{Team, spread};
use bedrock_sandbox::{IdToken as Claims, Sandbox, burndown};
use fastrand::Rng;
use futures_util::future::join_all;
use tokio::time::Instant;

use crate::aws::{Aws, Developer, Entrance};
use crate::command::Stop;
use crate::model::{IdToken, Identity, LiveQuotas, Rate};
use crate::report::monday::{Account, Morning, Person};

use super::Scene;
use super::counted::counted;
use super::workload::{Call, MORNING};

/// Quotas begin anew with each minute of the organization's time.
const MINUTE: u64 = 60_000;
/// A throttled call is made again so often, as Claude Code does by default:
/// <https://code.claude.com/docs/en/errors>
const RETRIES: u32 = 10;
/// After half a second first, then after twice as long each time; an assumption, and so is the end.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(32);

/// What somebody does, and where.
struct Seated<'a> {
    account: &'a bedrock_routing::Account,
    developer: Developer<'a>,
    calls: &'a [Call],
    jitter: Rng,
}

impl Scene<'_> {
    /// One morning, from the first developer's sign-in on.
    pub async fn morning(
        &self,
        sandbox: &Sandbox,
        aws: &Aws,
        team: &Team,
        quotas: &LiveQuotas,
    ) -> Result<Morning, Stop> {
        let mut seated = Vec::new();
        let mut seeds = Rng::with_seed(self.seed);
        for (number, calls) in (1..).zip(&self.workload.developers) {
            let subject = format!("{}-developer-{number}", team.name);
            let token = self.token(sandbox, team, &subject)?;
            let account = spread::account(&team.accounts, &subject)
                .ok_or_else(|| Stop::failed(format!("{} has no account to work in", team.name)))?;
            let (identity_pool, login) = account.pool().unwrap_or_default();
            let entrance = Entrance {
                region: &account.region,
                identity_pool,
                login,
                role: &account.role,
            };
            let developer = aws.developer(&entrance, &token).await;
            let developer = developer.map_err(|why| not_at_work(&subject, &why.to_string()))?;
            seated.push(Seated {
                account,
                developer,
                calls,
                jitter: Rng::with_seed(seeds.u64(..)),
            });
        }
        let late = sandbox.now().0 % MINUTE;
        tokio::time::sleep(Duration::from_millis(MINUTE - late)).await;
        let nine = Instant::now();
        let at_work = seated.into_iter().map(|one| self.work(one, nine));
        let people = join_all(at_work).await.into_iter();
        let people = people.collect::<Result<Vec<_>, Stop>>()?;
        Ok(self.told(team, quotas, &people))
    }

    /// As the company's identity provider issues it.
    fn token(&self, sandbox: &Sandbox, team: &Team, subject: &str) -> Result<IdToken, Stop> {
        let Identity {
            issuer,
            client_id,
            groups_claim,
            ..
        } = &self.intent.identity;
        let groups = match self.company.one_group {
            true => team.group.as_str().into(),
            false => serde_json::json!([team.group]),
        };
        let email = format!("{subject}@{}.example", self.intent.organization.name);
        let claims = Claims::new(issuer, client_id, subject)
            .claim(groups_claim, groups)
            .claim("email", email);
        IdToken::parse(&sandbox.id_token(&claims))
            .map_err(|why| not_at_work(subject, &why.to_string()))
    }

    async fn work(&self, mut one: Seated<'_>, nine: Instant) -> Result<(String, Person), Stop> {
        let mut person = Person::default();
        for call in one.calls {
            tokio::time::sleep_until(nine + call.at).await;
            if nine.elapsed() >= MORNING {
                person.never_begun += 1;
                continue;
            }
            person.begun += 1;
            self.ask(&mut one, call, &mut person).await?;
        }
        Ok((one.account.name.clone(), person))
    }

    /// One call, made again until it is answered or Claude Code gives it up.
    async fn ask(
        &self,
        one: &mut Seated<'_>,
        call: &Call,
        person: &mut Person,
    ) -> Result<(), Stop> {
        let began = Instant::now();
        let mut waited = Duration::ZERO;
        let mut refused = 0;
        loop {
            let asked = one
                .developer
                .work(self.region.as_str(), &self.profile, &call.work);
            match asked.await {
                Ok(()) => break,
                Err(why) if why.is("ThrottlingException") => {}
                Err(why) => return Err(not_at_work(&one.account.name, &why.to_string())),
            }
            refused += 1;
            if refused > RETRIES {
                person.given_up += 1;
                waited = began.elapsed();
                break;
            }
            tokio::time::sleep(pause(refused, &mut one.jitter)).await;
            waited = began.elapsed();
        }
        person.refusals += u64::from(refused);
        person.throttled += u64::from(refused > 0);
        person.longest_wait = person.longest_wait.max(waited);
        Ok(())
    }

    fn told(&self, team: &Team, quotas: &LiveQuotas, people: &[(String, Person)]) -> Morning {
        let mut accounts: BTreeMap<&str, (Vec<&Call>, Vec<Person>)> = team
            .accounts
            .iter()
            .map(|account| (account.name.as_str(), Default::default()))
            .collect();
        for ((name, person), calls) in people.iter().zip(&self.workload.developers) {
            let (all, there) = accounts.entry(name).or_default();
            all.extend(calls);
            there.push(person.clone());
        }
        let burndown = burndown(&self.model.id);
        let account = |(name, (calls, people)): (&str, (Vec<&Call>, Vec<Person>))| Account {
            name: name.to_owned(),
            wants: counted(calls.into_iter(), burndown),
            has: self.has(name, quotas),
            people,
        };
        Morning {
            accounts: accounts.into_iter().map(account).collect(),
        }
    }

    fn has(&self, account: &str, quotas: &LiveQuotas) -> Option<u64> {
        let here = (account.parse().ok()?, self.region.clone());
        let quotas = quotas.read.get(&here)?;
        quotas.of(self.model, Rate::TokensPerMinute)?.has()
    }
}

fn pause(refused: u32, jitter: &mut Rng) -> Duration {
    let pause = FIRST_PAUSE.saturating_mul(1 << (refused - 1).min(10));
    pause.min(LONGEST_PAUSE).mul_f64(1.0 + jitter.f64() / 4.0)
}

fn not_at_work(who: &str, why: &str) -> Stop {
    Stop::failed(format!("could not rehearse Monday for {who}: {why}"))
        .hint("`bedrock-org rehearse --sign-in` tells for each team what does not let it work")
}
