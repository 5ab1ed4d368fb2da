//! IAM policy documents as values.
