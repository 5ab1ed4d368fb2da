"""Credentials that run out: what a silent refresh costs, and what it survives."""

import pytest

# Seconds. Of less than a minute no use is made: such credentials are obtained anew at every call.
NO_USE = 30


@pytest.fixture
def due(ann, wire, company):
    """Signed in, with credentials and an ID token that have run out."""

    def make():
        company.knobs(present="ann", idToken=NO_USE)
        wire.lifetime = NO_USE
        ann.credentials()
        wire.mend()
        wire.calls.clear()
        company.knobs(present="ann")
        return ann

    return make


def test_costs_one_token_request_and_two_of_aws_at_most(due, watch, wire, gate):
    machine = due()
    asked = len(watch.entries())
    gate.asked.clear()
    machine.credentials("--no-login")
    assert [one["path"] for one in watch.entries()[asked:]] == ["/token"]
    assert len(watch.refreshes()) == 1
    assert 1 <= len(wire.calls) <= 2 and "GetCredentialsForIdentity" in wire.calls
    assert len(gate.asked) == 1


def test_goes_on_for_as_long_as_the_provider_lets_it(ann, watch, wire, company):
    company.knobs(present="ann", idToken=NO_USE)
    wire.lifetime = NO_USE
    ann.credentials()
    for _ in range(12):
        ann.credentials("--no-login")
    assert watch.sign_ins() == 1
    assert [one["status"] for one in watch.refreshes()] == [200] * 12
    assert watch.families_revoked() == 0


def test_works_where_tokens_do_not_rotate(ann, watch, wire, company):
    company.knobs(present="ann", idToken=NO_USE, rotate=False)
    wire.lifetime = NO_USE
    ann.credentials()
    for _ in range(3):
        ann.credentials("--no-login")
    assert [one["status"] for one in watch.refreshes()] == [200] * 3


def test_a_provider_that_is_down_costs_no_token(due, watch, company):
    machine = due()
    for down in (503, 500, 429):
        company.knobs(down=down)
        machine.run("credential-process", "--no-login", code=7)
    company.knobs()
    machine.credentials("--no-login")
    assert watch.families_revoked() == 0


def test_aws_being_away_costs_no_token(due, watch, wire):
    machine = due()
    wire.is_cut = True
    machine.run("credential-process", "--no-login", code=7)
    wire.mend()
    machine.credentials("--no-login")
    # What the provider had given before AWS was away was kept.
    assert len([one for one in watch.refreshes() if one["status"] == 200]) == 1
    assert watch.families_revoked() == 0


def test_a_lost_answer_does_not_spend_a_token_twice(due, watch, company):
    machine = due()
    company.knobs(present="ann", lose=1)
    first = machine.end(machine.start("credential-process", "--no-login"), gives_secrets=True)
    assert first.code != 0 and first.out == ""
    machine.credentials()
    assert watch.families_revoked() == 0
    assert [one["status"] for one in watch.refreshes() if not one.get("lost")] == []
    assert watch.sign_ins() == 2


def test_a_family_that_was_revoked_ends_in_a_new_sign_in(due, watch, company):
    machine = due()
    company.knobs(present="ann")
    for token in set(company.secrets()):
        if "." not in token:
            company.refreshes_with(token)
    machine.run("credential-process", "--no-login", code=2)
    machine.credentials()
    assert watch.sign_ins() == 2


def test_credentials_that_still_hold_are_used_while_nobody_answers(ann, wire, company):
    wire.lifetime = 14 * 60
    first = ann.credentials()
    wire.is_cut = True
    company.knobs(down=503)
    assert ann.credentials() == first
    wire.lifetime = 3600
