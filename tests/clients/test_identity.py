"""A developer's way to a model, by boto3: ID token, identity pool, role, invocation."""

import base64
import json
import pathlib
import subprocess
import time

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from conftest import create_account, until
from service_model import check_answer
from test_sessions import assume, member

KEY = pathlib.Path(__file__).parents[2] / "orchestrator/sandbox/src/token/keys/company.pem"
ISSUER, CLIENT = "https://acme.okta.com", "0oa1b2c3"
MODEL = "anthropic.claude-sonnet-5-5"
PROFILE = f"us.{MODEL}"
GROUP = "/aws/bedrock/invocations"
DESTINATIONS = ["us-east-1", "us-east-2", "us-west-2"]


def encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def id_token(**claims):
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "ann", "iat": now, "exp": now + 600, **claims}
    message = f"{encoded({'alg': 'RS256', 'typ': 'JWT'})}.{encoded(claims)}"
    command = ["openssl", "dgst", "-sha256", "-sign", KEY]
    signature = subprocess.run(command, input=message.encode(), capture_output=True, check=True)
    return f"{message}.{encoded(signature.stdout)}"


def template():
    pool = {"Ref": "Pool"}
    provider = {"Ref": "Provider"}
    profile = {"Fn::Sub": f"arn:aws:bedrock:us-east-1:${{AWS::AccountId}}:inference-profile/{PROFILE}"}
    models = [f"arn:aws:bedrock:{region}::foundation-model/{MODEL}" for region in DESTINATIONS]
    statements = [
        {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": profile},
        {
            "Effect": "Allow",
            "Action": "bedrock:InvokeModel",
            "Resource": models,
            "Condition": {"StringEquals": {"bedrock:InferenceProfileArn": profile}},
        },
        {"Effect": "Allow", "Action": "aws-marketplace:*", "Resource": "*"},
    ]
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": pool},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        },
    }
    logging_trust = {
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    }
    stream = "arn:aws:logs:us-east-1:${AWS::AccountId}:log-group:" + GROUP + ":log-stream:*"
    logging = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::Sub": stream},
    }
    rule = {
        "Claim": "groups",
        "MatchType": "Contains",
        "Value": "bedrock-platform",
        "RoleARN": {"Fn::GetAtt": ["Role", "Arn"]},
    }
    mapping = {
        "IdentityProvider": provider,
        "Type": "Rules",
        "AmbiguousRoleResolution": "Deny",
        "RulesConfiguration": {"Rules": [rule]},
    }
    resources = {
        "Provider": ("IAM::OIDCProvider", {"Url": ISSUER, "ClientIdList": [CLIENT]}),
        "Pool": (
            "Cognito::IdentityPool",
            {
                "AllowUnauthenticatedIdentities": False,
                "AllowClassicFlow": False,
                "OpenIdConnectProviderARNs": [provider],
            },
        ),
        "Role": (
            "IAM::Role",
            {
                "RoleName": "bedrock-developer",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
                "Policies": [
                    {
                        "PolicyName": "models",
                        "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
                    }
                ],
            },
        ),
        "LogGroup": ("Logs::LogGroup", {"LogGroupName": GROUP}),
        "LogRole": (
            "IAM::Role",
            {
                "RoleName": "bedrock-logs",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [logging_trust]},
                "Policies": [
                    {
                        "PolicyName": "write",
                        "PolicyDocument": {"Version": "2012-10-17", "Statement": [logging]},
                    }
                ],
            },
        ),
        "Rules": (
            "Cognito::IdentityPoolRoleAttachment",
            {"IdentityPoolId": pool, "RoleMappings": {"company": mapping}},
        ),
    }
    made = {name: {"Type": f"AWS::{kind}", "Properties": given} for name, (kind, given) in resources.items()}
    return json.dumps({"Resources": made, "Outputs": {"Pool": {"Value": pool}}})


@pytest.fixture
def team(sandbox, organizations):
    """The credentials of a team's account, and the pool that a stack made there."""
    account = create_account(organizations, "aws+platform@acme.example")["AccountId"]
    credentials = assume(sandbox, account)["Credentials"]
    cloudformation = member(sandbox, "cloudformation", credentials)
    cloudformation.create_stack(
        StackName="auth", TemplateBody=template(), Capabilities=["CAPABILITY_NAMED_IAM"]
    )

    def done():
        stack = cloudformation.describe_stacks(StackName="auth")["Stacks"][0]
        assert stack["StackStatus"] in ("CREATE_IN_PROGRESS", "CREATE_COMPLETE"), stack
        return stack.get("Outputs")

    return credentials, until(done)[0]["OutputValue"]


def unsigned(sandbox, service):
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    client = boto3.client(
        service, endpoint_url=sandbox.url, region_name="us-east-1", config=config
    )
    client.meta.events.register("after-call", check_answer)
    return client


def sign_in(sandbox, pool, token):
    cognito = unsigned(sandbox, "cognito-identity")
    logins = {"acme.okta.com": token}
    identity = cognito.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    given = cognito.get_credentials_for_identity(IdentityId=identity, Logins=logins)["Credentials"]
    return {**given, "SecretAccessKey": given["SecretKey"]}


def test_a_developer_signs_in_and_invokes(sandbox, team):
    admin, pool = team
    form = json.dumps({"companyName": "Acme"}).encode()
    bedrock = sandbox.client("bedrock")
    bedrock.put_use_case_for_model_access(formData=form)
    assert bedrock.get_use_case_for_model_access()["formData"] == form
    developer = sign_in(sandbox, pool, id_token(groups=["bedrock-platform"]))
    arn = member(sandbox, "sts", developer).get_caller_identity()["Arn"]
    assert arn.endswith(":assumed-role/bedrock-developer/CognitoIdentityCredentials")
    runtime = member(sandbox, "bedrock-runtime", developer)
    body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": []}
    answer = runtime.invoke_model(modelId=PROFILE, body=json.dumps(body))
    assert json.load(answer["body"])["usage"]["output_tokens"] > 0
    said = runtime.converse(modelId=PROFILE, messages=[{"role": "user", "content": [{"text": "Hi"}]}])
    assert said["stopReason"] == "end_turn"
    with pytest.raises(runtime.exceptions.AccessDeniedException):
        runtime.invoke_model(modelId="us.anthropic.claude-opus-5-5", body=json.dumps(body))
    inside = member(sandbox, "bedrock", admin)
    found = inside.get_foundation_model_availability(modelId=MODEL)
    assert found["agreementAvailability"]["status"] in ("PENDING", "AVAILABLE")
    assert len(inside.get_inference_profile(inferenceProfileIdentifier=PROFILE)["models"]) == 3
    offers = inside.list_foundation_model_agreement_offers(modelId=MODEL)["offers"]
    assert offers[0]["offerToken"]


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": ["everyone"]},
        {},
        {"groups": ["bedrock-platform"], "exp": 1},
        {"groups": ["bedrock-platform"], "aud": "another"},
        {"groups": ["bedrock-platform"], "iss": "https://evil.example"},
    ],
)
def test_nobody_else_does(sandbox, team, claims):
    with pytest.raises(ClientError) as refused:
        sign_in(sandbox, team[1], id_token(**claims))
    assert refused.value.response["Error"]["Code"] == "NotAuthorizedException"


def test_no_other_way_leads_to_the_role(sandbox, team):
    admin, pool = team
    token = id_token(groups=["bedrock-platform"])
    cognito = unsigned(sandbox, "cognito-identity")
    logins = {"acme.okta.com": token}
    identity = cognito.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.get_open_id_token(IdentityId=identity, Logins=logins)
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.get_id(IdentityPoolId=pool)
    role = member(sandbox, "iam", admin).get_role(RoleName="bedrock-developer")["Role"]
    assert role["AssumeRolePolicyDocument"]["Statement"]
    with pytest.raises(ClientError) as refused:
        unsigned(sandbox, "sts").assume_role_with_web_identity(
            RoleArn=role["Arn"], RoleSessionName="ann", WebIdentityToken=token
        )
    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_the_owner_reads_what_the_stack_made(sandbox, team):
    admin, pool = team
    cognito = member(sandbox, "cognito-identity", admin)
    assert cognito.list_identity_pools(MaxResults=10)["IdentityPools"][0]["IdentityPoolId"] == pool
    described = cognito.describe_identity_pool(IdentityPoolId=pool)
    assert described["AllowClassicFlow"] is False
    [mapping] = cognito.get_identity_pool_roles(IdentityPoolId=pool)["RoleMappings"].values()
    assert mapping["AmbiguousRoleResolution"] == "Deny"
    iam = member(sandbox, "iam", admin)
    [provider] = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=provider["Arn"])
    assert (found["Url"], found["ClientIDList"]) == ("acme.okta.com", [CLIENT])
    assert iam.list_role_policies(RoleName="bedrock-developer")["PolicyNames"] == ["models"]
    policy = iam.get_role_policy(RoleName="bedrock-developer", PolicyName="models")
    assert len(policy["PolicyDocument"]["Statement"]) == 3
    names = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    assert names == ["bedrock-developer", "bedrock-logs"]


def test_logging_goes_to_the_stacks_log_group(sandbox, team):
    bedrock = member(sandbox, "bedrock", team[0])
    iam = member(sandbox, "iam", team[0])
    role = iam.get_role(RoleName="bedrock-logs")["Role"]["Arn"]

    def put(**to):
        to = {"logGroupName": GROUP, "roleArn": role, **to}
        bedrock.put_model_invocation_logging_configuration(
            loggingConfig={"cloudWatchConfig": to, "textDataDeliveryEnabled": False}
        )

    assert "loggingConfig" not in bedrock.get_model_invocation_logging_configuration()
    for wrong in ({"logGroupName": "missing"}, {"roleArn": role + "-missing"}):
        with pytest.raises(bedrock.exceptions.ValidationException):
            put(**wrong)
    put()
    found = bedrock.get_model_invocation_logging_configuration()["loggingConfig"]
    assert found["cloudWatchConfig"] == {"logGroupName": GROUP, "roleArn": role}
    assert found["textDataDeliveryEnabled"] is False
    bedrock.delete_model_invocation_logging_configuration()
    assert "loggingConfig" not in bedrock.get_model_invocation_logging_configuration()
