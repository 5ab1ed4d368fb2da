"""Killed at any point, the next one recovers; and a sign-in outlives its caller."""

import os
import random
import re
import signal
import time

import pytest

from conftest import NO_USE
from machine import PATIENCE, checked, is_client, is_worker

SEED = int(os.environ.get("JOURNEY_SEED", "1"))
ROUNDS = int(os.environ.get("JOURNEY_ROUNDS", "25"))


DOOMED = {
    "the caller": lambda words: is_client(words) and not is_worker(words),
    "the worker": is_worker,
    "all": is_client,
}


def how_long(machine):
    began = time.monotonic()
    machine.credentials()
    return time.monotonic() - began


@pytest.mark.parametrize("who", DOOMED)
def test_during_a_sign_in(ann, watch, who):
    whole = how_long(ann)
    draw = random.Random(f"{SEED} {who}")
    for number in range(ROUNDS):
        ann.forget_sign_in()
        process = ann.start("credential-process")
        time.sleep(draw.uniform(0, whole * 1.1))
        ann.kill(DOOMED[who])
        process.communicate(timeout=PATIENCE)
        began = time.monotonic()
        ended = ann.end(ann.start("credential-process"), gives_secrets=True)
        assert ended.code == 0, f"round {number} of seed {SEED}: {ended}"
        checked(ended.out)
        assert time.monotonic() - began < 30, f"round {number} of seed {SEED} took long"
    assert watch.families_revoked() == 0


def test_during_a_refresh(ann, watch, wire, company):
    """What was spent by one that died is not spent again: rather a new sign-in."""
    company.knobs(present="ann", idToken=NO_USE)
    wire.lifetime = NO_USE
    ann.credentials()
    whole = how_long(ann)
    draw = random.Random(SEED)
    for number in range(2 * ROUNDS):
        process = ann.start("credential-process", "--no-login")
        time.sleep(draw.uniform(0, whole * 1.1))
        ann.kill(is_client)
        process.communicate(timeout=PATIENCE)
        ended = ann.end(ann.start("credential-process"), gives_secrets=True)
        assert ended.code == 0, f"round {number} of seed {SEED}: {ended}"
        checked(ended.out)
        assert watch.families_revoked() == 0, f"round {number} of seed {SEED}"
    # Not every one of them was killed after the token was sent.
    assert watch.sign_ins() < 1 + 2 * ROUNDS
    assert {one["status"] for one in watch.refreshes()} == {200}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_sign_in_goes_on_when_its_caller_and_all_around_it_die(ann, how, watch):
    ann.go_away()
    process = ann.start("credential-process")
    [address] = ann.opened()
    # An SDK that gives up, a terminal that is closed, Ctrl-C: all reach the whole process group.
    os.killpg(process.pid, how)
    process.communicate(timeout=PATIENCE)
    ann.come_back(address)
    ann.credentials()
    assert watch.sign_ins() == 1


def test_the_next_caller_waits_for_the_sign_in_that_is_open(ann, watch):
    ann.go_away()
    first = ann.start("credential-process")
    [address] = ann.opened()
    first.kill()
    first.communicate(timeout=PATIENCE)
    second = ann.start("credential-process")
    ann.come_back(address)
    ended = ann.end(second, gives_secrets=True)
    assert ended.code == 0, ended
    checked(ended.out)
    assert watch.sign_ins() == 1


def test_no_process_stays_behind(ann):
    ann.credentials()
    end = time.monotonic() + 10
    while left := [words for words in ann.processes().values() if is_client(words)]:
        assert time.monotonic() < end, left
        time.sleep(0.05)


def test_no_command_line_or_environment_holds_a_secret(ann, company):
    """Others on the machine can list processes."""
    ann.go_away()
    process = ann.start("credential-process")
    [address] = ann.opened()
    listed = [" ".join(words) for words in ann.processes().values()]
    state = re.search(r"[?&]state=([^&]+)", address).group(1)
    assert listed and not [line for line in listed if state in line]
    ann.come_back(address)
    ann.end(process, gives_secrets=True)
    secrets = company.secrets()
    assert not [line for line in listed for secret in secrets if secret in line]
