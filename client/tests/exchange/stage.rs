//! An account with a pool and a role, as its auth stack makes them, behind a loopback address.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_http_client::proxy::ProxyConfig;
use bedrock_auth::clock::Moment;
use bedrock_auth::exchange::{Aws, Exchanged, Kind, Refused};
use bedrock_auth::network::Http;
use bedrock_auth::secret::Secret;
use bedrock_auth::stop::Stop;
use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use bedrock_routing::{Account, Exchange};
use bedrock_sandbox::{
    Edit, ExistingAccount, ExistingPool, ExistingRole, Faults, IdToken, Sandbox, Setup, listen,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub const ISSUER: &str = "https://acme.okta.com";
pub const LOGIN: &str = "acme.okta.com";
pub const CLIENT: &str = "0oa1b2c3";
pub const GROUP: &str = "bedrock-platform";
const REGION: &str = "us-east-1";

pub struct Stage {
    pub sandbox: Sandbox,
    pub aws: Aws,
    pub account: Account,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(Vec::new()).await
    }

    pub async fn with(rules: Vec<bedrock_sandbox::Rule>) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let sandbox = Sandbox::new(Setup {
            epoch: bedrock_sandbox::Moment(u64::try_from(since.as_millis()).unwrap()),
            latency: false,
            faults: Faults {
                rules,
                ..Faults::default()
            },
            ..Setup::default()
        });
        let account = sandbox.edit(account);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let served = sandbox.clone();
        tokio::spawn(async move { listen(served, listener, None, std::future::pending()).await });
        Self {
            sandbox,
            aws: at(&address),
            account,
        }
    }

    /// The same account, its role without the pool.
    pub fn by_sts(&self) -> Account {
        Account {
            exchange: Exchange::Sts,
            role: self.account.role.replace("developer", "federated"),
            ..self.account.clone()
        }
    }

    pub fn claims(&self, subject: &str, groups: &[&str]) -> IdToken {
        IdToken::new(ISSUER, CLIENT, subject).claim("groups", json!(groups))
    }

    pub fn token(&self, subject: &str, groups: &[&str]) -> Secret {
        Secret::new(self.sandbox.id_token(&self.claims(subject, groups)))
    }

    pub async fn ask(
        &self,
        account: &Account,
        token: &Secret,
        known: Option<&str>,
    ) -> Result<Exchanged, Refused> {
        let (name, now) = ("ann@acme.example", Moment::now());
        self.aws.credentials(account, token, known, name, now).await
    }

    /// How it ended, and that nothing of the token is told.
    pub async fn refused(&self, account: &Account, token: &Secret) -> (Kind, Stop) {
        let refused = self.ask(account, token, None).await.err().unwrap();
        told(refused, token)
    }

    /// How often AWS was asked, by operation.
    pub fn asked(&self) -> Vec<(String, u64)> {
        self.sandbox.calls().into_iter().collect()
    }
}

pub fn at(address: &str) -> Aws {
    Aws::at(&Http::through(ProxyConfig::disabled()), address)
}

pub fn told(refused: Refused, token: &Secret) -> (Kind, Stop) {
    let kind = refused.kind;
    let shown = format!("{refused:?}");
    let stop = Stop::from(refused);
    let parts = token.reveal().split('.').filter(|part| part.len() > 8);
    for part in parts {
        assert!(!shown.contains(part), "{shown}");
        assert!(!stop.message.contains(part), "{}", stop.message);
    }
    assert!(stop.message.starts_with("could not "), "{}", stop.message);
    assert!(stop.hint.is_some(), "{}", stop.message);
    (kind, stop)
}

fn account(edit: &mut Edit<'_>) -> Account {
    let id = edit.account(ExistingAccount {
        email: "aws+platform-1@acme.example".into(),
        name: "platform-1".into(),
        place: "Bedrock/platform".into(),
        ..ExistingAccount::default()
    });
    let provider = edit.open_id_provider(&id, ISSUER, &[CLIENT]).unwrap();
    let role = format!("arn:aws:iam::{id}:role/bedrock-developer");
    let pool = pool(edit, &id, &provider, &role);
    let through_pool = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": "cognito-identity.amazonaws.com" },
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        "Condition": {
            "StringEquals": { "cognito-identity.amazonaws.com:aud": pool },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
    }});
    put_role(edit, &id, "bedrock-developer", &through_pool);
    let for_ann = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": provider },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": { "StringEquals": {
            "acme.okta.com:aud": CLIENT,
            "acme.okta.com:sub": "ann",
        }},
    }});
    put_role(edit, &id, "bedrock-federated", &for_ann);
    Account {
        name: "platform-1".into(),
        id,
        region: REGION.into(),
        exchange: Exchange::Cognito {
            identity_pool: pool,
            login: LOGIN.into(),
        },
        role,
        weight: 1,
    }
}

fn pool(edit: &mut Edit<'_>, account: &str, provider: &str, role: &str) -> String {
    let mapping = RoleMapping {
        ambiguous_deny: true,
        rules: vec![Rule {
            claim: "groups".into(),
            match_type: MatchType::Contains,
            value: GROUP.into(),
            role_arn: role.to_owned(),
        }],
    };
    let pool = ExistingPool {
        region: REGION.into(),
        name: "bedrock-platform".into(),
        providers: vec![provider.to_owned()],
        mappings: BTreeMap::from([(provider.to_owned(), mapping)]),
        ..ExistingPool::default()
    };
    edit.identity_pool(account, pool).unwrap()
}

pub fn put_role(edit: &mut Edit<'_>, account: &str, name: &str, trust: &Value) {
    let role = ExistingRole {
        name: name.into(),
        trust: trust.to_string(),
        ..ExistingRole::default()
    };
    edit.role(account, role).unwrap();
}
