//! Which service and operation a request means, and with whose key.

use http::Request;
use serde_json::{Map, Value};

use crate::protocol::query;
use crate::refusal::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Organizations,
    Sts,
    CloudFormation,
    Quotas,
    Account,
}

impl Service {
    const ALL: [Self; 5] = [
        Self::Organizations,
        Self::Sts,
        Self::CloudFormation,
        Self::Quotas,
        Self::Account,
    ];

    /// As in an IAM action, and in the scope of a signature.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Sts => "sts",
            Self::CloudFormation => "cloudformation",
            Self::Quotas => "servicequotas",
            Self::Account => "account",
        }
    }

    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Self::Organizations | Self::Quotas => Protocol::Json,
            Self::Account => Protocol::Rest,
            Self::Sts => Protocol::Query("https://sts.amazonaws.com/doc/2011-06-15/"),
            Self::CloudFormation => {
                Protocol::Query("http://cloudformation.amazonaws.com/doc/2010-05-15/")
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Json,
    Rest,
    /// With the namespace of its XML.
    Query(&'static str),
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) input: Value,
    pub(crate) key: Option<Key>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) session_token: Option<String>,
    pub(crate) region: String,
}

impl Call {
    /// `organizations.CreateAccount`
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.service.prefix(), self.operation)
    }

    /// Whether the operation leaves the organization as it is.
    pub(crate) fn reads(&self) -> bool {
        ["Describe", "List", "Get"]
            .iter()
            .any(|verb| self.operation.starts_with(verb))
    }

    pub(crate) fn read(request: &Request<bytes::Bytes>) -> Result<Self, NotUnderstood> {
        let scope = Scope::read(request);
        let (service, operation) = target(request, scope.as_ref())?;
        let protocol = service.protocol();
        let unreadable = |message: &str| NotUnderstood {
            protocol,
            refusal: Refusal::new(400, "SerializationException", message),
        };
        let (operation, input) = match protocol {
            Protocol::Json | Protocol::Rest => {
                let input = if request.body().is_empty() {
                    Value::Object(Map::new())
                } else {
                    serde_json::from_slice(request.body())
                        .map_err(|_| unreadable("the body is not JSON"))?
                };
                (operation, input)
            }
            Protocol::Query(_) => {
                let mut fields = query::fields(request);
                let Some(Value::String(action)) = fields.remove("Action") else {
                    let refusal = Refusal::new(400, "MissingAction", "the request has no Action");
                    return Err(NotUnderstood { protocol, refusal });
                };
                (action, Value::Object(fields))
            }
        };
        if !input.is_object() {
            return Err(unreadable("the body is not a JSON object"));
        }
        Ok(Self {
            service,
            operation,
            input,
            key: scope.map(|scope| scope.key),
        })
    }
}

/// A request that cannot even be laid before a service.
#[derive(Debug)]
pub(crate) struct NotUnderstood {
    pub(crate) protocol: Protocol,
    pub(crate) refusal: Refusal,
}

fn target(
    request: &Request<bytes::Bytes>,
    scope: Option<&Scope>,
) -> Result<(Service, String), NotUnderstood> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|text| text.to_str().ok())
    };
    if let Some(target) = header("x-amz-target") {
        let (shape, operation) = target.rsplit_once('.').unwrap_or((target, ""));
        let service = match shape {
            "AWSOrganizationsV20161128" => Service::Organizations,
            "ServiceQuotasV20190624" => Service::Quotas,
            _ => {
                return Err(NotUnderstood {
                    protocol: Protocol::Json,
                    refusal: Refusal::not_modelled(target),
                });
            }
        };
        return Ok((service, operation.to_owned()));
    }
    let path = request.uri().path();
    let called = scope.map_or("", |scope| scope.service.as_str());
    let known = Service::ALL
        .into_iter()
        .find(|service| service.prefix() == called);
    match known {
        Some(Service::Account) => Ok((Service::Account, operation_of(path))),
        Some(service) if matches!(service.protocol(), Protocol::Query(_)) => {
            Ok((service, String::new()))
        }
        // An unsigned query still names an action of STS or CloudFormation.
        None if scope.is_none() && path == "/" => Ok((Service::Sts, String::new())),
        None if scope.is_none() => Ok((Service::Account, operation_of(path))),
        _ => Err(NotUnderstood {
            protocol: if header("content-type").is_some_and(|kind| kind.contains("form"))
                || ["s3", "route53", "cloudfront"].contains(&called)
            {
                // The services that speak XML read the same error document.
                Protocol::Query("http://sandbox/")
            } else {
                Protocol::Rest
            },
            refusal: Refusal::not_modelled(&format!("the service {called:?} ({path})")),
        }),
    }
}

/// `/putAccountName` is how PutAccountName travels.
fn operation_of(path: &str) -> String {
    let name = path.trim_start_matches('/');
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// `Credential=KEY/DATE/REGION/SERVICE/aws4_request` of a signature. The signature itself is not
/// checked: whoever can reach the sandbox is its user.
struct Scope {
    key: Key,
    service: String,
}

impl Scope {
    fn read(request: &Request<bytes::Bytes>) -> Option<Self> {
        let header = |name: &str| {
            request
                .headers()
                .get(name)
                .and_then(|text| text.to_str().ok())
        };
        let (_, rest) = header("authorization")?.split_once("Credential=")?;
        let credential = rest.split([',', ' ']).next()?;
        let mut parts = credential.split('/');
        let id = parts.next()?.to_owned();
        let region = parts.nth(1)?.to_owned();
        let service = parts.next()?.to_owned();
        Some(Self {
            key: Key {
                id,
                session_token: header("x-amz-security-token").map(ToOwned::to_owned),
                region,
            },
            service,
        })
    }
}
