//! Text, JSON, Markdown: the one room that prints.

pub mod diagnostic;
