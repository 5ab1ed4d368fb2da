//! What makes the next call cheaper, and without which it works all the same.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::private;
use crate::home::Home;

/// None where there is none, or none that can be used: then it is written anew.
pub fn read<T: DeserializeOwned>(home: &Home, name: &str) -> Option<T> {
    let text = private::read(&home.file(name)).ok()??;
    serde_json::from_slice(&text).ok()
}

/// As good as it goes.
pub fn write<T: Serialize>(home: &Home, name: &str, memo: &T) {
    if let Ok(text) = serde_json::to_vec(memo) {
        let _ = private::write(&home.file(name), &text);
    }
}
