//! The templates in stacksets/: what each becomes in an account, and whether it fits AWS's limits.

mod closed;
mod file;
mod golden;
mod limits;
mod planned;
mod render;
mod room;
mod standing;
