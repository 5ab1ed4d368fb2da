//! The services that the sandbox knows, and how each is spoken to.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Organizations,
    Sts,
    CloudFormation,
    Quotas,
    Account,
    CognitoIdentity,
    /// The control plane and the runtime, which sign alike and share their actions' prefix.
    Bedrock,
    Iam,
    S3,
    Budgets,
    CostExplorer,
}

impl Service {
    pub(super) const ALL: [Self; 11] = [
        Self::Organizations,
        Self::Sts,
        Self::CloudFormation,
        Self::Quotas,
        Self::Account,
        Self::CognitoIdentity,
        Self::Bedrock,
        Self::Iam,
        Self::S3,
        Self::Budgets,
        Self::CostExplorer,
    ];

    /// As in an IAM action, and in the scope of a signature.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Sts => "sts",
            Self::CloudFormation => "cloudformation",
            Self::Quotas => "servicequotas",
            Self::Account => "account",
            Self::CognitoIdentity => "cognito-identity",
            Self::Bedrock => "bedrock",
            Self::Iam => "iam",
            Self::S3 => "s3",
            Self::Budgets => "budgets",
            Self::CostExplorer => "ce",
        }
    }

    /// Of a JSON service's `X-Amz-Target`.
    pub(super) fn of_target(shape: &str) -> Option<Self> {
        Some(match shape {
            "AWSOrganizationsV20161128" => Self::Organizations,
            "ServiceQuotasV20190624" => Self::Quotas,
            "AWSCognitoIdentityService" => Self::CognitoIdentity,
            "AWSBudgetServiceGateway" => Self::Budgets,
            "AWSInsightsIndexService" => Self::CostExplorer,
            _ => return None,
        })
    }

    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Self::Organizations
            | Self::Quotas
            | Self::CognitoIdentity
            | Self::Budgets
            | Self::CostExplorer => Protocol::Json,
            Self::Account | Self::Bedrock => Protocol::Rest,
            Self::S3 => Protocol::Object,
            Self::Sts => Protocol::Query("https://sts.amazonaws.com/doc/2011-06-15/"),
            Self::Iam => Protocol::Query("https://iam.amazonaws.com/doc/2010-05-08/"),
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
    /// Objects as they are, and errors in XML.
    Object,
    /// With the namespace of its XML.
    Query(&'static str),
}
