"""Fifty programs at once."""

import pytest

from machine import checked
from test_refresh import NO_USE

CROWD = 50


def together(machine, *arguments, count=CROWD):
    started = [machine.start("credential-process", *arguments) for _ in range(count)]
    ended = [machine.end(process, gives_secrets=True) for process in started]
    failed = [one for one in ended if one.code != 0]
    assert not failed, f"{len(failed)} failed, such as {failed[0]}"
    return [checked(one.out) for one in ended]


def test_open_one_sign_in_and_all_get_credentials(ann, watch, wire):
    answers = together(ann)
    assert watch.sign_ins() == 1
    assert len(watch.grants("authorization_code")) == 1
    assert len({answer["AccessKeyId"] for answer in answers}) == 1
    assert wire.calls == ["GetId", "GetCredentialsForIdentity"]


def test_open_one_sign_in_in_a_real_browser(machine, watch):
    machine.sit_down("ann")
    together(machine)
    assert watch.sign_ins() == 1


@pytest.mark.parametrize("again", range(3))
def test_spend_a_refresh_token_once(ann, watch, wire, company, again):
    company.knobs(present="ann", idToken=NO_USE)
    wire.lifetime = NO_USE
    ann.credentials()
    wire.mend()
    wire.calls.clear()
    # Slow enough for all to come while one asks.
    company.knobs(slow=1000)
    answers = together(ann, "--no-login")
    assert [one["status"] for one in watch.refreshes()] == [200]
    assert watch.families_revoked() == 0
    assert len({answer["AccessKeyId"] for answer in answers}) == 1
    assert len(wire.calls) <= 2


def test_hear_together_that_the_person_said_no(machine, company, watch):
    """One refusal answers all: there are no fifty tabs."""
    company.knobs(present="eve")
    started = [machine.start("credential-process") for _ in range(20)]
    ended = [machine.end(process, gives_secrets=True) for process in started]
    assert {one.code for one in ended} == {3}
    assert watch.sign_ins() == 1
