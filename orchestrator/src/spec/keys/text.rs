//! What texts look like.

use super::Text;

pub(super) const ANY: Text = Text {
    pattern: None,
    longest: None,
};
pub(super) const REGION: Text = Text {
    pattern: Some("^[a-z]+(-[a-z]+)+-[0-9]$"),
    longest: None,
};
pub(super) const ALIAS: Text = Text {
    pattern: Some(NAME),
    longest: Some(40),
};
pub(super) const EMAIL: Text = Text {
    pattern: Some("^[!-~]+@[!-~]+\\.[!-~]+$"),
    longest: Some(64),
};
/// The characters alone: what else S3 asks of a name, the reader tells.
pub(super) const BUCKET: &str = "^[a-z0-9][a-z0-9.-]*[a-z0-9]$";
pub(super) const ACCOUNT_ID: Text = Text {
    pattern: Some("^[0-9]{12}$"),
    longest: Some(12),
};
/// The names that the plan chooses: teams, models, the organization's own.
pub const NAME: &str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";
pub(super) const MODEL_ID: &str = "^[a-z0-9-]+\\.[a-z0-9-]+(\\.[0-9]+)?[a-z0-9.:-]*$";
