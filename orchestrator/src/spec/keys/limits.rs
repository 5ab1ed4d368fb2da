//! What AWS takes, and what holds when a key is left out.

pub const ACCOUNTS: std::ops::RangeInclusive<u64> = 1..=500;
pub const DEVELOPERS: std::ops::RangeInclusive<u64> = 1..=1_000_000;
pub const DOLLARS: std::ops::RangeInclusive<u64> = 1..=100_000_000;
pub const PERCENT: std::ops::RangeInclusive<u64> = 1..=1000;
pub const PORTS: std::ops::RangeInclusive<u64> = 1024..=65535;
pub const PER_MINUTE: std::ops::RangeInclusive<u64> = 1..=1_000_000_000_000;
pub const LONGEST_CLAIM: usize = 64;
pub const LONGEST_GROUP: usize = 128;
/// AWS takes so many addresses, and so many topics, with a notification.
pub const ADDRESSES: usize = 10;
pub const TOPICS: usize = 1;
pub const RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

pub const DEFAULT_OU: &str = "Bedrock";
pub const DEFAULT_ACCESS_ROLE: &str = "OrganizationAccountAccessRole";
pub const DEFAULT_GROUPS_CLAIM: &str = "groups";
pub const DEFAULT_PORTS: &[u16] = &[8400, 8401];
pub const DEFAULT_ALERTS: &[u16] = &[50, 80, 100];
pub const DEFAULT_RETENTION: u32 = 30;
/// The words that [`crate::model::geography`] knows; a test compares them.
pub const PROFILES: &[&str] = &["us", "eu", "au", "jp", "apac", "us-gov", "global"];
pub const INVOCATION_LOGS: &[&str] = &["off", "metadata", "full"];
