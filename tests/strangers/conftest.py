"""moto, which nobody here wrote, in the place of AWS.

Run with BEDROCK_ORG naming the binary, in a virtual environment that holds requirements.txt:

    BEDROCK_ORG=target/debug/bedrock-org pytest tests/strangers

MOTO_SERVER may name a moto_server of another environment.
"""

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

HERE = pathlib.Path(__file__).parent


class Moto:
    """One running moto, and bedrock-org as its client."""

    def __init__(self, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
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

    def client(self, service, region="us-east-1"):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, *arguments, code=0):
        """The standard output of bedrock-org, which must end with `code`."""
        ended = subprocess.run(
            [os.environ["BEDROCK_ORG"], *map(str, arguments)],
            env=self.environment,
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
        moto = Moto(log)
        try:
            moto.wait()
            yield moto
        finally:
            moto.stop()
