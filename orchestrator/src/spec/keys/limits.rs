//! What AWS takes, and what holds when a key is left out.

pub const ACCOUNTS: std::ops::RangeInclusive<u64> = 1..=500;
pub const DEVELOPERS: std::ops::RangeInclusive<u64> = 1..=1_000_000;
pub const DOLLARS: std::ops::RangeInclusive<u64> = 1..=100_000_000;
pub const PERCENT: std::ops::RangeInclusive<u64> = 1..=1000;
pub const PORTS: std::ops::RangeInclusive<u64> = 1024..=65535;
pub const PER_MINUTE: std::ops::RangeInclusive<u64> = 1..=1_000_000_000_000;
/// The most that Service Quotas takes a request for.
pub const ASKED_OF_QUOTA: std::ops::RangeInclusive<u64> = 1..=10_000_000_000;
pub const SAFETY: std::ops::RangeInclusive<u32> = 1..=10;
pub const LONGEST_CLAIM: usize = 64;
pub const LONGEST_GROUP: usize = 128;
/// AWS takes so many addresses, and so many topics, with a notification of a budget.
pub const ADDRESSES: usize = 10;
pub const TOPICS: usize = 1;
/// The templates have room for so many addresses on the topic of an account's alarms.
pub const LISTENERS: usize = 5;
/// What an alarm's threshold, a floating-point number, still tells apart.
pub const TOKENS_PER_DAY: std::ops::RangeInclusive<u64> = 0..=1_000_000_000_000_000;
pub const BUCKET_LENGTH: std::ops::RangeInclusive<usize> = 3..=63;
pub const LONGEST_OBJECT_KEY: usize = 1024;
pub const LONGEST_ADDRESS: usize = 2048;
/// AWS takes 16,384 bytes of form; with these it stays below, whatever the script and the encoding.
pub const FORM_LINE: std::ops::RangeInclusive<usize> = 1..=128;
pub const FORM_TEXT: std::ops::RangeInclusive<usize> = 10..=2000;
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
/// Generous for a developer who works with Claude all day; an alarm that cries wolf is turned off.
pub const TOKENS_PER_DEVELOPER: u64 = 2_000_000;
/// The words that [`crate::model::geography`] knows; a test compares them.
pub const PROFILES: &[&str] = &["us", "eu", "au", "jp", "apac", "us-gov", "global"];
pub const INVOCATION_LOGS: &[&str] = &["off", "metadata", "full"];
pub const GROUP_MATCHES: &[&str] = &["contains", "equals"];
pub const OIDC_PROVIDERS: &[&str] = &["create", "existing"];
pub const USERS: &[&str] = &["internal", "external", "both"];
