//! An organization with a stack set in it, and how to wait for the set's operations.

use std::time::Duration;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{
    AccountFilterType, AutoDeployment, Capability, DeploymentTargets, ManagedExecution, Parameter,
    PermissionModels, RegionConcurrencyType, StackInstanceStatus, StackInstanceSummary,
    StackSetOperation, StackSetOperationPreferences,
};
use bedrock_sandbox::{ExistingAccount, Principal, Sandbox, Setup};

use super::sdk::{config, keys};

pub const REGION: &str = "us-east-1";
pub const SET: &str = "bedrock-auth-acme";

pub const TEMPLATE: &str = r"
Parameters:
  Team: {Type: String, Default: nobody}
  Issuer: {Type: String, Default: https://acme.okta.com}
Resources:
  Provider:
    Type: AWS::IAM::OIDCProvider
    Properties: {Url: !Ref Issuer, ClientIdList: [client]}
  Pool:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: false
      OpenIdConnectProviderARNs: [!GetAtt Provider.Arn]
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: bedrock-developer
      Tags: [{Key: 'bedrock-org:team', Value: !Ref Team}]
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Federated: cognito-identity.amazonaws.com}
            Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession']
            Condition:
              StringEquals: {'cognito-identity.amazonaws.com:aud': !Ref Pool}
  Mapping:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties:
      IdentityPoolId: !Ref Pool
      RoleMappings:
        okta:
          IdentityProvider: !GetAtt Provider.Arn
          Type: Rules
          AmbiguousRoleResolution: Deny
          RulesConfiguration:
            Rules:
              - {Claim: groups, MatchType: Contains, Value: !Ref Team, RoleARN: !GetAtt Role.Arn}
Outputs:
  RoleArn: {Value: !GetAtt Role.Arn}
  IdentityPoolId: {Value: !Ref Pool}
";

pub struct Stage {
    pub sandbox: Sandbox,
    pub client: Client,
    pub unit: String,
    pub accounts: Vec<String>,
}

pub fn email(n: usize) -> String {
    format!("aws+{n}@acme.example")
}

/// An organization that lets StackSets in, with accounts in the unit `Bedrock/Teams`.
pub async fn stage(accounts: usize) -> Stage {
    let sandbox = Sandbox::new(Setup {
        service_control_policies: true,
        ..Setup::default()
    });
    stage_in(sandbox, accounts).await
}

pub async fn stage_in(sandbox: Sandbox, accounts: usize) -> Stage {
    let (unit, accounts) = sandbox.edit(|edit| {
        let accounts = (0..accounts).map(|n| {
            edit.account(ExistingAccount {
                email: email(n),
                name: format!("team-{n}"),
                place: "Bedrock/Teams".into(),
                ..ExistingAccount::default()
            })
        });
        let accounts = accounts.collect();
        (edit.unit("Bedrock"), accounts)
    });
    let client = Client::new(&config(&sandbox, keys(&Principal::operator()), 5));
    client.activate_organizations_access().send().await.unwrap();
    Stage {
        sandbox,
        client,
        unit,
        accounts,
    }
}

pub fn wide() -> StackSetOperationPreferences {
    StackSetOperationPreferences::builder()
        .region_concurrency_type(RegionConcurrencyType::Parallel)
        .failure_tolerance_percentage(100)
        .max_concurrent_percentage(100)
        .concurrency_mode(aws_sdk_cloudformation::types::ConcurrencyMode::SoftFailureTolerance)
        .build()
}

pub fn parameter(key: &str, value: &str) -> Parameter {
    Parameter::builder()
        .parameter_key(key)
        .parameter_value(value)
        .build()
}

impl Stage {
    pub async fn create_set(&self, managed: bool) -> String {
        let created = self
            .client
            .create_stack_set()
            .stack_set_name(SET)
            .template_body(TEMPLATE)
            .capabilities(Capability::CapabilityNamedIam)
            .permission_model(PermissionModels::ServiceManaged)
            .auto_deployment(AutoDeployment::builder().enabled(false).build())
            .managed_execution(ManagedExecution::builder().active(managed).build());
        created.send().await.unwrap().stack_set_id.unwrap()
    }

    pub fn targets(&self) -> DeploymentTargets {
        DeploymentTargets::builder()
            .organizational_unit_ids(&self.unit)
            .build()
    }

    pub fn only(&self, accounts: &[usize]) -> DeploymentTargets {
        let mut targets = DeploymentTargets::builder()
            .organizational_unit_ids(&self.unit)
            .account_filter_type(AccountFilterType::Intersection);
        for n in accounts {
            targets = targets.accounts(&self.accounts[*n]);
        }
        targets.build()
    }

    pub async fn create(&self, targets: DeploymentTargets, id: &str) -> StackSetOperation {
        let preferences = wide();
        self.create_with(targets, id, preferences).await
    }

    pub async fn create_with(
        &self,
        targets: DeploymentTargets,
        id: &str,
        preferences: StackSetOperationPreferences,
    ) -> StackSetOperation {
        let created = self
            .client
            .create_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(targets)
            .regions(REGION)
            .operation_preferences(preferences)
            .operation_id(id);
        created.send().await.unwrap();
        self.ended(id).await
    }

    pub async fn operation(&self, id: &str) -> StackSetOperation {
        let described = self
            .client
            .describe_stack_set_operation()
            .stack_set_name(SET)
            .operation_id(id);
        described.send().await.unwrap().stack_set_operation.unwrap()
    }

    pub async fn ended(&self, id: &str) -> StackSetOperation {
        loop {
            let operation = self.operation(id).await;
            if operation.end_timestamp.is_some() {
                return operation;
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }

    pub async fn instances(&self) -> Vec<StackInstanceSummary> {
        let pages = self.client.list_stack_instances().stack_set_name(SET);
        let pages = pages.into_paginator().items().send();
        pages.collect::<Result<Vec<_>, _>>().await.unwrap()
    }

    /// The accounts whose instance has this status, by their number.
    pub async fn with(&self, status: StackInstanceStatus) -> Vec<usize> {
        let instances = self.instances().await;
        let mut found: Vec<_> = instances
            .iter()
            .filter(|instance| instance.status.as_ref() == Some(&status))
            .filter_map(|instance| {
                let mut accounts = self.accounts.iter();
                accounts.position(|id| Some(id.as_str()) == instance.account.as_deref())
            })
            .collect();
        found.sort_unstable();
        found
    }
}

pub fn failures(operation: &StackSetOperation) -> i32 {
    let details = operation.status_details.as_ref().unwrap();
    details.failed_stack_instances_count.unwrap_or_default()
}
