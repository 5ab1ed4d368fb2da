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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable(pub String);

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
        let open = self.open.clone().map_err(Unavailable)?;
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
        thread.map_err(|error| Unavailable(error.to_string()))?;
        match answers.recv_timeout(self.patience) {
            Ok(answer) => answer.map_err(|error| Unavailable(cause(&error))),
            Err(RecvTimeoutError::Timeout) => {
                self.is_mute.store(true, Ordering::Relaxed);
                Err(mute(self.patience))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Unavailable("it broke down".into())),
        }
    }
}

fn mute(patience: Duration) -> Unavailable {
    Unavailable(format!(
        "it has not answered within {} seconds",
        patience.as_secs()
    ))
}

fn system() -> keyring_core::Result<Arc<CredentialStore>> {
    if let Err(error) = keyring::Entry::store_status() {
        let none = format!("no keyring runs here ({})", cause(error));
        return Err(Error::PlatformFailure(none.into()));
    }
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

fn cause(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) => cause.to_string(),
        Error::NoStorageAccess(cause) => format!("it is locked ({cause})"),
        // What else an error holds may be what was kept.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "what it holds is not ours".into(),
        Error::Ambiguous(_) => "it holds the key twice".into(),
        other => other.to_string(),
    }
}
