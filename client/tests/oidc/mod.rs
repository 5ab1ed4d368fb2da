//! Against an identity provider that answers as each test wants, on real sockets.

mod alone;
mod ecdsa;
pub mod idp;
mod person;

mod any_text;
mod callback;
mod consent;
mod device;
mod leaving;
mod moving;
mod network;
mod odd_answers;
// Whatever opens a browser here is a command of Unix.
#[cfg(unix)]
mod opening;
mod refusing;
mod signing_in;
mod tls;
mod tokens;
