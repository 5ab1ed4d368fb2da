import json
import signal

import pytest

from conftest import create_account, enable_scps
from test_policies import create as create_policy


def everything(organizations):
    accounts = organizations.get_paginator("list_accounts").paginate().build_full_result()
    policies = organizations.get_paginator("list_policies").paginate(Filter="SERVICE_CONTROL_POLICY")
    roots = organizations.get_paginator("list_roots").paginate().build_full_result()
    return accounts["Accounts"], policies.build_full_result()["Policies"], roots["Roots"]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_organization_survives(start, tmp_path, end):
    state = tmp_path / "organization.json"
    first = start("--state", str(state))
    organizations = first.client("organizations")
    enable_scps(organizations)
    policy = create_policy(organizations)
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    organizations.attach_policy(PolicyId=policy, TargetId=account)
    running = organizations.create_account(Email="aws+later@acme.example", AccountName="later")
    before = everything(organizations)
    code = first.stop(end)
    assert code == (-9 if end == signal.SIGKILL else 0)
    assert json.loads(state.read_text())["version"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["organization.json"]

    organizations = start("--state", str(state)).client("organizations")
    accounts, policies, roots = everything(organizations)
    assert [known for known in accounts if known in before[0]] == before[0]
    assert (policies, roots) == before[1:]
    targets = organizations.list_targets_for_policy(PolicyId=policy)
    while not targets["Targets"] and "NextToken" in targets:
        targets = organizations.list_targets_for_policy(PolicyId=policy, NextToken=targets["NextToken"])
    assert [target["TargetId"] for target in targets["Targets"]] == [account]
    # What was under way goes on.
    pending = running["CreateAccountStatus"]["Id"]
    status = organizations.describe_create_account_status(CreateAccountRequestId=pending)
    assert status["CreateAccountStatus"]["State"] in ("IN_PROGRESS", "SUCCEEDED")


def test_a_broken_state_file_is_left_alone(start, tmp_path):
    state = tmp_path / "organization.json"
    state.write_text("{")
    with pytest.raises(AssertionError):
        start("--state", str(state))
    assert state.read_text() == "{"
