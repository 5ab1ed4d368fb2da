//! Templates, from their text to what stands.

mod functions;
