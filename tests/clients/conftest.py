"""A sandbox for each test, and clients that check every answer against AWS's own service models.

Run with `tests/python clients`, or with BEDROCK_ORG naming the binary:

    BEDROCK_ORG=target/debug/bedrock-org pytest tests/clients
"""

import os
import signal
import socket
import subprocess
import time

import boto3
import pytest
from botocore.config import Config

from service_model import check_answer

OPERATOR = ("AKIASANDBOXOPERATOR1", "sandbox-secret-of-the-operator")
READER = ("AKIASANDBOXREADER001", "sandbox-secret-of-the-reader")


class Sandbox:
    """One running `bedrock-org sandbox`."""

    def __init__(self, *arguments, speed=600):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [
                os.environ["BEDROCK_ORG"],
                "sandbox",
                "--listen",
                f"127.0.0.1:{self.port}",
                "--speed",
                str(speed),
                *arguments,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.welcome = self.process.stdout.readline()
        assert self.url in self.welcome, self.welcome

    def client(self, service, keys=OPERATOR, token=None, retries=4):
        client = boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1],
            aws_session_token=token,
            config=Config(retries={"mode": "standard", "total_max_attempts": 1 + retries}),
        )
        client.meta.events.register("after-call", check_answer)
        return client

    def environment(self, keys=OPERATOR):
        """What a user pastes into a shell."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": keys[0],
            "AWS_SECRET_ACCESS_KEY": keys[1],
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=10)
        self.process.stdout.close()
        return code


@pytest.fixture
def start():
    """Starts sandboxes, and ends them with the test."""
    started = []

    def run(*arguments, **options):
        started.append(Sandbox(*arguments, **options))
        return started[-1]

    yield run
    for sandbox in started:
        sandbox.stop(signal.SIGKILL)


@pytest.fixture
def sandbox(start):
    return start()


@pytest.fixture
def organizations(sandbox):
    return sandbox.client("organizations")


def until(question, deadline=20):
    """Asks until the answer is true."""
    end = time.monotonic() + deadline
    while not (answer := question()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
    return answer


def create_account(organizations, email, name="team", **more):
    """Creates an account and waits for its end."""
    status = organizations.create_account(Email=email, AccountName=name, **more)["CreateAccountStatus"]
    assert status["State"] == "IN_PROGRESS"

    def ended():
        answer = organizations.describe_create_account_status(CreateAccountRequestId=status["Id"])
        found = answer["CreateAccountStatus"]
        return found["State"] != "IN_PROGRESS" and found

    return until(ended)


def root_of(organizations):
    roots = organizations.get_paginator("list_roots").paginate().build_full_result()["Roots"]
    return roots[0]["Id"]


def enable_scps(organizations):
    root = root_of(organizations)
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")

    def enabled():
        pages = organizations.get_paginator("list_roots").paginate().build_full_result()
        return [kind["Status"] for kind in pages["Roots"][0]["PolicyTypes"]] == ["ENABLED"]

    until(enabled)
    return root
