//! Diagnostics of the plan file as text and as JSON.
