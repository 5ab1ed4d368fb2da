import pytest
from botocore.exceptions import ClientError

from conftest import create_account, root_of, until


def test_an_account_is_created_and_moved(organizations):
    status = create_account(
        organizations, "aws+team@acme.example", Tags=[{"Key": "team", "Value": "platform"}]
    )
    assert status["State"] == "SUCCEEDED"
    assert status["AccountName"] == "team"
    assert status["CompletedTimestamp"] > status["RequestedTimestamp"]
    account = status["AccountId"]
    root = root_of(organizations)
    unit = organizations.create_organizational_unit(ParentId=root, Name="Bedrock")
    unit = unit["OrganizationalUnit"]["Id"]

    organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)

    described = organizations.describe_account(AccountId=account)["Account"]
    assert described["State"] == "ACTIVE"
    assert "Status" not in described
    assert described["Paths"][0].endswith(f"/{root}/{unit}/{account}/")
    pages = organizations.get_paginator("list_accounts_for_parent").paginate(ParentId=unit)
    assert [found["Id"] for found in pages.build_full_result()["Accounts"]] == [account]
    pages = organizations.get_paginator("list_tags_for_resource").paginate(ResourceId=account)
    assert pages.build_full_result()["Tags"] == [{"Key": "team", "Value": "platform"}]


@pytest.mark.parametrize(
    "source, destination, code",
    [
        ("elsewhere", "unit", "SourceParentNotFoundException"),
        ("root", "nowhere", "DestinationParentNotFoundException"),
        ("unit", "root", "DuplicateAccountException"),
    ],
)
def test_moves_that_are_refused(organizations, source, destination, code):
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    root = root_of(organizations)

    def unit(name):
        created = organizations.create_organizational_unit(ParentId=root, Name=name)
        return created["OrganizationalUnit"]["Id"]

    places = {
        "root": root,
        "unit": unit("one"),
        "elsewhere": unit("two"),
        "nowhere": f"ou-{root[2:]}-00000000",
    }
    with pytest.raises(ClientError) as refused:
        organizations.move_account(
            AccountId=account,
            SourceParentId=places[source],
            DestinationParentId=places[destination],
        )
    assert refused.value.response["Error"]["Code"] == code


def test_a_failure_comes_in_the_status(organizations):
    create_account(organizations, "aws+team@acme.example")
    twin = create_account(organizations, "AWS+Team@acme.example")
    assert (twin["State"], twin["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    listed = organizations.get_paginator("list_create_account_status").paginate(States=["FAILED"])
    assert [found["Id"] for found in listed.build_full_result()["CreateAccountStatuses"]] == [twin["Id"]]


def test_no_more_than_five_at_once(start):
    organizations = start(speed=30).client("organizations", retries=0)
    for number in range(5):
        def created():
            try:
                return organizations.create_account(Email=f"aws+{number}@acme.example", AccountName="x")
            except organizations.exceptions.TooManyRequestsException:
                return None

        until(created)

    def refused():
        try:
            organizations.create_account(Email="aws+5@acme.example", AccountName="x")
        except organizations.exceptions.TooManyRequestsException:
            return None
        except organizations.exceptions.ConstraintViolationException as violation:
            return violation.response["Reason"]

    assert until(refused) == "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"


def test_an_account_is_closed(organizations):
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    organizations.close_account(AccountId=account)

    def state():
        return organizations.describe_account(AccountId=account)["Account"]["State"]

    assert state() in ("PENDING_CLOSURE", "CLOSED")
    until(lambda: state() == "CLOSED")
    with pytest.raises(organizations.exceptions.AccountAlreadyClosedException):
        organizations.close_account(AccountId=account)


def test_an_account_is_renamed_with_trusted_access(sandbox, organizations):
    account = create_account(organizations, "aws+team@acme.example")["AccountId"]
    management = sandbox.client("account")
    with pytest.raises(management.exceptions.AccessDeniedException):
        management.put_account_name(AccountId=account, AccountName="renamed")
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    management.put_account_name(AccountId=account, AccountName="renamed")
    assert management.get_account_information(AccountId=account)["AccountName"] == "renamed"
    assert organizations.describe_account(AccountId=account)["Account"]["Name"] == "renamed"


def test_the_quota_is_told_and_kept(start):
    sandbox = start("--account-quota", "2")
    quota = sandbox.client("service-quotas").get_service_quota(
        ServiceCode="organizations", QuotaCode="L-E619E033"
    )
    assert quota["Quota"]["Value"] == 2.0
    organizations = sandbox.client("organizations")
    assert create_account(organizations, "aws+1@acme.example")["State"] == "SUCCEEDED"
    assert create_account(organizations, "aws+2@acme.example")["FailureReason"] == "ACCOUNT_LIMIT_EXCEEDED"
