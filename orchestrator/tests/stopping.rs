//! Budgets that stop accounts: until when, whom alone, and how it is lifted.

mod lifting;
mod program;
mod rehearsing;
mod stage;
