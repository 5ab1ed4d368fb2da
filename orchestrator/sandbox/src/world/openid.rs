//! What the company's identity provider remembers: codes, grants and their refresh tokens, devices
//! that wait. Times are those of the callers' clocks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::openid::Person;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Openid {
    pub(crate) codes: BTreeMap<String, Code>,
    /// By a number that is theirs for good.
    pub(crate) grants: BTreeMap<u64, Grant>,
    pub(crate) refresh_tokens: BTreeMap<String, RefreshToken>,
    pub(crate) access_tokens: BTreeMap<String, AccessToken>,
    /// By device code.
    pub(crate) devices: BTreeMap<String, Device>,
    /// Of AWS's sign-in federation endpoint.
    pub(crate) console_tokens: BTreeMap<String, ConsoleToken>,
    /// Of its own, so that whoever signs in changes nothing that is drawn for AWS.
    serial: u64,
}

/// An authorization code, kept after its use so that a second use is seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) person: Person,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) nonce: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) signed_in: Moment,
    pub(crate) expires: Moment,
    /// What it was exchanged for.
    pub(crate) grant: Option<u64>,
}

/// One sign-in, which all tokens that follow from it share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) person: Person,
    pub(crate) scopes: Vec<String>,
    pub(crate) signed_in: Moment,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    pub(crate) grant: u64,
    pub(crate) expires: Moment,
    pub(crate) spent: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub(crate) grant: u64,
    pub(crate) expires: Moment,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Device {
    pub(crate) user_code: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires: Moment,
    /// Seconds between two questions; grows when the device asks too often.
    pub(crate) interval: u64,
    pub(crate) asked: Option<Moment>,
    pub(crate) answer: DeviceAnswer,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum DeviceAnswer {
    Awaited,
    Approved { person: Person, signed_in: Moment },
    Denied,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ConsoleToken {
    /// The session's access key id.
    pub(crate) key: String,
    pub(crate) expires: Moment,
}

impl Openid {
    pub(crate) fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// With everything that was given out for it.
    pub(crate) fn revoke(&mut self, grant: u64) {
        self.grants.remove(&grant);
        self.refresh_tokens.retain(|_, token| token.grant != grant);
        self.access_tokens.retain(|_, token| token.grant != grant);
    }

    /// What ended more than a day ago is not told from what never was.
    pub(crate) fn sweep(&mut self, now: Moment) {
        let day = std::time::Duration::from_secs(86_400);
        let known = |expires: Moment| now.since(expires) < day;
        self.codes.retain(|_, code| known(code.expires));
        self.devices.retain(|_, device| known(device.expires));
        self.access_tokens.retain(|_, token| known(token.expires));
        self.refresh_tokens.retain(|_, token| known(token.expires));
        self.console_tokens.retain(|_, token| known(token.expires));
    }
}
