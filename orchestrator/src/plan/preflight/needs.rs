//! Every call that bedrock-org, and CloudFormation on its behalf, makes in a member account.

use std::collections::BTreeSet;

use bedrock_policy::Request;

use crate::model::{Intent, Region};

/// Any account: no policy of ours names one.
const ACCOUNT: &str = "111122223333";

/// Actions of services with one endpoint for all Regions, on one kind of resource.
const GLOBAL: &[(&str, &str)] = &[
    (
        "iam:AttachRolePolicy iam:CreateRole iam:DeleteRole iam:DeleteRolePolicy \
         iam:DetachRolePolicy iam:GetRole iam:PassRole iam:PutRolePermissionsBoundary \
         iam:PutRolePolicy iam:TagRole iam:UntagRole iam:UpdateAssumeRolePolicy iam:UpdateRole",
        "iam::{account}:role/bedrock-developer",
    ),
    (
        "iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicy iam:DeletePolicyVersion \
         iam:GetPolicy iam:SetDefaultPolicyVersion iam:TagPolicy iam:UntagPolicy",
        "iam::{account}:policy/bedrock-developer",
    ),
    (
        "iam:AddClientIDToOpenIDConnectProvider iam:CreateOpenIDConnectProvider \
         iam:DeleteOpenIDConnectProvider iam:GetOpenIDConnectProvider \
         iam:RemoveClientIDFromOpenIDConnectProvider iam:TagOpenIDConnectProvider \
         iam:UntagOpenIDConnectProvider iam:UpdateOpenIDConnectProviderThumbprint",
        "iam::{account}:oidc-provider/{issuer}",
    ),
    (
        "iam:CreateServiceLinkedRole",
        "iam::{account}:role/aws-service-role/servicequotas.amazonaws.com/\
         AWSServiceRoleForServiceQuotas",
    ),
    ("account:PutAccountName", "account::{account}:account"),
    (
        "aws-marketplace:Subscribe aws-marketplace:ViewSubscriptions budgets:ModifyBudget \
         budgets:ViewBudget iam:ListOpenIDConnectProviders",
        "*",
    ),
];

/// Actions in the home Region and in each of the team's.
const REGIONAL: &[(&str, &str)] = &[
    (
        "cloudformation:ContinueUpdateRollback cloudformation:CreateChangeSet \
         cloudformation:CreateStack cloudformation:DeleteChangeSet cloudformation:DeleteStack \
         cloudformation:DescribeStackEvents cloudformation:DescribeStacks \
         cloudformation:DetectStackDrift cloudformation:ExecuteChangeSet \
         cloudformation:GetTemplate cloudformation:RollbackStack cloudformation:SetStackPolicy \
         cloudformation:TagResource cloudformation:UntagResource cloudformation:UpdateStack \
         cloudformation:UpdateTerminationProtection",
        "cloudformation:{region}:{account}:stack/StackSet-bedrock-auth-1/1",
    ),
    (
        "cognito-identity:DeleteIdentityPool cognito-identity:DescribeIdentityPool \
         cognito-identity:GetIdentityPoolRoles cognito-identity:SetIdentityPoolRoles \
         cognito-identity:SetPrincipalTagAttributeMap cognito-identity:TagResource \
         cognito-identity:UntagResource cognito-identity:UpdateIdentityPool",
        "cognito-identity:{region}:{account}:identitypool/{region}:1",
    ),
    (
        "logs:AssociateKmsKey logs:CreateLogGroup logs:DeleteLogGroup logs:DeleteMetricFilter \
         logs:DeleteSubscriptionFilter logs:PutDataProtectionPolicy logs:PutMetricFilter \
         logs:PutRetentionPolicy logs:PutSubscriptionFilter logs:TagResource logs:UntagResource",
        "logs:{region}:{account}:log-group:/aws/bedrock/invocations",
    ),
    (
        "cloudwatch:DeleteAlarms cloudwatch:PutMetricAlarm cloudwatch:TagResource",
        "cloudwatch:{region}:{account}:alarm:bedrock-tokens",
    ),
    (
        "sns:CreateTopic sns:DeleteTopic sns:SetTopicAttributes sns:Subscribe sns:TagResource",
        "sns:{region}:{account}:bedrock-alerts",
    ),
    (
        "servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota \
         servicequotas:RequestServiceQuotaIncrease",
        "servicequotas:{region}:{account}:bedrock/L-1",
    ),
    (
        "bedrock:CreateFoundationModelAgreement bedrock:DeleteFoundationModelAgreement \
         bedrock:DeleteModelInvocationLoggingConfiguration \
         bedrock:GetFoundationModelAvailability bedrock:GetInferenceProfile \
         bedrock:GetModelInvocationLoggingConfiguration bedrock:GetUseCaseForModelAccess \
         bedrock:ListFoundationModelAgreementOffers bedrock:ListInferenceProfiles \
         bedrock:PutModelInvocationLoggingConfiguration bedrock:PutUseCaseForModelAccess \
         cloudwatch:DeleteDashboards cloudwatch:GetMetricData cloudwatch:PutDashboard \
         cognito-identity:CreateIdentityPool kms:CreateAlias kms:CreateGrant kms:CreateKey \
         kms:DescribeKey kms:EnableKeyRotation kms:PutKeyPolicy kms:ScheduleKeyDeletion \
         kms:TagResource oam:CreateLink oam:CreateSink oam:DeleteLink oam:DeleteSink \
         oam:PutSinkPolicy oam:UpdateLink servicequotas:ListAWSDefaultServiceQuotas \
         servicequotas:ListRequestedServiceQuotaChangeHistory servicequotas:ListServiceQuotas \
         sts:GetCallerIdentity",
        "*",
    ),
];

pub(super) struct Call {
    pub(super) region: String,
    pub(super) request: Request,
}

/// Each call, by the operator's role and by StackSets' own.
pub(super) fn calls(intent: &Intent, regions: &BTreeSet<&Region>) -> Vec<Call> {
    let home = intent.organization.home_region.as_str();
    let (partition, global) = if home.starts_with("us-gov-") {
        ("aws-us-gov", "us-gov-west-1")
    } else {
        ("aws", "us-east-1")
    };
    let issuer = &intent.identity.issuer;
    let issuer = issuer.strip_prefix("https://").unwrap_or(issuer);
    let principals = [intent.organization.access_role.as_str(), "stacksets-exec-1"]
        .map(|role| format!("arn:{partition}:iam::{ACCOUNT}:role/{role}"));
    let regional = regions.iter().map(|region| (REGIONAL, region.as_str()));
    let mut calls = Vec::new();
    for (table, region) in [(GLOBAL, global)].into_iter().chain(regional) {
        for (actions, resource) in table {
            let resource = match *resource {
                "*" => "*".to_owned(),
                named => format!("arn:{partition}:{named}")
                    .replace("{account}", ACCOUNT)
                    .replace("{region}", region)
                    .replace("{issuer}", issuer),
            };
            for action in actions.split_whitespace() {
                calls.extend(principals.iter().map(|principal| {
                    Call {
                        region: region.to_owned(),
                        request: Request::new(principal, action, &resource)
                            .with("aws:RequestedRegion", region),
                    }
                }));
            }
        }
    }
    calls
}
