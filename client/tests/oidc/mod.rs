//! Against an identity provider that answers as each test wants, on real sockets.

mod idp;
mod person;

mod signing_in;
