"""Fifty programs at once."""

import pytest

from machine import checked, is_worker

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
    assert len(ann.opened()) == 1
    assert len({answer["AccessKeyId"] for answer in answers}) == 1
    assert wire.calls == ["GetId", "GetCredentialsForIdentity"]


def test_open_one_sign_in_in_a_real_browser(machine, watch):
    machine.sit_down("ann")
    together(machine)
    assert watch.sign_ins() == 1


@pytest.mark.parametrize("again", range(3))
def test_spend_a_refresh_token_once(due, since, wire, company, again):
    # Slow enough for all to come while one asks.
    company.knobs(slow=1000)
    answers = together(due, "--no-login")
    assert [one["status"] for one in since.refreshes()] == [200]
    assert since.families_revoked() == 0
    assert len({answer["AccessKeyId"] for answer in answers}) == 1
    assert len(wire.calls) <= 2


def test_recover_together_when_the_sign_in_is_killed(ann, watch):
    ann.go_away()
    started = [ann.start("credential-process") for _ in range(CROWD)]
    ann.opened()
    ann.come_back()
    ann.kill(is_worker)
    ended = [ann.end(process, gives_secrets=True) for process in started]
    assert {one.code for one in ended} == {0}, next(one for one in ended if one.code)
    assert watch.sign_ins() == 1
    assert len(ann.opened()) == 2


def test_hear_together_that_the_person_said_no(machine, company, watch):
    """One refusal answers all: there are no fifty tabs."""
    company.knobs(present="eve")
    started = [machine.start("credential-process") for _ in range(20)]
    ended = [machine.end(process, gives_secrets=True) for process in started]
    assert {one.code for one in ended} == {3}
    assert watch.sign_ins() == 1
