//! What the document consists of.

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::error::RoutesError;
use crate::{check, reader};

/// Of the document's shape. New fields leave it as it is; a field that changes its meaning or goes
/// away makes it grow.
pub const VERSION: u64 = 1;

/// A thousand accounts take less than half a megabyte.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// What an account's `exchange` may say.
pub(crate) const COGNITO: &str = "cognito";
pub(crate) const STS: &str = "sts";

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Routes {
    pub organization: String,
    /// Exactly as the provider's discovery document prints it.
    pub issuer: String,
    pub client_id: String,
    pub groups_claim: String,
    /// Where the browser may come back to on this machine, in the order in which to try.
    pub redirect_ports: Vec<u16>,
    pub teams: Vec<Team>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Team {
    pub name: String,
    /// The group at the identity provider.
    pub group: String,
    /// From where its models may be called.
    pub regions: Vec<String>,
    pub models: Vec<Model>,
    /// None while no stack is ready.
    pub accounts: Vec<Account>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    /// The plan's own word, such as `opus`.
    pub alias: String,
    /// The inference profile, such as `us.anthropic.claude-opus-5-5`.
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    pub name: String,
    pub id: String,
    /// Where to ask: the identity pool's Region.
    pub region: String,
    #[serde(flatten)]
    pub exchange: Exchange,
    pub role: String,
    /// Its share of the team's developers, against the shares of its siblings.
    pub weight: u32,
}

/// How an ID token becomes credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchange {
    /// Through an identity pool, whose rules look at the groups. The document names no other way where it
    /// names none.
    Cognito {
        identity_pool: String,
        /// The key of the `Logins` map that the pool takes the token under.
        login: String,
    },
    /// `AssumeRoleWithWebIdentity`: the role's trust policy alone decides, and it sees no groups.
    Sts,
}

impl Account {
    /// The identity pool and the key of its login, where the way goes through one.
    pub fn pool(&self) -> Option<(&str, &str)> {
        match &self.exchange {
            Exchange::Cognito {
                identity_pool,
                login,
            } => Some((identity_pool, login)),
            Exchange::Sts => None,
        }
    }
}

impl Serialize for Exchange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        match self {
            Self::Cognito {
                identity_pool,
                login,
            } => {
                fields.serialize_entry("identity_pool", identity_pool)?;
                fields.serialize_entry("login", login)?;
            }
            Self::Sts => fields.serialize_entry("exchange", STS)?,
        }
        fields.end()
    }
}

/// The same, with its version first.
#[derive(Serialize)]
struct Versioned<'a> {
    version: u64,
    #[serde(flatten)]
    routes: &'a Routes,
}

impl Routes {
    /// Reads and checks. Fields that this version does not know are passed over.
    pub fn parse(text: &str) -> Result<Self, RoutesError> {
        if text.len() > LARGEST {
            return Err(RoutesError::TooLarge { size: text.len() });
        }
        let value = serde_json::from_str(text).map_err(|error| RoutesError::NotJson {
            cause: error.to_string(),
        })?;
        let routes = reader::routes(&value)?;
        routes.check()?;
        Ok(routes)
    }

    /// Whether it could be read back: every value has its shape, every name is there once, every
    /// account's pool and role are in that account.
    pub fn check(&self) -> Result<(), RoutesError> {
        check::routes(self)
    }

    /// The same text for the same routes, with a line's end.
    pub fn to_json(&self) -> String {
        let versioned = Versioned {
            version: VERSION,
            routes: self,
        };
        // Plain texts and numbers under texts: there is nothing in it that JSON cannot say.
        serde_json::to_string_pretty(&versioned).unwrap_or_default() + "\n"
    }
}
