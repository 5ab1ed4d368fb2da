import datetime

import pytest
from botocore.exceptions import ClientError

from conftest import READER, create_account, enable_scps, until
from test_policies import create as create_policy


def assume(sandbox, account):
    sts = sandbox.client("sts")

    def answer():
        try:
            return sts.assume_role(
                RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole",
                RoleSessionName="test",
            )
        except ClientError as refused:
            # The role of a new account opens some minutes late.
            assert refused.response["Error"]["Code"] == "AccessDenied"

    return until(answer)


def member(sandbox, service, credentials):
    keys = (credentials["AccessKeyId"], credentials["SecretAccessKey"])
    return sandbox.client(service, keys, credentials["SessionToken"], retries=0)


def test_who_am_i(sandbox):
    identity = sandbox.client("sts", READER).get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::111122223333:user/reader"


def test_a_session_acts_in_the_member_account(sandbox, organizations):
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    assumed = assume(sandbox, account)
    lasts = assumed["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert 3500 < lasts.total_seconds() <= 3600, "on the caller's clock, whatever the speed"
    credentials = assumed["Credentials"]
    identity = member(sandbox, "sts", credentials).get_caller_identity()
    assert identity["Account"] == account
    assert identity["Arn"] == assumed["AssumedRoleUser"]["Arn"]
    member(sandbox, "account", credentials).put_account_name(AccountName="renamed")
    assert organizations.describe_account(AccountId=account)["Account"]["Name"] == "renamed"

    inside = member(sandbox, "organizations", credentials)
    assert inside.describe_organization()["Organization"]["MasterAccountId"] == "111122223333"
    with pytest.raises(inside.exceptions.AccessDeniedException) as refused:
        inside.list_accounts()
    assert "don't have permissions to access this resource" in str(refused.value)


def test_service_control_policies_bind_members_and_not_the_management_account(sandbox, organizations):
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    credentials = assume(sandbox, account)["Credentials"]
    root = enable_scps(organizations)
    policy = create_policy(organizations)
    organizations.attach_policy(PolicyId=policy, TargetId=root)
    inside = member(sandbox, "account", credentials)
    with pytest.raises(inside.exceptions.AccessDeniedException) as refused:
        inside.put_account_name(AccountName="renamed")
    assert "explicit deny in a service control policy" in str(refused.value)
    sandbox.client("account").put_account_name(AccountName="mine")


def test_only_the_right_role_of_the_right_account(sandbox):
    sts = sandbox.client("sts", retries=0)
    with pytest.raises(ClientError) as refused:
        sts.assume_role(
            RoleArn="arn:aws:iam::999999999999:role/OrganizationAccountAccessRole",
            RoleSessionName="test",
        )
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    assert "sts:AssumeRole" in refused.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    "service, call, code",
    [
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("organizations", "describe_organization", "UnrecognizedClientException"),
        ("account", "get_account_information", "UnrecognizedClientException"),
    ],
)
def test_unknown_keys(sandbox, service, call, code):
    client = sandbox.client(service, ("AKIANOBODY0000000000", "secret"), retries=0)
    with pytest.raises(ClientError) as refused:
        getattr(client, call)()
    assert refused.value.response["Error"]["Code"] == code


def test_a_reader_may_not_write(sandbox):
    organizations = sandbox.client("organizations", READER, retries=0)
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    with pytest.raises(organizations.exceptions.AccessDeniedException) as refused:
        organizations.create_account(Email="aws+x@acme.example", AccountName="x")
    assert refused.value.response["Error"]["Message"] == (
        "User: arn:aws:iam::111122223333:user/reader is not authorized to perform: "
        "organizations:CreateAccount on resource: * because no identity-based policy allows the "
        "organizations:CreateAccount action"
    )
