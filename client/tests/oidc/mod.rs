//! Against an identity provider that answers as each test wants, on real sockets.

mod alone;
mod ecdsa;
mod idp;
mod person;

mod any_text;
mod callback;
mod device;
mod leaving;
mod network;
mod opening;
mod refusing;
mod signing_in;
mod tls;
mod tokens;
