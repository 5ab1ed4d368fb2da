//! Which service and operation a request means, and with whose key.

mod paths;
mod service;

use http::Request;
use serde_json::{Map, Value};

pub(crate) use service::{Protocol, Service};

use crate::protocol::query;
use crate::refusal::Refusal;

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) input: Value,
    pub(crate) key: Option<Key>,
    /// Where the call goes, by its signature or by its host name.
    pub(crate) region: Option<String>,
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

    /// Whether the operation leaves the world as it is.
    pub(crate) fn reads(&self) -> bool {
        // These make an identity and a session.
        if ["GetId", "GetCredentialsForIdentity"].contains(&self.operation.as_str()) {
            return false;
        }
        ["Describe", "List", "Get"]
            .iter()
            .any(|verb| self.operation.starts_with(verb))
    }

    /// Whether AWS takes the call without a signature.
    pub(crate) fn is_public(&self) -> bool {
        let operations: &[&str] = match self.service {
            Service::CognitoIdentity => &["GetId", "GetCredentialsForIdentity", "GetOpenIdToken"],
            Service::Sts => &["AssumeRoleWithWebIdentity"],
            _ => &[],
        };
        operations.contains(&self.operation.as_str())
    }

    pub(crate) fn read(request: &Request<bytes::Bytes>) -> Result<Self, NotUnderstood> {
        let scope = Scope::read(request);
        let (service, target) = target(request, scope.as_ref())?;
        let protocol = service.protocol();
        let not_understood = |refusal| NotUnderstood { protocol, refusal };
        let (operation, input) = match (service, protocol) {
            (Service::Bedrock, _) => paths::bedrock(request).map_err(not_understood)?,
            (Service::S3, _) => paths::s3(request).map_err(not_understood)?,
            (_, Protocol::Rest | Protocol::Object) => {
                paths::account(request).map_err(not_understood)?
            }
            (_, Protocol::Json) => {
                let input = json_of(request).map_err(not_understood)?;
                (target, input)
            }
            (_, Protocol::Query(_)) => {
                let mut fields = query::fields(request);
                let Some(Value::String(action)) = fields.remove("Action") else {
                    let refusal = Refusal::new(400, "MissingAction", "the request has no Action");
                    return Err(not_understood(refusal));
                };
                (action, Value::Object(fields))
            }
        };
        if !input.is_object() {
            let message = "the body is not a JSON object";
            let refusal = Refusal::new(400, "SerializationException", message);
            return Err(not_understood(refusal));
        }
        let key = scope.map(|scope| scope.key);
        let region = key.as_ref().map(|key| key.region.clone());
        Ok(Self {
            service,
            operation,
            input,
            key,
            region: region.or_else(|| region_of_host(request)),
        })
    }
}

fn json_of(request: &Request<bytes::Bytes>) -> Result<Value, Refusal> {
    if request.body().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(request.body())
        .map_err(|_| Refusal::new(400, "SerializationException", "the body is not JSON"))
}

fn host(request: &Request<bytes::Bytes>) -> Option<&str> {
    let header = || request.headers().get("host")?.to_str().ok();
    request.uri().host().or_else(header)
}

/// Of `cognito-identity.REGION.amazonaws.com`.
fn region_of_host(request: &Request<bytes::Bytes>) -> Option<String> {
    let (_, region) = host(request)?
        .strip_suffix(".amazonaws.com")?
        .rsplit_once('.')?;
    Some(region.to_owned())
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
        return match Service::of_target(shape) {
            Some(service) => Ok((service, operation.to_owned())),
            None => Err(NotUnderstood {
                protocol: Protocol::Json,
                refusal: Refusal::not_modelled(target),
            }),
        };
    }
    let path = request.uri().path();
    let called = scope.map_or("", |scope| scope.service.as_str());
    let known = Service::ALL
        .into_iter()
        .find(|service| service.prefix() == called);
    match known {
        Some(service) if service.protocol() != Protocol::Json => Ok((service, String::new())),
        // An unsigned query still names an action of STS or CloudFormation.
        None if scope.is_none() && path == "/" => Ok((Service::Sts, String::new())),
        None if scope.is_none() => Ok((Service::Account, String::new())),
        _ => Err(NotUnderstood {
            protocol: if header("content-type").is_some_and(|kind| kind.contains("form"))
                || ["route53", "cloudfront"].contains(&called)
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
