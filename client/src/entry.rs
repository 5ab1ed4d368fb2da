//! What one file of the cache says: credentials, and for what they were asked.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::Who;
use crate::clock::Moment;
use crate::secret::Secret;

/// Of the file's shape; another version's file is passed over.
pub const VERSION: u32 = 1;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub version: u32,
    pub slot: Slot,
    /// What decided, as it was then. When one has changed, the route is found anew.
    pub stamps: Stamps,
    pub key: Key,
    pub credentials: Credentials,
    pub obtained: Moment,
    /// Who and where, for people: prompts, `whoami`, telemetry.
    pub subject: String,
    pub person: String,
    pub team: String,
    pub account_name: String,
    pub region: String,
    /// Cognito's name for this person in this pool, which never changes.
    pub identity_id: Option<String>,
}

/// What was asked for. Each has a file of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Slot {
    /// The routing document's place where it was named, by an option or by the environment.
    pub routes: Option<String>,
    pub team: Option<String>,
    /// Whether being in several teams is an error.
    pub one_team: bool,
}

/// Credentials of another key are never handed out, whatever a file is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub issuer: String,
    pub client_id: String,
    pub account: String,
    /// Empty where the role is assumed without a pool.
    pub pool: String,
    pub role: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub session_token: Secret,
    pub expires: Moment,
}

/// The routing document and the settings on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamps {
    pub routes: Stamp,
    pub settings: Stamp,
}

/// A file without reading it. Where there is none, all is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stamp {
    pub path: String,
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: u128,
    /// Which file it is, and when anything of it was last changed: nobody can set that time back. Only
    /// on Unix.
    #[serde(default)]
    pub node: Option<(u64, i64, i64)>,
}

impl Stamp {
    pub fn of(path: &Path) -> Self {
        match std::path::absolute(path) {
            Ok(absolute) => Self::at(&absolute),
            Err(_) => Self::at(path),
        }
    }

    fn at(path: &Path) -> Self {
        let found = std::fs::metadata(path).ok();
        let modified = found.as_ref().and_then(|found| found.modified().ok());
        let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        Self {
            path: path.to_string_lossy().into_owned(),
            node: found.as_ref().and_then(node),
            size: found.map_or(0, |found| found.len()),
            modified: since.map_or(0, |since| since.as_nanos()),
        }
    }

    /// Whether the file is as it was.
    pub fn holds(&self) -> bool {
        *self == Self::at(Path::new(&self.path))
    }
}

#[cfg(unix)]
fn node(found: &std::fs::Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((found.ino(), found.ctime(), found.ctime_nsec()))
}

#[cfg(not(unix))]
fn node(_: &std::fs::Metadata) -> Option<(u64, i64, i64)> {
    None
}

/// The same place from whatever folder it is asked for.
pub fn lasting(routes: String) -> String {
    if routes.contains("://") || Path::new(&routes).is_absolute() {
        return routes;
    }
    let absolute = std::path::absolute(&routes).ok();
    let absolute = absolute.and_then(|path| path.into_os_string().into_string().ok());
    absolute.unwrap_or(routes)
}

impl Slot {
    pub fn of(who: &Who, one_team: bool) -> Self {
        Self {
            routes: who.routes.clone().map(lasting),
            team: who.team.clone(),
            one_team,
        }
    }

    /// The file's name below `credentials/`. Two slots that share a name would only take turns: the
    /// file says whose it is.
    pub fn file_name(&self) -> String {
        if *self == Self::default() {
            return "default.json".into();
        }
        let Self {
            routes,
            team,
            one_team,
        } = self;
        let named = [routes, team].map(|part| part.as_deref().unwrap_or_default());
        let parts = format!("{}\0{}\0{one_team}", named[0], named[1]);
        format!("{:016x}.json", fnv1a(parts.as_bytes()))
    }
}

/// Short, and the same in every release. It guards nothing.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_in_the_place_of_another_is_seen() {
        use std::fs::{self, File, FileTimes};

        let folder = tempfile::tempdir().unwrap();
        let (path, beside) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "one").unwrap();
        let stamp = Stamp::of(&path);
        assert!(stamp.holds());
        fs::write(&beside, "two").unwrap();
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let times = FileTimes::new().set_modified(modified);
        File::options()
            .write(true)
            .open(&beside)
            .unwrap()
            .set_times(times)
            .unwrap();
        fs::rename(&beside, &path).unwrap();
        let now = Stamp::of(&path);
        assert_eq!((now.size, now.modified), (stamp.size, stamp.modified));
        assert!(!stamp.holds());
    }

    #[test]
    fn a_place_means_the_same_everywhere() {
        let here = std::env::current_dir().unwrap();
        let file = here.join("routes.json").to_str().unwrap().to_owned();
        assert_eq!(lasting("routes.json".into()), file);
        assert_eq!(Stamp::of(Path::new("routes.json")).path, file);
        for same in [file.as_str(), "https://acme.example/routes.json"] {
            assert_eq!(lasting(same.into()), same);
        }
    }
}
