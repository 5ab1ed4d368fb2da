"""bedrock-org makes the organization of a plan file at moto, and boto3 reads it back.

What moto lacks is worked around here and in start_moto.py, never in bedrock-org:
- CloudFormation's trusted access for the organization (`ActivateOrganizationsAccess`): the plan
  file leaves it to others;
- `Account.Paths`: bedrock-org finds the place of each account by other calls, which AWS's own
  answers never make it do. That is what the account that is adopted from a nested OU is for;
- the quota of accounts: the plan says that AWS's limit could not be read.
"""

import json
import pathlib

ROOT = pathlib.Path(__file__).parents[2]
# The reviewed text of each policy, which the plan file asks for too.
POLICIES = ROOT / "orchestrator/tests/cases/guardrail/example"

PROTECT = "bedrock-org/acme/protect"
US_REGIONS = "bedrock-org/acme/regions/us-east-1+us-west-2/us"
US_MODELS = "bedrock-org/acme/models/opus+sonnet/us-east-1+us-west-2"
EU_REGIONS = "bedrock-org/acme/regions/eu-central-1/eu"
EU_MODELS = "bedrock-org/acme/models/sonnet-eu/eu-central-1"


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
    # The management account, the hub, the adopted one, the two new ones.
    assert len(organization.every("list_accounts", "Accounts")) == 5


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
    assert plan["accounts"] == {"in_use": 3, "to_create": 2, "quota": None}
    changes = {change["address"]: change for change in plan["changes"]}
    place = changes["team.data/account.data-1/place"]
    assert (place["before"], place["after"]) == ("Legacy/Old/data", "Platform/Bedrock/data")
    assert len(organization.every("list_accounts", "Accounts")) == 3, "a plan changes nothing"

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
        ("~", "team.backend/account.backend-1/stackset.auth"),
        ("~", "team.backend/account.backend-2/stackset.auth"),
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
