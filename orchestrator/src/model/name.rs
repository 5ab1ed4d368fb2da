//! Names as types of their own, checked once where they enter.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Tags on any AWS resource.
pub type Tags = BTreeMap<String, String>;

/// Why a text is not the name that it was offered as: a lower-case fragment that can follow
/// "is not a team name: ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidName(pub String);

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                let check: fn(&str) -> Result<(), String> = $check;
                check(text).map_err(InvalidName)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

name!(
    /// Twelve digits.
    AccountId,
    |text| {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(())
        } else {
            Err("an account id is twelve digits".into())
        }
    }
);

name!(
    /// What AWS shows as the account's name: 1 to 50 printable ASCII characters.
    AccountName,
    |text| match text.len() {
        0 => Err("it is empty".into()),
        1..=50 if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => Ok(()),
        1..=50 => Err("AWS takes printable ASCII alone".into()),
        length => Err(format!("AWS takes 50 characters at most, this has {length}")),
    }
);

impl AccountName {
    /// For an account whose name AWS does not tell.
    pub fn unnamed() -> Self {
        Self("?".into())
    }
}

name!(
    /// A team's key in the plan file; it becomes an OU and part of its accounts' names, which AWS
    /// limits to 50.
    TeamName,
    |text| kebab(text, 50)
);

name!(
    /// The plan's own word for a model, such as `opus`.
    Alias,
    |text| kebab(text, 40)
);

name!(
    /// Unique across all of AWS; compared without case.
    Email,
    |text| {
        if !(6..=64).contains(&text.len()) {
            return Err(format!(
                "AWS takes 6 to 64 characters, this has {}",
                text.len()
            ));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("AWS takes printable ASCII without spaces".into());
        }
        let Some((local, domain)) = text.split_once('@') else {
            return Err("there is no @ in it".into());
        };
        if local.is_empty() || domain.contains('@') {
            return Err("it needs one @ with something before it".into());
        }
        let labels: Vec<&str> = domain.split('.').collect();
        if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
            return Err("what follows the @ is not a domain".into());
        }
        Ok(())
    }
);

impl Email {
    /// The form in which AWS compares addresses.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

name!(
    /// The address of new accounts, with `{account}` where the account's name goes.
    EmailTemplate,
    |text| {
        if !text.contains("{account}") {
            return Err("it has no {account}, so every account would get the same address".into());
        }
        text.replace("{account}", "a").parse::<Email>().map(drop).map_err(|why| why.0)
    }
);

impl EmailTemplate {
    pub fn for_account(&self, account: &AccountName) -> Result<Email, InvalidName> {
        self.0.replace("{account}", account.as_str()).parse()
    }
}

name!(
    /// A path of OUs below the organization's root, such as `Workloads/Bedrock`. Depth 1 to 5.
    OuPath,
    |text| {
        let parts: Vec<&str> = text.split('/').collect();
        if parts.len() > 5 {
            return Err(format!(
                "AWS nests OUs 5 deep at most, this is {} deep",
                parts.len()
            ));
        }
        for part in parts {
            if part.trim() != part || part.is_empty() {
                return Err("an OU's name is empty or has spaces around it".into());
            }
            if part.chars().count() > 128 {
                return Err("an OU's name has 128 characters at most".into());
            }
        }
        Ok(())
    }
);

impl OuPath {
    pub fn child(&self, name: &str) -> Result<Self, InvalidName> {
        format!("{}/{name}", self.0).parse()
    }

    pub fn parent(&self) -> Option<Self> {
        self.0
            .rsplit_once('/')
            .map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The OU's own name: the last part of the path.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    pub fn depth(&self) -> usize {
        self.0.split('/').count()
    }

    /// From the top down to this one.
    pub fn lineage(&self) -> Vec<Self> {
        let mut lineage: Vec<Self> =
            std::iter::successors(Some(self.clone()), Self::parent).collect();
        lineage.reverse();
        lineage
    }

    pub fn is_within(&self, other: &Self) -> bool {
        self == other
            || self
                .0
                .strip_prefix(&other.0)
                .is_some_and(|rest| rest.starts_with('/'))
    }
}

name!(
    /// The name of a service control policy.
    PolicyName,
    |text| match text.chars().count() {
        1..=128 => Ok(()),
        length => Err(format!("AWS takes 1 to 128 characters, this has {length}")),
    }
);

name!(
    /// The name of a budget, unique in the management account.
    BudgetName,
    |text| match text.chars().count() {
        _ if text.contains([':', '\\']) || text.contains("/action/") => {
            Err("AWS takes no colon, no backslash and no /action/ in a budget's name".into())
        }
        1..=100 => Ok(()),
        length => Err(format!("AWS takes 1 to 100 characters, this has {length}")),
    }
);

name!(
    /// An AWS Region's code, such as `eu-central-1`: its shape, not whether it exists.
    Region,
    |text| {
        let parts: Vec<&str> = text.split('-').collect();
        let words = parts.len() >= 3
            && parts[..parts.len() - 1].iter().all(|part| {
                !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase())
            });
        let number =
            parts.last().is_some_and(|last| last.len() == 1 && last.as_bytes()[0].is_ascii_digit());
        if words && number {
            Ok(())
        } else {
            Err("a Region's code looks like eu-central-1".into())
        }
    }
);

impl Region {
    /// The partition part of ARNs.
    pub fn partition(&self) -> &'static str {
        if self.0.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }
}

name!(
    /// Where an inference profile may send a request: `us`, `eu`, `au`, `jp`, `apac`, `us-gov`,
    /// `global`; the plan's own spelling, which is also the prefix of the profile's id.
    Profile,
    |text| {
        if !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        {
            Ok(())
        } else {
            Err("a profile is a short word such as us, eu or global".into())
        }
    }
);

fn kebab(text: &str, longest: usize) -> Result<(), String> {
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if text.len() > longest {
        return Err(format!("it has {} characters; {longest} fit", text.len()));
    }
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !text.bytes().all(allowed) {
        return Err("it may hold a-z, 0-9 and - alone".into());
    }
    if text.starts_with('-') || text.ends_with('-') {
        return Err("it may not begin or end with -".into());
    }
    Ok(())
}
