//! `bedrock-auth console`

use crate::entry::Entry;

pub fn opened(entry: &Entry) -> String {
    let Entry {
        team,
        account_name,
        region,
        credentials,
        ..
    } = entry;
    let until = credentials.expires.rfc3339();
    format!("The console opens for {team} in {account_name}, {region}, until {until}.\n")
}
