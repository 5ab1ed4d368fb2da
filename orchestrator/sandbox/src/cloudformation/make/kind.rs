//! The resource types that stacks can make, and what IAM calls their making.

#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) create: &'static str,
    pub(crate) update: &'static str,
    pub(crate) delete: &'static str,
    /// The property that holds its name.
    pub(crate) named_by: Option<&'static str>,
    /// Other properties that cannot change without a new resource.
    pub(crate) fixed: &'static [&'static str],
}

const fn kind(
    name: &'static str,
    [create, update, delete]: [&'static str; 3],
    named_by: Option<&'static str>,
    fixed: &'static [&'static str],
) -> Kind {
    Kind {
        name,
        create,
        update,
        delete,
        named_by,
        fixed,
    }
}

pub(crate) const ROLE: &str = "AWS::IAM::Role";
pub(crate) const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";
pub(crate) const POLICY: &str = "AWS::IAM::Policy";
pub(crate) const OIDC_PROVIDER: &str = "AWS::IAM::OIDCProvider";
pub(crate) const POOL: &str = "AWS::Cognito::IdentityPool";
pub(crate) const POOL_ROLES: &str = "AWS::Cognito::IdentityPoolRoleAttachment";
pub(crate) const POOL_TAGS: &str = "AWS::Cognito::IdentityPoolPrincipalTag";
pub(crate) const LOG_GROUP: &str = "AWS::Logs::LogGroup";
pub(crate) const METRIC_FILTER: &str = "AWS::Logs::MetricFilter";
pub(crate) const KEY: &str = "AWS::KMS::Key";
pub(crate) const ALIAS: &str = "AWS::KMS::Alias";
pub(crate) const TOPIC: &str = "AWS::SNS::Topic";
pub(crate) const SUBSCRIPTION: &str = "AWS::SNS::Subscription";
pub(crate) const TOPIC_POLICY: &str = "AWS::SNS::TopicPolicy";
pub(crate) const DASHBOARD: &str = "AWS::CloudWatch::Dashboard";
pub(crate) const ALARM: &str = "AWS::CloudWatch::Alarm";
pub(crate) const SINK: &str = "AWS::Oam::Sink";
pub(crate) const LINK: &str = "AWS::Oam::Link";

static KINDS: &[Kind] = &[
    kind(
        OIDC_PROVIDER,
        [
            "iam:CreateOpenIDConnectProvider",
            "iam:AddClientIDToOpenIDConnectProvider",
            "iam:DeleteOpenIDConnectProvider",
        ],
        Some("Url"),
        &[],
    ),
    kind(
        ROLE,
        [
            "iam:CreateRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:DeleteRole",
        ],
        Some("RoleName"),
        &["Path"],
    ),
    kind(
        MANAGED_POLICY,
        [
            "iam:CreatePolicy",
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy",
        ],
        Some("ManagedPolicyName"),
        &["Path", "Description"],
    ),
    kind(
        POLICY,
        [
            "iam:PutRolePolicy",
            "iam:PutRolePolicy",
            "iam:DeleteRolePolicy",
        ],
        None,
        &[],
    ),
    kind(
        POOL,
        [
            "cognito-identity:CreateIdentityPool",
            "cognito-identity:UpdateIdentityPool",
            "cognito-identity:DeleteIdentityPool",
        ],
        None,
        &[],
    ),
    kind(
        POOL_ROLES,
        ["cognito-identity:SetIdentityPoolRoles"; 3],
        None,
        &["IdentityPoolId"],
    ),
    kind(
        POOL_TAGS,
        ["cognito-identity:SetPrincipalTagAttributeMap"; 3],
        None,
        &["IdentityPoolId", "IdentityProviderName"],
    ),
    kind(
        LOG_GROUP,
        [
            "logs:CreateLogGroup",
            "logs:PutRetentionPolicy",
            "logs:DeleteLogGroup",
        ],
        Some("LogGroupName"),
        &[],
    ),
    kind(
        METRIC_FILTER,
        [
            "logs:PutMetricFilter",
            "logs:PutMetricFilter",
            "logs:DeleteMetricFilter",
        ],
        None,
        &["FilterName", "LogGroupName"],
    ),
    kind(
        KEY,
        [
            "kms:CreateKey",
            "kms:PutKeyPolicy",
            "kms:ScheduleKeyDeletion",
        ],
        None,
        &[],
    ),
    kind(
        ALIAS,
        ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
        Some("AliasName"),
        &[],
    ),
    kind(
        TOPIC,
        [
            "sns:CreateTopic",
            "sns:SetTopicAttributes",
            "sns:DeleteTopic",
        ],
        Some("TopicName"),
        &["FifoTopic"],
    ),
    kind(
        SUBSCRIPTION,
        [
            "sns:Subscribe",
            "sns:SetSubscriptionAttributes",
            "sns:Unsubscribe",
        ],
        None,
        &["Endpoint", "Protocol", "TopicArn"],
    ),
    kind(TOPIC_POLICY, ["sns:SetTopicAttributes"; 3], None, &[]),
    kind(
        DASHBOARD,
        [
            "cloudwatch:PutDashboard",
            "cloudwatch:PutDashboard",
            "cloudwatch:DeleteDashboards",
        ],
        Some("DashboardName"),
        &[],
    ),
    kind(
        ALARM,
        [
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:DeleteAlarms",
        ],
        Some("AlarmName"),
        &[],
    ),
    kind(
        SINK,
        ["oam:CreateSink", "oam:PutSinkPolicy", "oam:DeleteSink"],
        None,
        &["Name"],
    ),
    kind(
        LINK,
        ["oam:CreateLink", "oam:UpdateLink", "oam:DeleteLink"],
        None,
        &["SinkIdentifier", "LabelTemplate"],
    ),
];

impl Kind {
    pub(crate) fn of(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}
