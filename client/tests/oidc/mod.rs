//! Against an identity provider that answers as each test wants, on real sockets.

mod ecdsa;
mod idp;
mod person;

mod any_text;
mod callback;
mod device;
mod network;
mod refusing;
mod signing_in;
mod tokens;
