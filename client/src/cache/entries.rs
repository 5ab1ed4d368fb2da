//! `credentials/<slot>.json`

use crate::cache::private;
use crate::entry::{Entry, Slot};
use crate::home::Home;
use crate::stop::Stop;

pub fn read(home: &Home, slot: &Slot) -> Result<Option<Entry>, Stop> {
    let text = private::read(&home.file(&format!("credentials/{}", slot.file_name())))?;
    Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
}
