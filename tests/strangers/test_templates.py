"""The stacks of every case of the templates, made by moto's CloudFormation; boto3 then finds in each
account what the case's golden file says.

moto_stacks.py says which kinds of resources moto lacks. Of a log group it leaves out the key. The
stacks are made one by one: what stack sets do is tried with bedrock-org."""

import json
import pathlib
import urllib.request

import pytest
from conftest import Moto

ROOT = pathlib.Path(__file__).parents[2]
CASES = ROOT / "orchestrator/tests/cases/templates"
# moto's first account; the golden files have others.
ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def one_moto(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    with open(folder / "moto.log", "w") as log:
        moto = Moto(log, folder)
        try:
            moto.wait()
            yield moto
        finally:
            moto.stop()


@pytest.fixture
def moto(one_moto):
    """One server for all cases, emptied before each."""
    request = urllib.request.Request(f"{one_moto.url}/moto-api/reset", method="POST")
    urllib.request.urlopen(request, timeout=30).close()
    return one_moto


class Stack:
    """A case's stack at moto, and its golden file with the IDs that moto made up."""

    def __init__(self, moto, case):
        asked = json.loads((CASES / case / "case.json").read_text())
        self.moto = moto
        self.region = asked["place"]["region"]
        template = (ROOT / "stacksets" / f"{asked['template']}.yaml").read_text()
        values = {
            name: ",".join(value) if isinstance(value, list) else value
            for name, value in asked["values"].items()
        }
        values = {
            name: value.replace(asked["place"]["account"], ACCOUNT)
            for name, value in values.items()
        }
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName=asked["place"]["stack_name"],
            TemplateBody=template,
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value} for name, value in values.items()
            ],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        (made,) = cloudformation.describe_stacks()["Stacks"]
        assert made["StackStatus"] == "CREATE_COMPLETE"
        self.outputs = {one["OutputKey"]: one["OutputValue"] for one in made.get("Outputs", [])}
        golden = (CASES / case / "rendered.json").read_text()
        golden = golden.replace(asked["place"]["account"], ACCOUNT)
        uuid = made["StackId"].rsplit("/", 1)[1]
        golden = golden.replace("invocations-7e6d5c4b", f"invocations-{uuid.split('-')[0]}")
        if "IdentityPoolId" in self.outputs:
            pool = json.loads(golden)["outputs"]["IdentityPoolId"]
            golden = golden.replace(pool, self.outputs["IdentityPoolId"])
        self.golden = json.loads(golden)

    def client(self, service):
        return self.moto.client(service, self.region)

    def properties(self, logical_id):
        return self.golden["resources"][logical_id]["properties"]

    def kind(self, kind):
        found = self.golden["resources"].values()
        return [one["properties"] for one in found if one["kind"] == kind]


def cases(template):
    return sorted(folder.name for folder in CASES.glob(f"{template}-*"))


@pytest.mark.parametrize("case", cases("auth"))
def test_sign_in(moto, case):
    stack = Stack(moto, case)
    identity = stack.client("cognito-identity")
    pool = stack.outputs["IdentityPoolId"]

    found = identity.describe_identity_pool(IdentityPoolId=pool)
    wanted = stack.properties("IdentityPool")
    assert found["IdentityPoolName"] == wanted["IdentityPoolName"]
    assert found["AllowUnauthenticatedIdentities"] is False
    arns = wanted.get("OpenIdConnectProviderARNs", [])
    assert [arn.split("/", 1)[1] for arn in found["OpenIdConnectProviderARNs"]] == [
        arn.split("/", 1)[1] for arn in arns
    ]
    assert found["CognitoIdentityProviders"] == wanted.get("CognitoIdentityProviders", [])

    roles = identity.get_identity_pool_roles(IdentityPoolId=pool)
    (mapping,) = roles["RoleMappings"].values()
    developers = stack.properties("RoleMapping")["RoleMappings"]["Developers"]
    assert roles["Roles"] == {}
    assert mapping["AmbiguousRoleResolution"] == "Deny"
    assert mapping["RulesConfiguration"] == developers["RulesConfiguration"]


def policies_of(iam, role):
    inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in inline
    }
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        documents[attached["PolicyName"]] = found["Document"]
    return documents


@pytest.mark.parametrize("case", [case for case in cases("auth") if "govcloud" not in case])
def test_what_the_role_may_do(moto, case):
    stack = Stack(moto, case)
    iam = stack.client("iam")
    role = iam.get_role(RoleName="bedrock-developer")["Role"]
    wanted = stack.properties("DeveloperRole")
    assert role["AssumeRolePolicyDocument"] == wanted["AssumeRolePolicyDocument"]
    assert role["Tags"] == wanted["Tags"]
    documents = {one["PolicyName"]: one["PolicyDocument"] for one in wanted.get("Policies", [])}
    for managed in stack.kind("AWS::IAM::ManagedPolicy"):
        documents[managed["ManagedPolicyName"]] = managed["PolicyDocument"]
    assert policies_of(iam, "bedrock-developer") == documents


@pytest.mark.parametrize("case", cases("monitoring"))
def test_monitoring(moto, case):
    stack = Stack(moto, case)
    cloudwatch, logs = stack.client("cloudwatch"), stack.client("logs")

    alarms = {one["AlarmName"] for one in cloudwatch.describe_alarms()["MetricAlarms"]}
    assert alarms == {one["AlarmName"] for one in stack.kind("AWS::CloudWatch::Alarm")}

    dashboards = stack.kind("AWS::CloudWatch::Dashboard")
    names = [one["DashboardName"] for one in cloudwatch.list_dashboards()["DashboardEntries"]]
    assert names == [one["DashboardName"] for one in dashboards]
    for dashboard in dashboards:
        body = cloudwatch.get_dashboard(DashboardName=dashboard["DashboardName"])["DashboardBody"]
        widgets = json.loads(body)["widgets"]
        assert len(widgets) == len(dashboard["DashboardBody"]["widgets"])

    (group,) = logs.describe_log_groups()["logGroups"]
    wanted = stack.properties("LogGroup")
    assert group["logGroupName"] == wanted["LogGroupName"] == stack.outputs["LogGroupName"]
    assert str(group["retentionInDays"]) == wanted["RetentionInDays"]
    filters = logs.describe_metric_filters()["metricFilters"]
    assert {one["filterPattern"] for one in filters} == {
        one["FilterPattern"] for one in stack.kind("AWS::Logs::MetricFilter")
    }

    topic = stack.outputs["TopicArn"]
    found = stack.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert sorted(one["Endpoint"] for one in found) == sorted(
        one["Endpoint"] for one in stack.kind("AWS::SNS::Subscription")
    )


@pytest.mark.parametrize("case", cases("hub"))
def test_hub(moto, case):
    stack = Stack(moto, case)
    assert stack.outputs["SinkArn"].startswith(f"arn:aws:oam:{stack.region}:")
    alarms = stack.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert len(alarms) == len(stack.kind("AWS::CloudWatch::Alarm")) == 2
