//! The refresh tokens of every client, for who signs out of all. A shelf may hold two: a keyring that
//! could not be asked leaves sealed what it had, beside the newer ones in the file.

use std::fs;

use super::sealed::{self, Opened};
use super::{PREFIX, Tokens, is_of_tokens, locked_away, plain};
use crate::cache::keyring::Keyring;
use crate::home::Home;
use crate::secret::Secret;
use crate::stop::Stop;

#[derive(Clone, PartialEq)]
pub struct Held {
    pub issuer: String,
    pub client_id: String,
    pub refresh_token: Secret,
}

/// And what kept some of them from being read. `last` is whose tokens a sealed file has that does not say.
pub fn held(home: &Home, keyring: &Keyring, last: Option<(&str, &str)>) -> (Vec<Held>, Vec<Stop>) {
    let (mut held, mut failed) = (Vec::new(), Vec::new());
    let entries = fs::read_dir(home.path()).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !(name.starts_with(PREFIX) && is_of_tokens(&name)) {
            continue;
        }
        let found = match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => plain::read(&path).map(|plain| plain.map(|plain| plain.tokens)),
            Some("sealed") => sealed::read(&path).and_then(|sealed| match sealed {
                Some(sealed) => opened(&sealed, keyring, last),
                None => Ok(None),
            }),
            _ => continue,
        };
        match found {
            Ok(tokens) => held.extend(tokens.and_then(of).filter(|one| !held.contains(one))),
            Err(stop) => failed.push(stop),
        }
    }
    (held, failed)
}

fn opened(
    sealed: &sealed::Sealed,
    keyring: &Keyring,
    last: Option<(&str, &str)>,
) -> Result<Option<Tokens>, Stop> {
    let owner = sealed.owner.as_ref();
    let owner = owner.map(|owner| (owner.issuer.as_str(), owner.client_id.as_str()));
    let Some((issuer, client_id)) = owner.or(last) else {
        return Ok(None);
    };
    match sealed.open(keyring, issuer, client_id) {
        Ok(Opened::Tokens(tokens)) => Ok(Some(*tokens)),
        Ok(Opened::Never) => Ok(None),
        Err(unavailable) => Err(locked_away(&unavailable)),
    }
}

fn of(tokens: Tokens) -> Option<Held> {
    Some(Held {
        issuer: tokens.issuer,
        client_id: tokens.client_id,
        refresh_token: tokens.refresh_token?,
    })
}
