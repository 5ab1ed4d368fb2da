"""The same journey with nothing but the two programs and curl: what `bedrock-org sandbox` tells to type."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

from company import free_ports
from machine import checked

ROOT = pathlib.Path(__file__).parents[2]
AWS = pathlib.Path(sys.executable).with_name("aws")
QUESTION = '{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[]}'
MODEL = "us.anthropic.claude-sonnet-5-5"


class Laptop:
    """A shell into which somebody has pasted the lines for a developer."""

    def __init__(self, folder):
        address = f"127.0.0.1:{free_ports(1)[0]}"
        plan = (ROOT / "org.toml.example").read_text()
        ports = f"redirect_ports = {free_ports(2)}"
        (folder / "org.toml").write_text(re.sub("redirect_ports = .*", ports, plan))
        arguments = ["sandbox", "--listen", address, "--apply", "org.toml", "--routes", "routes.json"]
        person = ["--sign-in-as", "ann@acme.example:bedrock-platform"]
        self.folder = folder
        self.sandbox = subprocess.Popen(
            [pathlib.Path(os.environ["BEDROCK_ORG"]).absolute(), *arguments, *person],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "BEDROCK_AUTH_KEYRING": "off",
            **self.pasted(),
        }

    def pasted(self):
        """The exports below `# as a developer`."""
        exports = {}
        lines = iter(self.sandbox.stdout.readline, "")
        while next(lines).strip() != "# as a developer":
            pass
        for line in lines:
            if not line.startswith("export "):
                return exports
            exports.update(word.split("=", 1) for word in shlex.split(line)[1:])

    def run(self, *command, code=0):
        ended = subprocess.run(
            command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert ended.returncode == code, f"{command}: {ended}"
        return ended.stdout

    def client(self, *arguments, code=0):
        return self.run(str(pathlib.Path(os.environ["BEDROCK_AUTH"]).absolute()), *arguments, code=code)


@pytest.fixture
def laptop(tmp_path):
    laptop = Laptop(tmp_path)
    yield laptop
    laptop.sandbox.kill()
    laptop.sandbox.wait(timeout=10)
    laptop.sandbox.stdout.close()


def test_from_the_plan_to_a_model_s_answer(laptop):
    laptop.client("login")
    checked(laptop.client("credential-process"))
    document = json.loads((laptop.folder / "routes.json").read_text())
    [team] = [team for team in document["teams"] if team["name"] == "platform"]
    command = ["exec", "--", str(AWS)]
    identity = json.loads(laptop.client(*command, "sts", "get-caller-identity"))
    assert identity["Account"] in [account["id"] for account in team["accounts"]]
    invoke = ["bedrock-runtime", "invoke-model", "--model-id", MODEL, "--body", QUESTION]
    laptop.client(*command, *invoke, "answer.json")
    assert json.loads((laptop.folder / "answer.json").read_text())["usage"]


def test_another_team_stays_closed(laptop):
    laptop.client("login")
    assert laptop.client("credential-process", "--team", "data", code=4) == ""
