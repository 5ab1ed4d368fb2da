//! CloudFormation templates as values: parse, compare by meaning, resolve.
//!
//! ```text
//! text --Template::parse--> Template --outline(place, values)--> Outline --properties(made)--> Value
//! ```
//!
//! Pure: no clock, no network, no file. What a template says that this crate cannot work out is an
//! error that names it, never a guess.

mod canonical;
mod condition;
mod error;
mod intrinsic;
mod needs;
mod order;
mod outline;
mod parameter;
mod place;
mod planning;
mod read;
mod references;
mod resolve;
mod scope;
mod template;

pub use error::TemplateError;
pub use outline::{Made, Outline, Planned};
pub use parameter::Parameter;
pub use place::Place;
pub use template::Template;
