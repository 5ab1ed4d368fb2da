//! The templates in stacksets/: what each becomes in an account, and whether it fits AWS's limits.

mod closed;
mod file;
mod golden;
mod limits;
mod render;
mod standing;
