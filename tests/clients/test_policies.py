import json

import pytest

from conftest import create_account, enable_scps, root_of

DENY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "account:PutAccountName", "Resource": "*"}],
    }
)


def create(organizations, name="guard", content=DENY):
    created = organizations.create_policy(
        Name=name, Description="", Content=content, Type="SERVICE_CONTROL_POLICY"
    )
    return created["Policy"]["PolicySummary"]["Id"]


def attached(organizations, target):
    pages = organizations.get_paginator("list_policies_for_target").paginate(
        TargetId=target, Filter="SERVICE_CONTROL_POLICY"
    )
    return {policy["Name"] for policy in pages.build_full_result()["Policies"]}


def test_a_policy_lives_and_dies(organizations):
    root = root_of(organizations)
    policy = create(organizations)
    with pytest.raises(organizations.exceptions.PolicyTypeNotEnabledException):
        organizations.attach_policy(PolicyId=policy, TargetId=root)
    enable_scps(organizations)
    assert attached(organizations, root) == {"FullAWSAccess"}
    organizations.attach_policy(PolicyId=policy, TargetId=root)
    with pytest.raises(organizations.exceptions.DuplicatePolicyAttachmentException):
        organizations.attach_policy(PolicyId=policy, TargetId=root)
    pages = organizations.get_paginator("list_targets_for_policy").paginate(PolicyId=policy)
    assert [target["TargetId"] for target in pages.build_full_result()["Targets"]] == [root]
    organizations.update_policy(PolicyId=policy, Name="renamed")
    assert attached(organizations, root) == {"FullAWSAccess", "renamed"}
    with pytest.raises(organizations.exceptions.PolicyInUseException):
        organizations.delete_policy(PolicyId=policy)
    organizations.detach_policy(PolicyId=policy, TargetId=root)
    with pytest.raises(organizations.exceptions.PolicyNotAttachedException):
        organizations.detach_policy(PolicyId=policy, TargetId=root)
    organizations.delete_policy(PolicyId=policy)
    with pytest.raises(organizations.exceptions.PolicyNotFoundException):
        organizations.describe_policy(PolicyId=policy)


def test_limits_of_policies(organizations):
    root = enable_scps(organizations)
    with pytest.raises(organizations.exceptions.MalformedPolicyDocumentException):
        create(organizations, content='{"Version":"2012-10-17"}')
    longest = DENY + " " * (10_240 - len(DENY))
    with pytest.raises(organizations.exceptions.ConstraintViolationException) as refused:
        create(organizations, content=longest + " ")
    assert refused.value.response["Reason"] == "POLICY_CONTENT_LIMIT_EXCEEDED"
    create(organizations, "guard-0", longest)
    with pytest.raises(organizations.exceptions.DuplicatePolicyException):
        create(organizations, "guard-0")
    for number in range(1, 10):
        policy = create(organizations, f"guard-{number}")
        organizations.attach_policy(PolicyId=policy, TargetId=root)
    policy = create(organizations, "one-too-many")
    with pytest.raises(organizations.exceptions.ConstraintViolationException) as refused:
        organizations.attach_policy(PolicyId=policy, TargetId=root)
    assert refused.value.response["Reason"] == "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"


def test_the_last_policy_stays(organizations):
    root = enable_scps(organizations)
    with pytest.raises(organizations.exceptions.ConstraintViolationException) as refused:
        organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=root)
    assert refused.value.response["Reason"] == "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"


def test_new_units_and_accounts_start_with_full_access(organizations):
    root = enable_scps(organizations)
    unit = organizations.create_organizational_unit(ParentId=root, Name="Bedrock")
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    assert attached(organizations, unit["OrganizationalUnit"]["Id"]) == {"FullAWSAccess"}
    assert attached(organizations, account) == {"FullAWSAccess"}
