//! `identity.json`

use crate::cache::private;
use crate::home::Home;
use crate::identity::Identity;
use crate::stop::Stop;

pub fn read(home: &Home) -> Result<Option<Identity>, Stop> {
    let text = private::read(&home.file("identity.json"))?;
    Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
}
