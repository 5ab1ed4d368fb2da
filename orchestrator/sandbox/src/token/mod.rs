//! ID tokens: an OpenID issuer that signs them, good ones and bad ones, and the checks that STS and
//! Cognito make of them.

mod key;
mod mint;
mod read;

pub(crate) use key::{COGNITO, COMPANY};
pub(crate) use mint::signed;
pub use mint::{Forgery, IdToken};
pub(crate) use read::{Audience, Token, TokenFault, provider_name};
