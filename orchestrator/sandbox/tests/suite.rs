//! The sandbox under the real AWS SDK for Rust, in process on the paused clock.

#[cfg(test)]
mod suite {
    pub mod creating;
    pub mod sdk;
}
