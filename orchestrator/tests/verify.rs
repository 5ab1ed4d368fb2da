//! What AWS itself gives to a token, and where the routing document goes.

mod asking;
mod command;
mod delivery;
mod deployed;
mod stage;
