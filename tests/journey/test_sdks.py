"""AWS's own clients, unmodified, through the profile that `bedrock-auth install` writes."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
SCRIPTS = pathlib.Path(sys.executable).parent

PROGRAMS = {
    "the AWS CLI": [SCRIPTS / "aws", "sts", "get-caller-identity", "--output", "json"],
    "boto3": [sys.executable, HERE / "caller_identity.py"],
    "the SDK for JavaScript": ["node", HERE / "caller_identity.mjs"],
    "the SDK for Rust": [os.environ.get("CALLER_IDENTITY", "missing")],
}


@pytest.fixture
def installed(ann, organization):
    """Installed as a developer would, with nothing in its place before."""
    (ann.kept / "routes.json").unlink()
    routes = ["--routes", str(organization.routes)]
    ann.run("login", *routes)
    ann.run("install", *routes, "--no-claude")
    return ann


def run(machine, program, **more):
    return subprocess.run(
        program,
        env={**machine.environment, "AWS_PROFILE": "bedrock", **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def who_is(machine, program, **more):
    ended = run(machine, program, **more)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("name", PROGRAMS)
def test_takes_credentials_from_the_profile(installed, organization, wire, watch, name):
    wire.calls.clear()
    installed.environment["BROWSER"] = "false"
    identity = who_is(installed, PROGRAMS[name])
    assert identity["Account"] in organization.accounts("platform")
    assert ":assumed-role/bedrock-developer/" in identity["Arn"]
    assert wire.calls[-1] == "GetCallerIdentity"
    assert len(wire.calls) <= 3


@pytest.mark.parametrize("name", PROGRAMS)
def test_opens_the_browser_when_nobody_is_signed_in(installed, organization, watch, name):
    installed.run("logout")
    signed_in_before = watch.sign_ins()
    identity = who_is(installed, PROGRAMS[name])
    assert identity["Account"] in organization.accounts("platform")
    assert watch.sign_ins() == signed_in_before + 1


def test_all_share_what_was_obtained_once(installed, wire):
    who_is(installed, PROGRAMS["boto3"])
    wire.calls.clear()
    for program in PROGRAMS.values():
        who_is(installed, program)
    assert wire.calls == ["GetCallerIdentity"] * len(PROGRAMS)


@pytest.mark.parametrize("name", ["the AWS CLI", "boto3"])
def test_the_reason_of_a_failure_reaches_the_person(installed, company, name):
    """What the client says on standard error is what the SDK shows."""
    installed.run("logout")
    company.knobs(present="eve")
    ended = run(installed, PROGRAMS[name])
    assert ended.returncode != 0
    assert "everybody" in ended.stderr


def test_a_command_gets_credentials_in_its_environment(ann, organization):
    ended = ann.run("exec", "--", *map(str, PROGRAMS["the AWS CLI"]), AWS_PROFILE="nonsense")
    assert json.loads(ended.out)["Account"] in organization.accounts("platform")


def test_what_was_installed_can_be_taken_back(installed):
    config = installed.home / ".aws/config"
    assert "credential_process" in config.read_text()
    installed.run("uninstall")
    assert not config.exists() or "credential_process" not in config.read_text()
