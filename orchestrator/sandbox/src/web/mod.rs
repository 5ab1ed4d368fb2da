//! What browsers and plain HTTP clients send and get, as against AWS's own protocols.

pub(crate) mod page;
mod params;
pub(crate) mod reply;

pub(crate) use params::Params;
pub(crate) use reply::Reply;
