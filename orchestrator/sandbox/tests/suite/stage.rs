//! Two teams with an account, a provider, a pool and a role each, as the product would leave them.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use bedrock_policy::role_mapping::{MatchType, RoleMapping, Rule};
use bedrock_sandbox::{
    Edit, ExistingAccount, ExistingPool, ExistingRole, Forgery, IdToken, Principal, Sandbox, Setup,
};
use serde_json::{Value, json};

use super::raw::Raw;
use super::sdk::{config, keys};

pub const ISSUER: &str = "https://acme.okta.com";
pub const LOGIN: &str = "acme.okta.com";
pub const CLIENT: &str = "0oa1b2c3";
pub const REGION: &str = "us-east-1";
pub const PROFILE: &str = "us.anthropic.claude-sonnet-5-5";
pub const MODEL: &str = "anthropic.claude-sonnet-5-5";

pub struct Team {
    pub account: String,
    pub group: String,
    pub provider: String,
    pub pool: String,
    pub role: String,
}

pub struct Stage {
    pub sandbox: Sandbox,
    pub teams: [Team; 2],
}

pub fn email(team: &str) -> String {
    format!("aws+{team}@acme.example")
}

impl Stage {
    pub fn new() -> Self {
        Self::with(Setup::default())
    }

    pub fn with(setup: Setup) -> Self {
        let sandbox = Sandbox::new(setup);
        let teams = sandbox.edit(|edit| ["platform", "data"].map(|name| team(edit, name)));
        Self { sandbox, teams }
    }

    pub fn cognito(&self) -> aws_sdk_cognitoidentity::Client {
        aws_sdk_cognitoidentity::Client::new(&config(
            &self.sandbox,
            keys(&Principal::operator()),
            0,
        ))
    }

    pub fn sts(&self) -> aws_sdk_sts::Client {
        aws_sdk_sts::Client::new(&config(&self.sandbox, keys(&Principal::operator()), 0))
    }

    /// Anthropic's form, from the management account.
    pub async fn submit_use_case(&self, region: &str) {
        let raw = Raw {
            sandbox: &self.sandbox,
            credentials: keys(&Principal::operator()),
            region,
        };
        // {"company":"Acme"}
        let form = json!({"formData": "eyJjb21wYW55IjoiQWNtZSJ9"});
        let path = "/use-case-for-model-access";
        let (status, answer) = raw.bedrock("POST", path, &form).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// A developer of a group.
    pub fn token(&self, subject: &str, groups: &[&str]) -> String {
        self.sandbox.id_token(&claims(subject, groups))
    }

    pub fn forged(&self, subject: &str, groups: &[&str], forgery: &Forgery) -> String {
        self.sandbox.forged_token(&claims(subject, groups), forgery)
    }

    /// Both steps of the enhanced flow.
    pub async fn sign_in(&self, team: &Team, token: &str) -> Result<Credentials, (String, String)> {
        let cognito = self.cognito();
        let id = cognito
            .get_id()
            .identity_pool_id(&team.pool)
            .logins(LOGIN, token)
            .send()
            .await
            .map_err(|error| told(&error.into_service_error()))?;
        let given = cognito
            .get_credentials_for_identity()
            .identity_id(id.identity_id().unwrap())
            .logins(LOGIN, token)
            .send()
            .await
            .map_err(|error| told(&error.into_service_error()))?;
        let given = given.credentials.unwrap();
        Ok(Credentials::from_keys(
            given.access_key_id.unwrap(),
            given.secret_key.unwrap(),
            given.session_token,
        ))
    }

    /// The caller's ARN.
    pub async fn whoami(&self, credentials: Credentials) -> String {
        let sts = aws_sdk_sts::Client::new(&config(&self.sandbox, credentials, 0));
        sts.get_caller_identity().send().await.unwrap().arn.unwrap()
    }

    /// The operator's way into an account.
    pub async fn access(&self, account: &str) -> Credentials {
        let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
        self.assume(&self.sts(), &role).await.unwrap()
    }

    pub async fn assume(
        &self,
        sts: &aws_sdk_sts::Client,
        role: &str,
    ) -> Result<Credentials, String> {
        let assumed = sts
            .assume_role()
            .role_arn(role)
            .role_session_name("test")
            .send()
            .await
            .map_err(|error| told(&error.into_service_error()).0)?;
        Ok(session(&assumed.credentials.unwrap()))
    }
}

pub fn session(given: &aws_sdk_sts::types::Credentials) -> Credentials {
    Credentials::from_keys(
        given.access_key_id(),
        given.secret_access_key(),
        Some(given.session_token().to_owned()),
    )
}

/// Code and message.
pub fn told(error: &impl aws_sdk_sts::error::ProvideErrorMetadata) -> (String, String) {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    (text(error.code()), text(error.message()))
}

pub fn claims(subject: &str, groups: &[&str]) -> IdToken {
    IdToken::new(ISSUER, CLIENT, subject)
        .claim("groups", json!(groups))
        .claim("email", format!("{subject}@acme.example"))
}

pub fn trust(pool: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": pool},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        },
    }]})
}

/// The three shapes of a geographic profile's ARNs.
pub fn models(account: &str) -> Value {
    let profile = format!("arn:aws:bedrock:{REGION}:{account}:inference-profile/{PROFILE}");
    let destinations = ["us-east-1", "us-east-2", "us-west-2"]
        .map(|region| format!("arn:aws:bedrock:{region}::foundation-model/{MODEL}"));
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "bedrock:InvokeModel*", "Resource": profile},
        {
            "Effect": "Allow",
            "Action": "bedrock:InvokeModel*",
            "Resource": destinations,
            "Condition": {"StringEquals": {"bedrock:InferenceProfileArn": profile}},
        },
        {
            "Effect": "Allow",
            "Action": ["aws-marketplace:ViewSubscriptions", "aws-marketplace:Subscribe"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:CalledViaLast": "bedrock.amazonaws.com"}},
        },
    ]})
}

fn team(edit: &mut Edit<'_>, name: &str) -> Team {
    let account = edit.account(ExistingAccount {
        email: email(name),
        name: name.into(),
        place: "Bedrock".into(),
        ..ExistingAccount::default()
    });
    let group = format!("bedrock-{name}");
    let provider = edit.open_id_provider(&account, ISSUER, &[CLIENT]).unwrap();
    let role = format!("arn:aws:iam::{account}:role/bedrock-developer");
    let rules = vec![Rule {
        claim: "groups".into(),
        match_type: MatchType::Contains,
        value: group.clone(),
        role_arn: role.clone(),
    }];
    let mapping = RoleMapping {
        ambiguous_deny: true,
        rules,
    };
    let tags = [("email", "email"), ("subject", "sub")]
        .map(|(tag, claim)| (tag.to_owned(), claim.to_owned()));
    let pool = edit
        .identity_pool(
            &account,
            ExistingPool {
                region: REGION.into(),
                name: format!("bedrock-{name}"),
                providers: vec![provider.clone()],
                mappings: BTreeMap::from([(provider.clone(), mapping)]),
                principal_tags: BTreeMap::from([(provider.clone(), BTreeMap::from(tags))]),
                ..ExistingPool::default()
            },
        )
        .unwrap();
    let policies = BTreeMap::from([("models".to_owned(), models(&account).to_string())]);
    let made = ExistingRole {
        name: "bedrock-developer".into(),
        trust: trust(&pool).to_string(),
        policies,
        tags: BTreeMap::from([("bedrock-org:team".to_owned(), name.to_owned())]),
    };
    edit.role(&account, made).unwrap();
    Team {
        account,
        group,
        provider,
        pool,
        role,
    }
}
