//! The routing document, shared by both programs.
