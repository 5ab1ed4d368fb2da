//! Who signed in last: `identity.json`, for whatever only shows it. No secret is in it.

use super::private;
use super::recover::read_or_set_aside;
use crate::home::Home;
use crate::identity::Identity;
use crate::stop::Stop;

const FILE: &str = "identity.json";

pub fn read(home: &Home) -> Result<Option<Identity>, Stop> {
    read_or_set_aside(&home.file(FILE), |text| serde_json::from_slice(text).ok())
}

pub fn write(home: &Home, identity: &Identity) -> Result<(), Stop> {
    let text = serde_json::to_vec(identity)
        .map_err(|_| Stop::failed("could not write who is signed in: a claim is not JSON"))?;
    private::write(&home.file(FILE), &text)
}

pub fn remove(home: &Home) -> Result<(), Stop> {
    private::remove(&home.file(FILE))
}
