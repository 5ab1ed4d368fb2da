//! What can go wrong with a call, told apart by what to do about it. Nothing here reads the text
//! of a message, only codes and kinds.

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_organizations::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::execute::Failure;
use crate::model::{Gap, printable};

use super::perform::Stuck;

/// Every refusal of AWS has a code.
pub(super) const NO_CODE: &str = "Unknown";

/// A call that did not succeed.
#[derive(Debug, Clone)]
pub struct Trouble {
    pub kind: Kind,
    /// `service.Operation`.
    pub operation: &'static str,
    /// AWS's code, or a word of ours where there was no answer.
    pub code: String,
    /// A finer code inside AWS's answer, such as `ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED`.
    pub reason: Option<String>,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// AWS asks for fewer calls: it did nothing.
    Throttled,
    /// Something else is being changed at this moment: it did nothing.
    Busy,
    /// AWS failed; whether it acted is not known.
    Fault,
    /// No answer arrived; whether it acted is not known.
    Lost,
    /// The address cannot be reached at all.
    Unreachable,
    NoCredentials,
    BadCredentials,
    Denied,
    /// AWS said no, for a reason that stays.
    Refused,
    /// We were asked to stop before AWS had done it.
    Stopped,
}

impl Trouble {
    pub fn new<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or(NO_CODE).to_owned();
                let status = service.raw().status().as_u16();
                let message = match service.err().message() {
                    Some(message) => printable(message),
                    None => format!("{operation} ended with status {status} and no message"),
                };
                Self {
                    kind: kind_of(&code, status),
                    operation,
                    reason: reason(service.raw()),
                    message,
                    code,
                }
            }
            other => {
                let kind = if has_cause::<CredentialsError>(other) {
                    Kind::NoCredentials
                } else if refused_connection(other) {
                    Kind::Unreachable
                } else {
                    Kind::Lost
                };
                Self {
                    kind,
                    operation,
                    code: "NoAnswer".into(),
                    reason: None,
                    message: innermost(other),
                }
            }
        }
    }

    /// A refusal that was read without the SDK's help.
    pub(super) fn answered(
        operation: &'static str,
        code: String,
        status: u16,
        message: &str,
    ) -> Self {
        Self {
            kind: kind_of(&code, status),
            operation,
            reason: None,
            message: printable(message),
            code,
        }
    }

    /// What could not even be asked.
    pub(super) fn unsent(operation: &'static str, kind: Kind, message: &str) -> Self {
        Self {
            kind,
            operation,
            code: "NotSent".into(),
            reason: None,
            message: printable(message),
        }
    }

    pub(super) fn stopped(operation: &'static str, why: &str) -> Self {
        Self {
            kind: Kind::Stopped,
            operation,
            code: "Stopped".into(),
            reason: None,
            message: why.to_owned(),
        }
    }

    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// `CreateAccount` of `organizations.CreateAccount`.
    fn action(&self) -> String {
        self.operation.replacen('.', ":", 1)
    }

    /// Called with the access role of a member account, not as the operator.
    fn is_inside_an_account(&self) -> bool {
        let Some((service, name)) = self.operation.split_once('.') else {
            return false;
        };
        match service {
            "account" => true,
            // The organization's own quota, of how many accounts it may have.
            "servicequotas" => name != "GetServiceQuota",
            "bedrock" => !name.ends_with("UseCaseForModelAccess"),
            "cloudformation" => {
                name == "GetTemplate"
                    || name.ends_with("Stack")
                    || name.starts_with("DescribeStacks")
                    || name == "DescribeStackEvents"
            }
            _ => false,
        }
    }

    /// What a Region answers, inside an account, that is not enabled there. The session itself is a
    /// minute old, and good elsewhere.
    pub(super) fn is_region_off(&self) -> bool {
        let unknown = ["InvalidClientTokenId", "UnrecognizedClientException"];
        unknown.contains(&self.code.as_str()) && self.is_inside_an_account()
    }

    pub fn hint(&self) -> String {
        match self.kind {
            Kind::NoCredentials => "sign in to the management account first (AWS_PROFILE, `aws sso login`), \
                 or try everything without AWS: bedrock-org rehearse"
                .into(),
            Kind::BadCredentials if self.is_region_off() => "the Region may not be enabled in this account: enable it there, or take it out of the \
                 plan file; if the account is minutes old, run again in some minutes"
                .into(),
            Kind::BadCredentials => "the credentials are expired or not valid: sign in again".into(),
            Kind::Unreachable => "check the network and proxy, and AWS_ENDPOINT_URL where it is set".into(),
            Kind::Denied if self.is_inside_an_account() => "a service control policy, or the access role's own policies, keep the access role \
                 from it in that account"
                .into(),
            Kind::Denied if self.operation.starts_with("ce.") => "give the role ce:GetCostAndUsage; where it has it, switch Cost Explorer on once in the management \
                 account (Billing and Cost Management, Cost Explorer), and IAM access to billing \
                 (Account, IAM user and role access)"
                .into(),
            Kind::Denied => "give the role what `bedrock-org permissions read` prints for plans, and what \
                             `permissions write` prints for applies"
                .into(),
            Kind::Throttled | Kind::Busy | Kind::Fault | Kind::Lost | Kind::Stopped => "run the same command again".into(),
            Kind::Refused => match self.reason.as_deref().unwrap_or(&self.code) {
                "ACCOUNT_NUMBER_LIMIT_EXCEEDED" | "ACCOUNT_LIMIT_EXCEEDED" => {
                    "ask AWS for a higher limit: Service Quotas, Organizations, \
                     \"Default maximum number of accounts\""
                        .into()
                }
                "LimitExceededException" if self.operation.starts_with("cloudformation.") => {
                    "ask AWS for a higher limit: Service Quotas, AWS CloudFormation".into()
                }
                "DataUnavailableException" => {
                    "AWS prepares the figures within a day of switching Cost Explorer on; ask again then"
                        .into()
                }
                "EMAIL_ALREADY_EXISTS" => {
                    "the address belongs to an account elsewhere, or to a closed one: give the team another"
                        .into()
                }
                "AWSOrganizationsNotInUseException" => {
                    "create the organization first: aws organizations create-organization".into()
                }
                NO_CODE => "the answer does not look like AWS's: check the proxy, and AWS_ENDPOINT_URL where \
                     it is set"
                    .into(),
                _ => format!("AWS answered {}", self.code),
            },
        }
    }

    /// How a change ends that met this.
    pub(super) fn stuck(&self, verb_and_object: &str) -> Stuck {
        if self.kind == Kind::Stopped {
            return Stuck::Left(format!("stopped before AWS did it: {self}"));
        }
        Stuck::Failed(Failure {
            error: format!("could not {verb_and_object}: {self}"),
            hint: Some(self.hint()),
            denied: (self.kind == Kind::Denied).then(|| self.action()),
        })
    }

    pub fn gap(&self) -> Gap {
        Gap {
            cause: self.to_string(),
            hint: self.hint(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::NoCredentials => write!(f, "there are no AWS credentials"),
            Kind::Unreachable | Kind::Lost => write!(f, "no answer from AWS ({})", self.message),
            Kind::Denied => {
                write!(f, "access denied to {}", self.action())?;
                match self.message.split_once(" because ") {
                    Some((_, why)) => write!(f, ": {}", why.trim_end_matches('.')),
                    None => Ok(()),
                }
            }
            _ => write!(f, "{}", self.message.trim_end_matches('.')),
        }
    }
}

impl Error for Trouble {}

fn kind_of(code: &str, status: u16) -> Kind {
    match code {
        "TooManyRequestsException"
        | "Throttling"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "SlowDown" => Kind::Throttled,
        "ConcurrentModificationException"
        | "ConcurrentResourcesLimitExceededException"
        | "FinalizingOrganizationException"
        | "OperationInProgressException"
        | "ResourceLockedException"
        | "StaleRequestException"
        | "PolicyChangesInProgressException" => Kind::Busy,
        "AccessDenied"
        | "AccessDeniedException"
        | "AccessDeniedForDependencyException"
        | "DependencyAccessDeniedException"
        | "UnauthorizedOperation" => Kind::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => Kind::BadCredentials,
        _ if status >= 500 => Kind::Fault,
        _ => Kind::Refused,
    }
}

/// Organizations puts the finer code into a `Reason` of its JSON answer.
fn reason(response: &HttpResponse) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(response.body().bytes()?).ok()?;
    Some(body.get("Reason")?.as_str()?.to_owned())
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| {
        (*error).source()
    })
}

fn has_cause<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| cause.is::<T>())
}

/// Nothing was sent: no such host, nobody listening, no route.
fn refused_connection(error: &(dyn Error + 'static)) -> bool {
    causes(error)
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|error| {
            use std::io::ErrorKind;
            matches!(
                error.kind(),
                ErrorKind::ConnectionRefused
                    | ErrorKind::NotFound
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkUnreachable
                    | ErrorKind::AddrNotAvailable
            )
        })
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(String::new, ToString::to_string)
}
