//! The accounts of the example, each with a pool and a role as its auth stack makes them.

use std::collections::BTreeMap;

use bedrock_org::aws::{AuthOutputs, Connection};
use bedrock_org::command::verify::verify;
use bedrock_org::model::{AccountName, IdToken, Intent, TeamName, Verified};
use bedrock_org::plan::routes::{Known, Outputs, routes};
use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use bedrock_routing::Routes;
use bedrock_sandbox::{
    Edit, ExistingAccount, ExistingPool, ExistingRole, Principal, Sandbox, Setup,
};
use serde_json::json;

use crate::in_memory;

pub const REGION: &str = "us-east-1";

pub struct Stage {
    pub intent: Intent,
    pub sandbox: Sandbox,
    pub outputs: AuthOutputs,
}

impl Stage {
    pub fn new() -> Self {
        Self::with(Setup::default(), &|_, _| {})
    }

    /// `change`: what is not as the plan wants it, by account.
    pub fn with(setup: Setup, change: &dyn Fn(&str, &mut ExistingPool)) -> Self {
        let intent = in_memory::example();
        let sandbox = Sandbox::new(setup);
        let mut outputs = AuthOutputs::default();
        sandbox.edit(|edit| {
            for (name, team) in &intent.teams {
                for seat in &team.seats {
                    let account = seat.name().clone();
                    let made = account_of(edit, &intent, name, &account, change);
                    outputs.read.insert((name.clone(), account), made);
                }
            }
        });
        Self {
            intent,
            sandbox,
            outputs,
        }
    }

    pub fn routes(&self) -> Routes {
        let known = Known {
            read: &self.outputs.read,
            unread: &BTreeMap::new(),
            before: None,
            quotas: None,
        };
        routes(&self.intent, known).unwrap().routes
    }

    pub fn connection(&self) -> Connection {
        let Principal {
            access_key_id,
            secret_access_key,
            ..
        } = Principal::operator();
        Connection::InMemory {
            sandbox: self.sandbox.clone(),
            key_id: access_key_id,
            secret: secret_access_key,
            seed: 1,
        }
    }

    /// As the identity provider issues it to somebody in these groups.
    pub fn claims(&self, groups: &[&str]) -> bedrock_sandbox::IdToken {
        let identity = &self.intent.identity;
        bedrock_sandbox::IdToken::new(&identity.issuer, &identity.client_id, "ann")
            .claim("email", "ann@acme.example")
            .claim("groups", json!(groups))
    }

    pub fn token(&self, groups: &[&str]) -> IdToken {
        IdToken::parse(&self.sandbox.id_token(&self.claims(groups)))
            .ok()
            .unwrap()
    }

    pub async fn verify(&self, token: &IdToken) -> Result<Verified, String> {
        let verified = verify(&self.connection(), &self.routes(), token).await;
        verified.map_err(|stop| format!("{} hint: {}", stop.error, stop.hint.unwrap_or_default()))
    }
}

fn account_of(
    edit: &mut Edit<'_>,
    intent: &Intent,
    team: &TeamName,
    account: &AccountName,
    change: &dyn Fn(&str, &mut ExistingPool),
) -> Outputs {
    let identity = &intent.identity;
    let id = edit.account(ExistingAccount {
        email: format!("aws+{account}@acme.example"),
        name: account.to_string(),
        place: format!("Bedrock/{team}"),
        ..ExistingAccount::default()
    });
    let clients = [identity.client_id.as_str()];
    let provider = edit
        .open_id_provider(&id, &identity.issuer, &clients)
        .unwrap();
    let role = format!("arn:aws:iam::{id}:role/bedrock-developer");
    let mapping = RoleMapping {
        ambiguous_deny: true,
        rules: vec![Rule {
            claim: identity.groups_claim.clone(),
            match_type: MatchType::Contains,
            value: intent.teams[team].group.clone(),
            role_arn: role.clone(),
        }],
    };
    let mut pool = ExistingPool {
        region: REGION.into(),
        name: format!("bedrock-{team}"),
        providers: vec![provider.clone()],
        mappings: BTreeMap::from([(provider.clone(), mapping)]),
        ..ExistingPool::default()
    };
    change(account.as_str(), &mut pool);
    let pool = edit.identity_pool(&id, pool).unwrap();
    let trust = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": "cognito-identity.amazonaws.com" },
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        "Condition": {
            "StringEquals": { "cognito-identity.amazonaws.com:aud": pool },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
    }});
    let made = ExistingRole {
        name: "bedrock-developer".into(),
        trust: trust.to_string(),
        ..ExistingRole::default()
    };
    edit.role(&id, made).unwrap();
    let outputs = [
        ("IdentityPoolId", pool.as_str()),
        ("RoleArn", &role),
        ("ProviderName", "acme.okta.com"),
        ("ProviderArn", &provider),
    ];
    Outputs {
        account: id.parse().unwrap(),
        outputs: outputs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
    }
}
