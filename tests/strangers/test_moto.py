"""bedrock-org makes the organization of a plan file at moto, and boto3 reads it back.

What moto lacks is worked around here, never in bedrock-org:
- CloudFormation's trusted access for the organization (`ActivateOrganizationsAccess`): the plan
  file leaves it to others;
- `Account.Paths`: bedrock-org finds the place of each account by other calls, which AWS's own
  answers never make it do. That is what the account that is adopted from a nested OU is for;
- the quota of accounts: the plan says that AWS's limit could not be read.
"""

import json
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parents[2]
# The reviewed text of each policy, which the plan file below asks for too.
POLICIES = ROOT / "orchestrator/tests/cases/guardrail/example"

PROTECT = "bedrock-org/acme/protect"
US_REGIONS = "bedrock-org/acme/regions/us-east-1+us-west-2/us"
US_MODELS = "bedrock-org/acme/models/opus+sonnet/us-east-1+us-west-2"
EU_REGIONS = "bedrock-org/acme/regions/eu-central-1/eu"
EU_MODELS = "bedrock-org/acme/models/sonnet-eu/eu-central-1"

PLAN_FILE = """
[organization]
name        = "acme"
ou          = "Platform/Bedrock"
email       = "aws+{{account}}@acme.example"
home_region = "us-east-1"
regions     = ["us-east-1", "us-west-2"]
tags        = {{ owner = "cloud-coe" }}
manage_trusted_access = false

[identity]
issuer    = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"

[models]
opus      = {{ id = "anthropic.claude-opus-5-5", profile = "us" }}
sonnet    = {{ id = "anthropic.claude-sonnet-5-5", profile = "us" }}
sonnet-eu = {{ id = "anthropic.claude-sonnet-5-5", profile = "eu" }}

[defaults]
models = {models}
budget = {{ monthly_usd = 2000, notify = ["finance@acme.example"] }}

[team.backend]
group      = "bedrock-backend"
developers = 40
accounts   = 2

[team.data]
group      = "bedrock-data"
developers = 12
account    = "{adopted}"
regions    = ["eu-central-1"]
models     = ["sonnet-eu"]
tags       = {{ cost-center = "4711" }}
"""


class Organization:
    """An organization at moto as boto3 sees it."""

    def __init__(self, moto):
        self.client = moto.client("organizations")
        self.client.create_organization(FeatureSet="ALL")
        self.root = self.client.list_roots()["Roots"][0]["Id"]

    def every(self, operation, key, **arguments):
        pages = self.client.get_paginator(operation).paginate(**arguments)
        return [thing for page in pages for thing in page[key]]

    def unit(self, path):
        """The id of the one OU at a path."""
        parent = self.root
        for name in path.split("/"):
            parent = self.units_below(parent)[name]
        return parent

    def units_below(self, parent):
        listed = self.every(
            "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent
        )
        units = {unit["Name"]: unit["Id"] for unit in listed}
        assert len(units) == len(listed), f"two OUs of one name: {listed}"
        return units

    def make_unit(self, path):
        parent, _, name = path.rpartition("/")
        parent = self.unit(parent) if parent else self.root
        made = self.client.create_organizational_unit(ParentId=parent, Name=name)
        return made["OrganizationalUnit"]["Id"]

    def make_account(self, name, email, path):
        made = self.client.create_account(AccountName=name, Email=email)
        account = made["CreateAccountStatus"]["AccountId"]
        self.move(account, self.root, self.unit(path))
        return account

    def move(self, account, source, destination):
        self.client.move_account(
            AccountId=account, SourceParentId=source, DestinationParentId=destination
        )

    def accounts_in(self, path):
        listed = self.every("list_accounts_for_parent", "Accounts", ParentId=self.unit(path))
        accounts = {account["Name"]: account for account in listed}
        assert len(accounts) == len(listed), f"two accounts of one name: {listed}"
        return accounts

    def tags(self, resource):
        listed = self.every("list_tags_for_resource", "Tags", ResourceId=resource)
        return {tag["Key"]: tag["Value"] for tag in listed}

    def policies(self):
        """Ours by name. AWS's own is attached to everything and stays out of this."""
        listed = self.every("list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY")
        ours = [policy for policy in listed if not policy["AwsManaged"]]
        policies = {policy["Name"]: policy["Id"] for policy in ours}
        assert len(policies) == len(ours), f"two policies of one name: {listed}"
        return policies

    def content(self, policy):
        described = self.client.describe_policy(PolicyId=policy)
        return json.loads(described["Policy"]["Content"])

    def attached(self, path):
        listed = self.every(
            "list_policies_for_target",
            "Policies",
            TargetId=self.unit(path) if path else self.root,
            Filter="SERVICE_CONTROL_POLICY",
        )
        return {policy["Name"] for policy in listed if not policy["AwsManaged"]}


@pytest.fixture
def organization(moto):
    return Organization(moto)


@pytest.fixture
def adopted(organization):
    """An account that others made, in an OU below another OU."""
    organization.make_unit("Legacy")
    organization.make_unit("Legacy/Old")
    # Its OU has the name of a team's: only the whole path tells the two apart.
    organization.make_unit("Legacy/Old/data")
    return organization.make_account("analytics", "analytics@acme.example", "Legacy/Old/data")


@pytest.fixture
def plan_file(tmp_path, adopted):
    def write(models=("opus", "sonnet")):
        path = tmp_path / "org.toml"
        path.write_text(PLAN_FILE.format(models=json.dumps(models), adopted=adopted))
        return path

    return write


def reviewed(name):
    file = name.removeprefix("bedrock-org/acme/").replace("/", "_")
    return json.loads((POLICIES / f"{file}.json").read_text())


def owned(**more):
    return {"owner": "cloud-coe", "bedrock-org:managed": "acme", **more}


def team(name, **more):
    return owned(**{"bedrock-org:team": name, **more})


def check_built(organization, adopted):
    assert set(organization.units_below(organization.root)) == {"Legacy", "Platform"}
    assert set(organization.units_below(organization.unit("Platform"))) == {"Bedrock"}
    teams = organization.units_below(organization.unit("Platform/Bedrock"))
    assert set(teams) == {"backend", "data"}

    # Above the plan's OU stand other people's OUs, even where we made them.
    assert organization.tags(organization.unit("Platform/Bedrock")) == owned()
    assert organization.tags(teams["backend"]) == team("backend")
    assert organization.tags(teams["data"]) == team("data", **{"cost-center": "4711"})

    backend = organization.accounts_in("Platform/Bedrock/backend")
    assert {name: account["Email"] for name, account in backend.items()} == {
        "backend-1": "aws+backend-1@acme.example",
        "backend-2": "aws+backend-2@acme.example",
    }
    for account in backend.values():
        assert organization.tags(account["Id"]) == team("backend")

    data = organization.accounts_in("Platform/Bedrock/data")
    assert {name: account["Id"] for name, account in data.items()} == {"analytics": adopted}
    assert organization.tags(adopted) == team("data", **{"cost-center": "4711"})
    assert organization.accounts_in("Legacy/Old/data") == {}
    # The management account, the adopted one, the two new ones.
    assert len(organization.every("list_accounts", "Accounts")) == 4


def check_guarded(organization, backend):
    """`backend`: the policies of that team's OU."""
    attached = {
        None: set(),
        "Legacy": set(),
        "Platform": set(),
        "Platform/Bedrock": {PROTECT},
        "Platform/Bedrock/backend": backend,
        "Platform/Bedrock/data": {EU_REGIONS, EU_MODELS},
    }
    assert {path: organization.attached(path) for path in attached} == attached


def test_a_plan_file_becomes_an_organization(moto, organization, adopted, plan_file):
    file = plan_file()
    plan = moto.plan(file, "--detailed-exitcode", code=2)
    assert plan["blocked"] == []
    assert plan["accounts"] == {"in_use": 2, "to_create": 2, "quota": None}
    changes = {change["address"]: change for change in plan["changes"]}
    place = changes["team.data/account.data-1/place"]
    assert (place["before"], place["after"]) == ("Legacy/Old/data", "Platform/Bedrock/data")
    assert len(organization.every("list_accounts", "Accounts")) == 2, "a plan changes nothing"

    moto.run("apply", file, "--yes")

    check_built(organization, adopted)
    check_guarded(organization, {US_REGIONS, US_MODELS})
    policies = organization.policies()
    assert set(policies) == {PROTECT, US_REGIONS, US_MODELS, EU_REGIONS, EU_MODELS}
    for name, policy in policies.items():
        assert organization.content(policy) == reviewed(name), name
        assert organization.tags(policy) == owned(), name
        planned = changes[f"policy.{name.removeprefix('bedrock-org/acme/')}"]
        assert organization.content(policy) == json.loads(planned["document"]), name

    again = moto.plan(file, "--detailed-exitcode")
    assert (again["changes"], again["blocked"], again["unplanned"]) == ([], [], [])


def test_what_others_changed_is_put_right_and_a_new_model_set_takes_the_old_ones_place(
    moto, organization, adopted, plan_file
):
    file = plan_file()
    moto.run("apply", file, "--yes")
    backend = organization.accounts_in("Platform/Bedrock/backend")
    moved = backend["backend-1"]["Id"]
    team_unit = organization.unit("Platform/Bedrock/backend")
    organization.move(moved, team_unit, organization.unit("Legacy"))
    protect = organization.policies()[PROTECT]
    organization.client.update_policy(
        PolicyId=protect, Content='{"Version":"2012-10-17","Statement":[]}'
    )
    organization.client.untag_resource(ResourceId=adopted, TagKeys=["cost-center"])

    file = plan_file(models=("opus",))
    plan = moto.plan(file, "--detailed-exitcode", code=2)
    new, old = "models/opus/us-east-1+us-west-2", "models/opus+sonnet/us-east-1+us-west-2"
    assert {(change["symbol"], change["address"]) for change in plan["changes"]} == {
        (">", "team.backend/account.backend-1/place"),
        ("~", "team.data/account.data-1/tags"),
        ("~", "policy.protect"),
        ("+", f"policy.{new}"),
        ("+", f"team.backend/ou/policy.{new}"),
        ("-", f"team.backend/ou/policy.{old}"),
    }
    moto.run("apply", file, "--yes")

    check_built(organization, adopted)
    check_guarded(organization, {US_REGIONS, f"bedrock-org/acme/{new}"})
    assert organization.content(protect) == reviewed(PROTECT)

    left = moto.plan(file, "--detailed-exitcode")
    assert [thing["address"] for thing in left["unplanned"]] == [f"policy.{old}"]
    moto.run("apply", file, "--yes", "--delete", f"policy.{old}")
    assert US_MODELS not in organization.policies()
    assert moto.plan(file, "--detailed-exitcode")["unplanned"] == []
