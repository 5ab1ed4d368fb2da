//! `bedrock-auth`: one sign-in with the company's identity provider, then credentials for the
//! developer's own team.
//!
//! What an AWS SDK calls again and again is [`hit`]: one file, read and printed. All else happens when
//! that file is missing or about to run out:
//!
//! ```text
//! credential_process -- decide(entry, now) --> Use
//!         |                                \-> Refresh: refresh token -> ID token -> route -> AWS
//!         |                                \-> Login: sign_in, which outlives its caller
//!         '-- print, and nothing else, on standard output
//! ```
//!
//! - [`decide`] is pure: no clock, no file, no network.
//! - [`cache`] is the only room that keeps anything, and the only one that knows the keyring.
//! - [`network`] is the one road out: proxies, trusted certificates and time-outs are set there.
//! - [`oidc`] is the only room that talks to the identity provider, [`exchange`] the only one that talks
//!   to AWS; neither reads AWS's configuration, which may point back at this program.
//! - [`install`] makes other programs use this one; it changes files that are not ours, and nothing of
//!   theirs.
//! - [`report`] is the only room that prints, [`command`] the only one that chooses an exit code.
//! - Who may use which account is AWS's decision. What is decided here, by `bedrock-routing`, is only
//!   where to ask.

pub mod cache;
pub mod cli;
pub mod clock;
pub mod command;
pub mod context;
pub mod credential_process;
pub mod decide;
pub mod doctor;
pub mod entry;
pub mod exchange;
pub mod hit;
pub mod home;
pub mod identity;
pub mod install;
pub mod network;
pub mod oidc;
mod rename;
pub mod report;
pub mod routes;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod stop;
pub mod variables;
