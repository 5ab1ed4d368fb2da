"""moto, which nobody here wrote, in the place of AWS.

Run with BEDROCK_ORG naming the binary, in a virtual environment that holds requirements.txt:

    BEDROCK_ORG=target/debug/bedrock-org pytest tests/strangers

MOTO_SERVER may name a moto_server of another environment.
"""

import functools
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import boto3
import pytest
from organization import PLAN_FILE, Organization

HERE = pathlib.Path(__file__).parent


class Moto:
    """One running moto, and bedrock-org as its client."""

    def __init__(self, log, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self.log = log
        named = os.environ.get("MOTO_SERVER")
        python = pathlib.Path(named).with_name("python") if named else sys.executable
        self.process = subprocess.Popen(
            [python, HERE / "start_moto.py", str(port)], stdout=log, stderr=log
        )
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS_REGION": "us-east-1",
            # moto makes an account at once: waiting as long as AWS takes would prove nothing more.
            "BEDROCK_ORG_CLOCK": "60",
        }

    def wait(self):
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, "moto ended"
                assert time.monotonic() < until, "moto does not answer"
                time.sleep(0.1)

    def client(self, service, region="us-east-1", keys=None, url=None):
        """As the management account, or with the keys of an assumed role; `url` is of another stranger."""
        keys = keys or {
            "AccessKeyId": self.environment["AWS_ACCESS_KEY_ID"],
            "SecretAccessKey": self.environment["AWS_SECRET_ACCESS_KEY"],
        }
        return boto3.client(
            service,
            endpoint_url=url or self.url,
            region_name=region,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
        )

    def member(self, account):
        """Makes clients inside a member account, with its role."""
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        session = self.client("sts").assume_role(RoleArn=role, RoleSessionName="test")
        return functools.partial(self.client, keys=session["Credentials"])

    def run(self, *arguments, code=0):
        """The standard output of bedrock-org, which must end with `code`."""
        ended = subprocess.run(
            [pathlib.Path(os.environ["BEDROCK_ORG"]).absolute(), *map(str, arguments)],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
        )
        said = f"{arguments}\n{ended.stdout}\n{ended.stderr}"
        assert ended.returncode == code, f"ended with {ended.returncode}: {said}"
        return ended.stdout

    def plan(self, file, *arguments, code=0):
        return json.loads(self.run("plan", file, "--json", *arguments, code=code))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture
def moto(tmp_path):
    with open(tmp_path / "moto.log", "w") as log:
        moto = Moto(log, tmp_path)
        try:
            moto.wait()
            yield moto
        finally:
            moto.stop()


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
def hub(organization, adopted):
    """An account that sees the others."""
    return organization.make_account("watch", "watch@acme.example", "Legacy")


@pytest.fixture
def plan_file(tmp_path, adopted, hub):
    def write(
        models=("opus", "sonnet"), group="bedrock-backend", region="eu-central-1", more=""
    ):
        """`region` is that of the team `data`, and `more` what else it says."""
        path = tmp_path / "org.toml"
        text = PLAN_FILE.format(
            models=json.dumps(models),
            adopted=adopted,
            hub=hub,
            group=group,
            region=region,
            more=more,
        )
        path.write_text(text)
        return path

    return write
