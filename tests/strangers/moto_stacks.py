"""Kinds of resources that moto's CloudFormation lacks, made by moto's own services where it has those.

moto takes a kind that it does not know for one that is there. Here
- an OIDC provider, an identity pool, an alarm, a subscription and a metric filter are made by the
  calls with which anybody would make them at moto;
- a role gets its managed policies, which moto leaves out, and its inline ones as JSON;
- the role mapping and the principal tags of a pool are kept beside it, and two calls that moto lacks
  read them back: GetIdentityPoolRoles and GetPrincipalTagAttributeMap;
- a sink and a link of CloudWatch's OAM, which moto does not have at all, only have an ARN;
- AWS::NoValue takes an item out of a list, as moto does for keys;
- !Condition is the short form of Condition, where moto reads Fn::Condition.

An update puts an alarm, a mapping, tags or a filter anew; an identity pool and an OIDC provider stay as
they are, and an update of one fails: others hold their IDs, and no plan asks for it."""

import json

from moto.cloudformation import parsing
from moto.cloudwatch.models import MetricDataQuery, cloudwatch_backends
from moto.cognitoidentity.models import cognitoidentity_backends
from moto.cognitoidentity.responses import CognitoIdentityResponse
from moto.core.common_models import CloudFormationModel
from moto.iam.models import Role, iam_backends
from moto.logs.models import logs_backends
from moto.sns.models import sns_backends
from moto.utilities.utils import get_partition


class Made:
    """A resource with an ID, made by `make(properties, account, region)`, which gives its
    ID and attributes."""

    def __init__(self, physical_id, attributes):
        self.physical_resource_id = physical_id
        self.attributes = attributes

    @staticmethod
    def cloudformation_name_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, name):
        return self.attributes[name]

    @classmethod
    def create_from_cloudformation_json(cls, _name, document, account, region, **_):
        return cls(*cls.make(document["Properties"], account, region))

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        assert not cls.lasting, f"{original_resource.physical_resource_id} cannot be updated here"
        return cls.create_from_cloudformation_json(
            new_resource_name, cloudformation_json, account_id, region_name
        )

    @classmethod
    def delete_from_cloudformation_json(cls, name, _document, account, region):
        """Nothing reads it afterwards."""


def kind(name, lasting=False):
    """Registers a function as the maker of one kind of resource."""

    def register(make):
        members = {
            # moto counts resources by the second part of where they come from.
            "__module__": "moto.cloudformation.models",
            "make": staticmethod(make),
            "lasting": lasting,
            "cloudformation_type": staticmethod(lambda: name),
        }
        type(CloudFormationModel)(make.__name__, (Made, CloudFormationModel), members)
        return make

    return register


@kind("AWS::IAM::OIDCProvider", lasting=True)
def oidc_provider(properties, account, region):
    backend = iam_backends[account][get_partition(region)]
    made = backend.create_open_id_connect_provider(
        url=properties["Url"],
        thumbprint_list=[],
        client_id_list=properties["ClientIdList"],
        tags=[],
    )
    return made.arn, {"Arn": made.arn}


@kind("AWS::Cognito::IdentityPool", lasting=True)
def identity_pool(properties, account, region):
    backend = cognitoidentity_backends[account][region]
    made = json.loads(
        backend.create_identity_pool(
            identity_pool_name=properties["IdentityPoolName"],
            allow_unauthenticated_identities=properties["AllowUnauthenticatedIdentities"],
            supported_login_providers={},
            developer_provider_name="",
            open_id_connect_provider_arns=properties.get("OpenIdConnectProviderARNs", []),
            cognito_identity_providers=properties.get("CognitoIdentityProviders", []),
            saml_provider_arns=[],
            tags={},
        )
    )
    pool = made["IdentityPoolId"]
    return pool, {"Name": made["IdentityPoolName"]}


def pool_of(properties, account, region):
    return cognitoidentity_backends[account][region].identity_pools[properties["IdentityPoolId"]]


@kind("AWS::Cognito::IdentityPoolRoleAttachment")
def role_attachment(properties, account, region):
    pool = pool_of(properties, account, region)
    pool.role_mappings = {
        mapping.pop("IdentityProvider", name): mapping
        for name, mapping in properties.get("RoleMappings", {}).items()
    }
    pool.roles = properties.get("Roles", {})
    return properties["IdentityPoolId"], {}


@kind("AWS::Cognito::IdentityPoolPrincipalTag")
def principal_tag(properties, account, region):
    pool = pool_of(properties, account, region)
    provider = properties["IdentityProviderName"]
    pool.principal_tags = {provider: properties}
    return f"{properties['IdentityPoolId']}|{provider}", {}


def get_identity_pool_roles(response):
    pool = response.backend.identity_pools[response._get_param("IdentityPoolId")]
    answer = {
        "IdentityPoolId": pool.identity_pool_id,
        "Roles": getattr(pool, "roles", {}),
        "RoleMappings": getattr(pool, "role_mappings", {}),
    }
    return json.dumps(answer)


def get_principal_tag_attribute_map(response):
    pool = response.backend.identity_pools[response._get_param("IdentityPoolId")]
    tags = getattr(pool, "principal_tags", {})
    return json.dumps(tags[response._get_param("IdentityProviderName")])


CognitoIdentityResponse.get_identity_pool_roles = get_identity_pool_roles
CognitoIdentityResponse.get_principal_tag_attribute_map = get_principal_tag_attribute_map


@kind("AWS::CloudWatch::Alarm")
def alarm(properties, account, region):
    queries = [
        MetricDataQuery(
            query_id=query["Id"],
            label=query.get("Label"),
            period=query.get("Period"),
            return_data=query.get("ReturnData"),
            expression=query.get("Expression"),
        )
        for query in properties.get("Metrics", [])
    ]
    made = cloudwatch_backends[account][region].put_metric_alarm(
        name=properties["AlarmName"],
        namespace=properties.get("Namespace"),
        metric_name=properties.get("MetricName"),
        comparison_operator=properties["ComparisonOperator"],
        evaluation_periods=properties["EvaluationPeriods"],
        period=properties.get("Period"),
        threshold=float(properties["Threshold"]),
        statistic=properties.get("Statistic"),
        description=properties["AlarmDescription"],
        dimensions=[],
        alarm_actions=properties["AlarmActions"],
        metric_data_queries=queries or None,
        datapoints_to_alarm=properties.get("DatapointsToAlarm"),
        ok_actions=properties.get("OKActions", []),
        insufficient_data_actions=[],
        treat_missing_data=properties["TreatMissingData"],
    )
    return made.name, {"Arn": made.alarm_arn}


@kind("AWS::SNS::Subscription")
def subscription(properties, account, region):
    backend = sns_backends[account][region]
    made = backend.subscribe(
        properties["TopicArn"], properties["Endpoint"], properties["Protocol"]
    )
    return made.arn, {"Arn": made.arn}


@kind("AWS::Logs::MetricFilter")
def metric_filter(properties, account, region):
    logs_backends[account][region].put_metric_filter(
        properties["FilterName"],
        properties["FilterPattern"],
        properties["LogGroupName"],
        [as_call(one) for one in properties["MetricTransformations"]],
    )
    return properties["FilterName"], {}


def as_call(transformation):
    """The API has small initials, and dimensions by name."""
    fields = {key[0].lower() + key[1:]: value for key, value in transformation.items()}
    dimensions = fields.get("dimensions", [])
    return {**fields, "dimensions": {one["Key"]: one["Value"] for one in dimensions}}


@kind("AWS::Oam::Sink")
def sink(properties, account, region):
    partition = get_partition(region)
    arn = f"arn:{partition}:oam:{region}:{account}:sink/{properties['Name']}"
    return arn, {"Arn": arn}


@kind("AWS::Oam::Link")
def link(_properties, account, region):
    arn = f"arn:{get_partition(region)}:oam:{region}:{account}:link/bedrock"
    return arn, {"Arn": arn, "Label": "$AccountName"}


create_role = Role.create_from_cloudformation_json.__func__


def role_with_policies(cls, name, document, account, region, **known):
    role = create_role(cls, name, document, account, region, **known)
    backend = iam_backends[account][get_partition(region)]
    for arn in document["Properties"].get("ManagedPolicyArns", []):
        backend.attach_role_policy(arn, role.name)
    for policy in document["Properties"].get("Policies", []):
        role.put_policy(policy["PolicyName"], json.dumps(policy["PolicyDocument"]))
    return role


Role.create_from_cloudformation_json = classmethod(role_with_policies)

clean_json = parsing.clean_json


def without_no_value(document, resources):
    cleaned = clean_json(document, resources)
    if isinstance(document, list):
        return [item for item in cleaned if item is not None]
    return cleaned


parsing.clean_json = without_no_value


def in_full(condition):
    if isinstance(condition, dict):
        return {
            "Condition" if key == "Fn::Condition" else key: in_full(value)
            for key, value in condition.items()
        }
    if isinstance(condition, list):
        return [in_full(item) for item in condition]
    return condition


parse_condition = parsing.parse_condition


def condition_in_full(condition, resources, conditions):
    return parse_condition(in_full(condition), resources, conditions)


parsing.parse_condition = condition_in_full
