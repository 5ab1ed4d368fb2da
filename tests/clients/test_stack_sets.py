"""Stack sets, by boto3: one template in every account of a unit."""

import json

import pytest
from botocore.exceptions import ClientError

from conftest import READER, create_account, root_of, until
from test_sessions import assume, member

STACKSETS = "member.org.stacksets.cloudformation.amazonaws.com"
SET = "bedrock-logs"
TEMPLATE = json.dumps(
    {
        "Parameters": {
            "Name": {"Type": "String", "Default": "/nobody"},
            "Days": {"Type": "String", "Default": "30"},
        },
        "Resources": {
            "Group": {
                "Type": "AWS::Logs::LogGroup",
                "Properties": {
                    "LogGroupName": {"Ref": "Name"},
                    "RetentionInDays": {"Ref": "Days"},
                },
            }
        },
        "Outputs": {"Group": {"Value": {"Ref": "Group"}}},
    }
)
HOME, SECOND = "us-east-1", "us-west-2"
WIDE = {
    "MaxConcurrentPercentage": 100,
    "FailureTolerancePercentage": 100,
    "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
    "RegionConcurrencyType": "PARALLEL",
}


def parameters(**values):
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


class Unit:
    """A unit with three accounts, and a set that has no stacks yet."""

    def __init__(self, sandbox, organizations):
        self.sandbox = sandbox
        self.cloudformation = sandbox.client("cloudformation")
        organizations.enable_aws_service_access(ServicePrincipal=STACKSETS)
        self.cloudformation.activate_organizations_access()
        root = root_of(organizations)
        made = organizations.create_organizational_unit(ParentId=root, Name="Bedrock")
        self.id = made["OrganizationalUnit"]["Id"]
        self.accounts = []
        for name in ("one", "two", "three"):
            account = create_account(organizations, f"aws+{name}@acme.example")["AccountId"]
            organizations.move_account(
                AccountId=account, SourceParentId=root, DestinationParentId=self.id
            )
            self.accounts.append(account)
        self.accounts.sort()
        self.create_set(SET)

    def create_set(self, name, managed=True):
        return self.cloudformation.create_stack_set(
            StackSetName=name,
            TemplateBody=TEMPLATE,
            Parameters=parameters(Name="/nobody", Days="30"),
            PermissionModel="SERVICE_MANAGED",
            AutoDeployment={"Enabled": False},
            ManagedExecution={"Active": managed},
            Tags=[{"Key": "owner", "Value": "cloud-coe"}],
        )["StackSetId"]

    def targets(self, *accounts):
        return {
            "OrganizationalUnitIds": [self.id],
            "Accounts": list(accounts),
            "AccountFilterType": "INTERSECTION",
        }

    def deploy(self, verb, accounts, regions=(HOME,), name=SET, **more):
        """Starts an operation on stacks; its ID."""
        if verb != "delete":
            more.setdefault("ParameterOverrides", parameters(Name=f"/teams/{name}"))
        return getattr(self.cloudformation, f"{verb}_stack_instances")(
            StackSetName=name,
            DeploymentTargets=self.targets(*accounts),
            Regions=list(regions),
            OperationPreferences=WIDE,
            **more,
        )["OperationId"]

    def end(self, operation, name=SET):
        """The operation when it has ended."""

        def ended():
            found = self.cloudformation.describe_stack_set_operation(
                StackSetName=name, OperationId=operation
            )["StackSetOperation"]
            return found["Status"] not in ("QUEUED", "RUNNING", "STOPPING") and found

        return until(ended)

    def listed(self, operation, key="Summaries", name=SET, **more):
        pages = self.cloudformation.get_paginator(operation)
        return pages.paginate(StackSetName=name, **more).build_full_result()[key]

    def instance(self, account, region=HOME):
        return self.cloudformation.describe_stack_instance(
            StackSetName=SET, StackInstanceAccount=account, StackInstanceRegion=region
        )["StackInstance"]

    def inside(self, account):
        return member(self.sandbox, "cloudformation", assume(self.sandbox, account)["Credentials"])

    def block(self, account):
        """Somebody else's stack has the log group already."""
        inside = self.inside(account)
        inside.create_stack(
            StackName="theirs",
            TemplateBody=TEMPLATE,
            Parameters=parameters(Name=f"/teams/{SET}"),
        )
        until(lambda: status(inside, "theirs") == "CREATE_COMPLETE")
        return inside


def status(cloudformation, stack):
    return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]


def names(cloudformation):
    pages = cloudformation.get_paginator("describe_stacks").paginate()
    return {one["StackName"] for one in pages.build_full_result()["Stacks"]}


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


@pytest.fixture
def unit(sandbox, organizations):
    return Unit(sandbox, organizations)


def test_every_account_gets_a_stack_with_what_it_says_itself(unit):
    first, second, _ = unit.accounts
    own = unit.deploy("create", [first], ParameterOverrides=parameters(Name="/teams/own"))
    both = [HOME, SECOND]
    wide = unit.deploy("create", unit.accounts[1:], both, OperationId="chosen-by-the-caller")
    assert wide == "chosen-by-the-caller"
    for operation, stacks in ((own, 1), (wide, 4)):
        ended = unit.end(operation)
        assert (ended["Action"], ended["Status"]) == ("CREATE", "SUCCEEDED")
        assert ended["StatusDetails"]["FailedStackInstancesCount"] == 0
        assert ended["OperationPreferences"]["ConcurrencyMode"] == "SOFT_FAILURE_TOLERANCE"
        assert ended["DeploymentTargets"]["OrganizationalUnitIds"] == [unit.id]
        results = unit.listed("list_stack_set_operation_results", OperationId=operation)
        assert [one["Status"] for one in results] == ["SUCCEEDED"] * stacks

    listed = unit.listed("list_stack_instances")
    places = {(one["Account"], one["Region"]) for one in listed}
    assert places == {(first, HOME)} | {
        (account, region) for account in unit.accounts[1:] for region in both
    }
    assert {one["Status"] for one in listed} == {"CURRENT"}
    assert {one["StackInstanceStatus"]["DetailedStatus"] for one in listed} == {"SUCCEEDED"}
    here = unit.listed("list_stack_instances", StackInstanceAccount=second)
    assert {one["Region"] for one in here} == set(both)

    found = unit.instance(first)
    assert found["ParameterOverrides"] == parameters(Name="/teams/own")
    assert found["LastOperationId"] == own
    inside = unit.inside(first)
    (stack,) = inside.describe_stacks(StackName=found["StackId"])["Stacks"]
    assert stack["StackName"].startswith(f"StackSet-{SET}-")
    assert stack["Outputs"] == [{"OutputKey": "Group", "OutputValue": "/teams/own"}]
    values = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    assert values == {"Name": "/teams/own", "Days": "30"}
    assert {"Key": "owner", "Value": "cloud-coe"} in stack["Tags"]


def test_an_operation_that_succeeded_can_hide_failures(unit):
    broken = unit.accounts[1]
    inside = unit.block(broken)
    operation = unit.deploy("create", unit.accounts)
    ended = unit.end(operation)
    assert ended["Status"] == "SUCCEEDED"
    assert ended["StatusDetails"]["FailedStackInstancesCount"] == 1
    results = unit.listed("list_stack_set_operation_results", OperationId=operation)
    assert {one["Account"] for one in results} == set(unit.accounts)
    (failed,) = (one for one in results if one["Status"] == "FAILED")
    assert failed["Account"] == broken
    assert "already exists" in failed["StatusReason"]
    by_status = [{"Name": "DETAILED_STATUS", "Values": "FAILED"}]
    (listed,) = unit.listed("list_stack_instances", Filters=by_status)
    assert (listed["Account"], listed["Status"]) == (broken, "OUTDATED")

    # The stack that failed tells which resource it was.
    pages = inside.get_paginator("describe_stack_events").paginate(StackName=listed["StackId"])
    events = pages.build_full_result()["StackEvents"]
    causes = [one for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
    assert [one["LogicalResourceId"] for one in causes] == ["Group"]

    inside.delete_stack(StackName="theirs")
    until(lambda: "theirs" not in names(inside))
    assert unit.end(unit.deploy("update", [broken]))["Status"] == "SUCCEEDED"
    assert unit.instance(broken)["Status"] == "CURRENT"


def test_a_set_that_moves_on_leaves_its_stacks_behind(unit):
    unit.end(unit.deploy("create", unit.accounts))
    first, rest = unit.accounts[0], unit.accounts[1:]
    operation = unit.cloudformation.update_stack_set(
        StackSetName=SET,
        TemplateBody=TEMPLATE,
        Parameters=parameters(Name="/nobody", Days="90"),
        DeploymentTargets=unit.targets(first),
        Regions=[HOME],
        OperationPreferences=WIDE,
    )["OperationId"]
    assert unit.end(operation)["Action"] == "UPDATE"
    states = {one["Account"]: one["Status"] for one in unit.listed("list_stack_instances")}
    assert states == {first: "CURRENT", **dict.fromkeys(rest, "OUTDATED")}

    unit.end(unit.deploy("update", rest, ParameterOverrides=[]))
    assert {one["Status"] for one in unit.listed("list_stack_instances")} == {"CURRENT"}
    found = unit.instance(rest[0])
    (stack,) = unit.inside(rest[0]).describe_stacks(StackName=found["StackId"])["Stacks"]
    values = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    assert values["Days"] == "90"


def test_drift_detection_looks_at_every_stack(unit):
    unit.end(unit.deploy("create", unit.accounts))
    assert unit.instance(unit.accounts[0])["DriftStatus"] == "NOT_CHECKED"
    operation = unit.cloudformation.detect_stack_set_drift(StackSetName=SET)["OperationId"]
    ended = unit.end(operation)
    assert ended["Action"] == "DETECT_DRIFT"
    drift = ended["StackSetDriftDetectionDetails"]
    assert (drift["DriftStatus"], drift["DriftDetectionStatus"]) == ("IN_SYNC", "COMPLETED")
    counts = drift["TotalStackInstancesCount"], drift["InSyncStackInstancesCount"]
    assert counts == (3, 3)
    assert unit.instance(unit.accounts[0])["DriftStatus"] == "IN_SYNC"
    described = unit.cloudformation.describe_stack_set(StackSetName=SET)["StackSet"]
    assert described["StackSetDriftDetectionDetails"]["DriftStatus"] == "IN_SYNC"


def test_operations_wait_for_each_other_only_where_they_meet(unit):
    first, second, third = unit.accounts
    running = unit.deploy("create", [first, second])
    beside = unit.deploy("create", [third])
    behind = unit.deploy("delete", [first], RetainStacks=False)
    listed = unit.listed("list_stack_set_operations")
    states = {one["OperationId"]: one["Status"] for one in listed}
    assert states == {running: "RUNNING", beside: "RUNNING", behind: "QUEUED"}
    assert unit.end(behind)["Status"] == "SUCCEEDED"
    left = {one["Account"] for one in unit.listed("list_stack_instances")}
    assert left == {second, third}

    unit.create_set("one-at-a-time", managed=False)
    unit.deploy("create", [first], name="one-at-a-time")
    call = {"verb": "create", "accounts": [second], "name": "one-at-a-time"}
    assert refused(unit.deploy, **call) == "OperationInProgressException"


def test_what_is_refused(unit, organizations):
    cloudformation = unit.cloudformation
    first = unit.accounts[0]
    operation = unit.deploy("create", [first])
    again = {"verb": "create", "accounts": [first], "OperationId": operation}
    assert refused(unit.deploy, **again) == "OperationIdAlreadyExistsException"
    unit.end(operation)
    assert refused(unit.create_set, name=SET) == "NameAlreadyExistsException"
    assert refused(cloudformation.delete_stack_set, StackSetName=SET) == "StackSetNotEmptyException"
    missing = {"StackSetName": "missing"}
    assert refused(cloudformation.describe_stack_set, **missing) == "StackSetNotFoundException"
    known = {"StackSetName": SET}
    unknown = refused(cloudformation.describe_stack_set_operation, OperationId="other", **known)
    assert unknown == "OperationNotFoundException"
    nowhere = {"verb": "update", "accounts": unit.accounts}
    assert refused(unit.deploy, **nowhere) == "StackInstanceNotFoundException"
    reader = unit.sandbox.client("cloudformation", READER)
    assert refused(reader.delete_stack_set, **known) == "AccessDenied"
    # A member account has no such set, and sees no other's.
    inside = unit.inside(first)
    assert refused(inside.describe_stack_set, **known) == "StackSetNotFoundException"


def test_the_management_account_is_no_target(unit, organizations):
    root = root_of(organizations)
    operation = unit.cloudformation.create_stack_instances(
        StackSetName=SET,
        DeploymentTargets={"OrganizationalUnitIds": [root]},
        Regions=[HOME],
        ParameterOverrides=parameters(Name="/teams/all"),
        OperationPreferences=WIDE,
    )["OperationId"]
    unit.end(operation)
    listed = unit.listed("list_stack_instances")
    management = organizations.describe_organization()["Organization"]["MasterAccountId"]
    assert {one["Account"] for one in listed} == set(unit.accounts)
    assert management not in unit.accounts


def test_a_set_goes_after_its_stacks(unit):
    unit.end(unit.deploy("create", unit.accounts))
    first, rest = unit.accounts[0], unit.accounts[1:]
    kept = unit.instance(first)["StackId"]
    unit.end(unit.deploy("delete", [first], RetainStacks=True))
    unit.end(unit.deploy("delete", rest, RetainStacks=False))
    assert unit.listed("list_stack_instances") == []
    assert status(unit.inside(first), kept) == "CREATE_COMPLETE", "given up by the set, not deleted"
    unit.cloudformation.delete_stack_set(StackSetName=SET)
    assert unit.cloudformation.list_stack_sets(Status="ACTIVE")["Summaries"] == []
