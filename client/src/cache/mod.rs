//! What is kept between calls, and nothing else keeps anything.

pub mod private;
