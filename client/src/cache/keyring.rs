//! The operating system's keyring, which holds keys and nothing larger: Windows takes 2,560 bytes.
//!
//! It may be locked, or ask the person, or never answer; nobody waits for it longer than [`PATIENCE`],
//! and a process that waited in vain does not ask again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use keyring_core::{CredentialStore, Error};

/// `off`: no keyring is asked, on machines without a person or in tests.
pub const VARIABLE: &str = "BEDROCK_AUTH_KEYRING";
const SERVICE: &str = "bedrock-auth";
/// Long enough to type a password into a prompt, shorter than the most impatient SDK.
const PATIENCE: Duration = Duration::from_secs(15);

type Open = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

#[derive(Clone)]
pub struct Keyring {
    /// Or why not.
    open: Result<Arc<Open>, String>,
    patience: Duration,
    is_mute: Arc<AtomicBool>,
}

/// Why it could not be asked. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", .cause.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default())]
pub struct Unavailable {
    pub what: String,
    /// In the words of the system, which mean little to most.
    pub cause: Option<String>,
}

impl Unavailable {
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            cause: None,
        }
    }

    fn because(what: &str, cause: &impl ToString) -> Self {
        Self {
            what: what.into(),
            cause: Some(cause.to_string()),
        }
    }
}

static OF_THIS_MACHINE: LazyLock<Keyring> = LazyLock::new(|| match std::env::var_os(VARIABLE) {
    Some(set) if set == "off" => Keyring::off(format!("{VARIABLE} is off")),
    _ => Keyring::new(system, PATIENCE),
});

impl Keyring {
    pub fn of_this_machine() -> &'static Self {
        &OF_THIS_MACHINE
    }

    pub fn new(
        open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
        patience: Duration,
    ) -> Self {
        Self {
            open: Ok(Arc::new(open)),
            patience,
            is_mute: Arc::default(),
        }
    }

    pub fn off(why: impl Into<String>) -> Self {
        Self {
            open: Err(why.into()),
            patience: Duration::ZERO,
            is_mute: Arc::default(),
        }
    }

    /// Whether it answers at all.
    pub fn check(&self) -> Result<(), Unavailable> {
        self.get("check").map(drop)
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        self.ask(name, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    pub(super) fn set(&self, name: &str, secret: &[u8]) -> Result<(), Unavailable> {
        let secret = zeroize::Zeroizing::new(secret.to_vec());
        self.ask(name, move |entry| entry.set_secret(&secret))
    }

    /// Gone already is fine.
    pub(super) fn remove(&self, name: &str) -> Result<(), Unavailable> {
        self.ask(name, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }

    fn ask<T: Send + 'static>(
        &self,
        name: &str,
        question: impl FnOnce(&keyring_core::Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let open = self.open.clone().map_err(Unavailable::new)?;
        if self.is_mute.load(Ordering::Relaxed) {
            return Err(mute(self.patience));
        }
        let name = name.to_owned();
        let (answer, answers) = mpsc::channel();
        let thread = std::thread::Builder::new().spawn(move || {
            let asked = open().and_then(|store| question(&store.build(SERVICE, &name, None)?));
            // Nobody waits for it any more: then it is of no use.
            let _ = answer.send(asked);
        });
        thread.map_err(|error| Unavailable::because("it could not be asked", &error))?;
        match answers.recv_timeout(self.patience) {
            Ok(answer) => answer.map_err(|error| unavailable(&error)),
            Err(RecvTimeoutError::Timeout) => {
                self.is_mute.store(true, Ordering::Relaxed);
                Err(mute(self.patience))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Unavailable::new("it broke down")),
        }
    }
}

fn mute(patience: Duration) -> Unavailable {
    Unavailable::new(format!(
        "it has not answered within {} seconds",
        patience.as_secs()
    ))
}

/// No keyring runs here.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Absent(String);

fn system() -> keyring_core::Result<Arc<CredentialStore>> {
    if let Err(error) = keyring::Entry::store_status() {
        let cause = unavailable(error);
        let cause = cause.cause.unwrap_or(cause.what);
        return Err(Error::PlatformFailure(Box::new(Absent(cause))));
    }
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

fn unavailable(error: &Error) -> Unavailable {
    match error {
        Error::PlatformFailure(cause) if cause.is::<Absent>() => {
            Unavailable::because("no keyring runs here", cause)
        }
        Error::PlatformFailure(cause) => Unavailable::because("it does not work", cause),
        Error::NoStorageAccess(cause) => Unavailable::because("it is locked", cause),
        // What else an error holds may be what was kept.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            Unavailable::new("what it holds is not ours")
        }
        Error::Ambiguous(_) => Unavailable::new("it holds the key twice"),
        other => Unavailable::because("it cannot be used", other),
    }
}
