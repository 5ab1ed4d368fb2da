"""AWS publishes an example answer for most operations: the sandbox leaves out nothing that they show."""

import json
import pathlib

import botocore
import pytest

from conftest import Sandbox, create_account, enable_scps

FOLDER = pathlib.Path(botocore.__file__).parent / "data/organizations/2016-11-28"
EXAMPLES = json.loads((FOLDER / "examples-1.json").read_text())["examples"]
# Retired by AWS in September 2026, after the examples were written.
RETIRED = {".Account.Status", ".Accounts[].Status"}


@pytest.fixture(scope="module")
def answers():
    """What the sandbox answers to each operation, the last answer of each."""
    sandbox = Sandbox()
    try:
        organizations = sandbox.client("organizations")
        found = {}

        def keep(http_response, model, **_):
            if http_response.status_code == 200:
                found.setdefault(model.name, []).append(json.loads(http_response.content))

        organizations.meta.events.register("after-call", keep)
        tour(organizations)
        return found
    finally:
        sandbox.stop()


def tour(organizations):
    """Calls every operation that reads, with something there to read."""
    root = enable_scps(organizations)
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    create_account(organizations, "aws+team@acme.example")
    unit = organizations.create_organizational_unit(ParentId=root, Name="Bedrock")
    unit = unit["OrganizationalUnit"]["Id"]
    organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    policy = organizations.create_policy(
        Name="guard",
        Description="keeps watch",
        Type="SERVICE_CONTROL_POLICY",
        Content='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=unit)
    organizations.update_policy(PolicyId=policy, Description="keeps a closer watch")
    organizations.update_organizational_unit(OrganizationalUnitId=unit, Name="Claude")
    organizations.describe_organization()
    organizations.describe_account(AccountId=account)
    organizations.describe_organizational_unit(OrganizationalUnitId=unit)
    organizations.describe_policy(PolicyId=policy)
    scps = "SERVICE_CONTROL_POLICY"
    for name, arguments in [
        ("list_accounts", {}),
        ("list_accounts_for_parent", {"ParentId": unit}),
        ("list_children", {"ParentId": unit, "ChildType": "ACCOUNT"}),
        ("list_create_account_status", {}),
        ("list_organizational_units_for_parent", {"ParentId": root}),
        ("list_parents", {"ChildId": account}),
        ("list_policies", {"Filter": scps}),
        ("list_policies_for_target", {"TargetId": unit, "Filter": scps}),
        ("list_targets_for_policy", {"PolicyId": policy}),
    ]:
        organizations.get_paginator(name).paginate(**arguments).build_full_result()
    organizations.detach_policy(PolicyId=policy, TargetId=unit)
    organizations.delete_policy(PolicyId=policy)
    organizations.disable_policy_type(RootId=root, PolicyType=scps)


READ = sorted(
    name
    for name, examples in EXAMPLES.items()
    if examples[0].get("output")
    and "Handshake" not in str(examples[0]["output"].keys())
    and name not in {"CreateOrganization"}
)


@pytest.mark.parametrize("operation", READ)
def test_nothing_is_left_out(answers, operation):
    for example in EXAMPLES[operation]:
        lacking = min((missing(example["output"], answer) for answer in answers[operation]), key=len)
        assert not lacking


def missing(example, answer, where=""):
    """The places of the example that the answer lacks."""
    if isinstance(example, dict) and isinstance(answer, dict):
        absent = {f"{where}.{key}" for key in example.keys() - answer.keys()} - RETIRED
        shared = example.keys() & answer.keys()
        return absent.union(*(missing(example[key], answer[key], f"{where}.{key}") for key in shared))
    if isinstance(example, list) and example and isinstance(answer, list):
        found = [missing(example[0], one, f"{where}[]") for one in answer]
        return min(found, key=len) if found else {f"{where}[]"}
    return set()
