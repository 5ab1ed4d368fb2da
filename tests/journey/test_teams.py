"""Whose credentials somebody gets, and whose not."""

import pytest

from organization import team_of


def test_somebody_of_no_team_is_told_so(machine, company, wire):
    company.knobs(present="eve")
    ended = machine.run("credential-process", code=3)
    assert "everybody" in ended.err
    assert wire.calls == []


def test_another_team_is_not_to_be_had_by_asking(ann, wire):
    ann.run("login")
    ended = ann.run("credential-process", "--team", "data", code=4)
    assert "data" in ended.err
    assert "bedrock-platform" in ended.err or "platform" in ended.err


def test_a_document_that_lies_leads_to_a_pool_that_refuses(ann, organization, wire):
    """Routing is a convenience; who gets credentials is AWS's decision."""
    of_data = team_of(organization.document, "data")["accounts"]
    ann.route_by(organization.document_with(of_data))
    ended = ann.run("credential-process", code=6)
    assert "GetCredentialsForIdentity" in wire.calls
    assert "group" in ended.err or "admit" in ended.err


def test_of_several_teams_one_is_chosen(machine, company, organization):
    company.knobs(present="mia")
    machine.run("login")
    for team in ("data", "platform"):
        account = machine.credentials("--team", team).get("AccountId")
        assert account in organization.accounts(team)
    machine.run("credential-process", "--one-team", code=4)


def test_nobody_gets_what_was_kept_for_somebody_else(machine, company, organization, wire):
    company.knobs(present="ann")
    of_ann = machine.credentials()
    machine.run("logout")
    company.knobs(present="ben")
    of_ben = machine.credentials()
    assert of_ben["AccessKeyId"] != of_ann["AccessKeyId"]
    assert of_ben.get("AccountId") in organization.accounts("data")


def test_a_changed_document_never_serves_the_other_account(ann, organization):
    first = ann.credentials().get("AccountId")
    accounts = team_of(organization.document, "platform")["accounts"]
    ann.route_by(organization.document_with([one for one in accounts if one["id"] != first]))
    second = ann.credentials().get("AccountId")
    assert second != first and second in organization.accounts("platform")


@pytest.mark.parametrize("person", ["ann", "ben", "mia"])
def test_a_developer_stays_on_one_account(machine, company, person):
    company.knobs(present=person)
    accounts = set()
    for _ in range(3):
        accounts.add(machine.credentials().get("AccountId"))
        machine.forget_sign_in()
    assert len(accounts) == 1
