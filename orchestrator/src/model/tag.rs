//! The tags that say whose a thing is. With no state file, they are the only record of it.

/// Holds the plan's `organization.name`.
pub const MANAGED: &str = "bedrock-org:managed";
/// Holds the team's key in the plan.
pub const TEAM: &str = "bedrock-org:team";
/// No tag of the plan's own may begin like this.
pub const PREFIX: &str = "bedrock-org:";
