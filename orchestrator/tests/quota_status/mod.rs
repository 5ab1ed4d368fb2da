//! How requests for quotas stand, and following them until AWS has decided.

mod golden;
mod live;
mod program;
mod shares;
mod stage;
mod states;
