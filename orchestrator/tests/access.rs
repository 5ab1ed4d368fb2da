//! Who may invoke what: the example plan as it is, and with each layer of its isolation taken away.

pub mod documented;
mod golden;
mod kinds;
mod layers;
mod stage;
