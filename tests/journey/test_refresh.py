"""Credentials that run out: what a silent refresh costs, and what it survives."""

from company import Watch
from conftest import NO_USE


def test_costs_one_token_request_and_two_of_aws_at_most(due, since, wire, gate):
    gate.asked.clear()
    due.credentials("--no-login")
    assert [one["path"] for one in since.entries()] == ["/token"]
    assert len(since.refreshes()) == 1
    assert 1 <= len(wire.calls) <= 2 and "GetCredentialsForIdentity" in wire.calls
    assert len(gate.asked) == 1


def test_goes_on_for_as_long_as_the_provider_lets_it(ann, watch, wire, company):
    company.knobs(present="ann", idToken=NO_USE)
    wire.lifetime = NO_USE
    ann.credentials()
    since = Watch(company)
    for _ in range(12):
        ann.credentials("--no-login")
    assert watch.sign_ins() == 1
    assert [one["status"] for one in since.refreshes()] == [200] * 12
    assert watch.families_revoked() == 0


def test_works_where_tokens_do_not_rotate(ann, wire, company):
    company.knobs(present="ann", idToken=NO_USE, rotate=False)
    wire.lifetime = NO_USE
    ann.credentials()
    since = Watch(company)
    for _ in range(3):
        ann.credentials("--no-login")
    assert [one["status"] for one in since.refreshes()] == [200] * 3


def test_a_provider_that_is_down_costs_no_token(due, since, company):
    for down in (503, 500, 429):
        company.knobs(down=down)
        due.run("credential-process", "--no-login", code=7)
    company.knobs()
    due.credentials("--no-login")
    assert since.families_revoked() == 0


def test_aws_being_away_costs_no_token(due, since, wire):
    wire.is_cut = True
    due.run("credential-process", "--no-login", code=7)
    wire.mend()
    due.credentials("--no-login")
    # What the provider had given before AWS was away was kept.
    assert len([one for one in since.refreshes() if one["status"] == 200]) == 1
    assert since.families_revoked() == 0


def test_a_lost_answer_does_not_spend_a_token_twice(due, since, company):
    company.knobs(present="ann", lose=1)
    first = due.end(due.start("credential-process", "--no-login"), gives_secrets=True)
    assert first.code != 0 and first.out == ""
    due.credentials()
    assert since.families_revoked() == 0
    assert [one["status"] for one in since.refreshes() if not one.get("lost")] == []
    assert since.sign_ins() == 1


def test_a_family_that_was_revoked_ends_in_a_new_sign_in(due, since, company):
    company.knobs(present="ann")
    for token in set(company.secrets()):
        if "." not in token:
            company.refreshes_with(token)
    due.run("credential-process", "--no-login", code=2)
    due.credentials()
    assert since.sign_ins() == 1


def test_credentials_that_still_hold_are_used_while_nobody_answers(ann, wire, company):
    wire.lifetime = 14 * 60
    first = ann.credentials()
    wire.is_cut = True
    company.knobs(down=503)
    assert ann.credentials() == first
    wire.lifetime = 3600
