//! What is wrong with a request, in the words of its RFC.

use http::StatusCode;
use serde_json::{Value, json};

use crate::web::{Reply, reply};

/// An error of the token, device and revocation endpoints, by its RFC's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    pub(super) description: String,
}

impl Fault {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: if error == "invalid_client" {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::BAD_REQUEST
            },
            error,
            description: description.into(),
        }
    }
}

pub(super) fn told(outcome: Result<Value, Fault>) -> Reply {
    match outcome {
        Ok(value) => reply::json(StatusCode::OK, &value),
        Err(fault) => {
            let body = json!({"error": fault.error, "error_description": fault.description});
            reply::json(fault.status, &body)
        }
    }
}
