//! Cost Explorer's one request that a report needs. Its SDK would take longer to build than all others
//! here.

use std::collections::{BTreeMap, BTreeSet};

use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::SigningSettings;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_types::error::ErrorMetadata;
use aws_types::service_config::ServiceConfigKey;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::{AccountId, Day, Month, Usd};

use super::raw::{Outgoing, Reply};
use super::signature::{self, Scope};
use super::trouble::{Kind, NO_CODE};
use super::{Aws, Trouble};

const OPERATION: &str = "ce.GetCostAndUsage";
const TARGET: &str = "AWSInsightsIndexService.GetCostAndUsage";
/// The one endpoint of the commercial partition, and the Region in its signatures.
const ENDPOINT: &str = "https://ce.us-east-1.amazonaws.com";
const REGION: &str = "us-east-1";
/// Credits and refunds would mask what was spent.
const MASKS: [&str; 2] = ["Credit", "Refund"];

/// By what each account's spend is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillBy {
    Service,
    /// The tag `iamPrincipal/email`; the empty name is nobody.
    Person,
}

pub struct BillQuestion<'a> {
    pub accounts: &'a BTreeSet<AccountId>,
    pub first: Month,
    pub last: Month,
    pub by: BillBy,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bill {
    /// Every month that was asked for, by account, then by what it is divided by.
    pub months: BTreeMap<Month, BTreeMap<AccountId, BTreeMap<String, Usd>>>,
    /// AWS takes a cent for each.
    pub requests: u32,
}

impl Aws {
    pub async fn bill(&self, question: &BillQuestion<'_>) -> Result<Bill, Trouble> {
        let mut months = question.last.back(usize::from(u8::MAX));
        months.retain(|month| *month >= question.first);
        let months = months.into_iter().map(|month| (month, BTreeMap::new()));
        let mut bill = Bill {
            months: months.collect(),
            requests: 0,
        };
        let mut body = body(question);
        loop {
            let reply = self.ask_for_cost(&body).await?;
            bill.requests += 1;
            let page: Page =
                serde_json::from_slice(&reply.body).map_err(|why| strange(&why.to_string()))?;
            for result in page.results_by_time {
                result.add_to(&mut bill, question.by)?;
            }
            match page.next_page_token {
                Some(token) => body["NextPageToken"] = token.into(),
                None => return Ok(bill),
            }
        }
    }

    async fn ask_for_cost(&self, body: &Value) -> Result<Reply, Trouble> {
        let unsigned = |message: String| Trouble::unsent(OPERATION, Kind::NoCredentials, &message);
        let provider = self.sdk.credentials_provider();
        let provider = provider.ok_or_else(|| unsigned("there are no credentials".into()))?;
        let credentials = provider.provide_credentials().await;
        let identity = Identity::from(credentials.map_err(|why| unsigned(why.to_string()))?);
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = Outgoing {
            method: "POST",
            url: self.cost_endpoint() + "/",
            headers: vec![
                header("content-type", "application/x-amz-json-1.1"),
                header("x-amz-target", TARGET),
            ],
            body: body.to_string().into_bytes(),
        };
        let scope = Scope {
            operation: OPERATION,
            service: "ce",
            region: REGION,
            settings: SigningSettings::default(),
            now: self.now(),
        };
        let request = signature::signed(request, scope, &identity)?;
        self.send_and_read(OPERATION, &request, read).await
    }

    /// As the SDKs find it: `AWS_ENDPOINT_URL_COST_EXPLORER`, a profile's `services`, then what is
    /// set for all services.
    fn cost_endpoint(&self) -> String {
        let key = ServiceConfigKey::builder()
            .service_id("Cost Explorer")
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        let service = self.sdk.service_config();
        let own = service
            .zip(key.ok())
            .and_then(|(config, key)| config.load_config(key));
        let endpoint = own.or_else(|| self.sdk.endpoint_url().map(str::to_owned));
        let endpoint = endpoint.unwrap_or_else(|| ENDPOINT.to_owned());
        endpoint.trim_end_matches('/').to_owned()
    }
}

fn body(question: &BillQuestion<'_>) -> Value {
    let person = json!({"Type": "TAG", "Key": PERSON});
    let service = json!({"Type": "DIMENSION", "Key": "SERVICE"});
    json!({
        "TimePeriod": {
            "Start": question.first.first().to_string(),
            "End": question.last.next().first().to_string(),
        },
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [
            {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"},
            match question.by {
                BillBy::Service => service,
                BillBy::Person => person,
            },
        ],
        "Filter": {"And": [
            {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": question.accounts}},
            {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": MASKS}}},
        ]},
    })
}

/// The tag that names people; a group's key is this, a dollar sign and the value.
const PERSON: &str = "iamPrincipal/email";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    results_by_time: Vec<ResultByTime>,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultByTime {
    time_period: TimePeriod,
    #[serde(default)]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimePeriod {
    start: Day,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    keys: Vec<String>,
    metrics: Metrics,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metrics {
    unblended_cost: Amount,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Amount {
    amount: String,
    unit: String,
}

impl ResultByTime {
    /// A period may be on several pages.
    fn add_to(self, bill: &mut Bill, by: BillBy) -> Result<(), Trouble> {
        let month = bill.months.entry(self.time_period.start.month).or_default();
        for group in self.groups {
            let Amount { amount, unit } = group.metrics.unblended_cost;
            if unit != "USD" {
                return Err(strange(&format!("the bill is in {unit}, not in USD")));
            }
            let usd: Usd = amount
                .parse()
                .map_err(|_| strange("an amount is no number"))?;
            let [account, name] = group.keys.as_slice() else {
                return Err(strange("a group has not the two keys that were asked for"));
            };
            let account: AccountId = account
                .parse()
                .map_err(|_| strange("a group is of no account"))?;
            let name = match by {
                BillBy::Service => name.as_str(),
                BillBy::Person => name.split_once('$').map_or("", |(_, person)| person),
            };
            let lines = month.entry(account).or_default();
            *lines.entry(name.to_owned()).or_default() += usd;
        }
        Ok(())
    }
}

fn strange(what: &str) -> Trouble {
    Trouble::answered(OPERATION, NO_CODE.to_owned(), 200, what)
}

fn read(response: &HttpResponse) -> Result<Reply, OrchestratorError<ErrorMetadata>> {
    let body = response.body().bytes().unwrap_or_default();
    let status = response.status();
    if status.is_success() {
        return Ok(Reply {
            status: status.as_u16(),
            region: None,
            body: body.to_vec(),
        });
    }
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |names: [&str; 2]| {
        let mut found = names.iter().filter_map(|name| answer.get(name)?.as_str());
        found.next()
    };
    let code = text(["__type", "code"]).map(|code| code.rsplit('#').next().unwrap_or(code));
    // Elsewhere this is a limit for good; here it asks for fewer requests.
    let code = match code {
        Some("LimitExceededException") => Some("ThrottlingException"),
        None if status.as_u16() == 429 => Some("ThrottlingException"),
        other => other,
    };
    let mut metadata = ErrorMetadata::builder();
    if let Some(code) = code {
        metadata = metadata.code(code);
    }
    let message = text(["message", "Message"])
        .map_or_else(|| format!("HTTP status {}", status.as_u16()), str::to_owned);
    Err(OrchestratorError::operation(
        metadata.message(message).build(),
    ))
}
