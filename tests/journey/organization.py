"""AWS: an organization in the sandbox that `bedrock-org apply` has made from a plan of two teams."""

import json
import os
import pathlib
import subprocess

from company import CLIENT_ID, ISSUER, free_ports

PLAN = """
[organization]
name        = "acme"
ou          = "Bedrock"
email       = "aws+{{account}}@acme.example"
home_region = "us-east-1"
regions     = ["us-east-1"]

[identity]
issuer         = "{issuer}"
client_id      = "{client_id}"
groups_claim   = "groups"
redirect_ports = {ports}

[models]
sonnet = {{ id = "anthropic.claude-sonnet-5-5", profile = "us" }}

[defaults]
models = ["sonnet"]

[use_case]
company     = "Acme Inc."
website     = "https://acme.example"
industry    = "Technology"
users       = "internal"
description = "Our developers write and review code with Claude Code."

[team.platform]
group      = "bedrock-platform"
developers = 8
accounts   = 2

[team.data]
group      = "bedrock-data"
developers = 4
"""
# The sandbox's own time; sessions end by the clock on the wall all the same.
SPEED = "600"


class Organization:
    def __init__(self, folder):
        binary = pathlib.Path(os.environ["BEDROCK_ORG"]).absolute()
        address = f"127.0.0.1:{free_ports(1)[0]}"
        self.url = f"http://{address}"
        self.process = subprocess.Popen(
            [binary, "sandbox", "--listen", address, "--speed", SPEED],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.url in self.process.stdout.readline()
        plan = folder / "org.toml"
        self.ports = free_ports(2)
        plan.write_text(PLAN.format(issuer=ISSUER, client_id=CLIENT_ID, ports=self.ports))
        self.routes = folder / "routes.json"
        ended = subprocess.run(
            [binary, "apply", plan, "--yes", "--routes", self.routes],
            env={
                "PATH": os.environ["PATH"],
                "HOME": "/nonexistent",
                "AWS_ENDPOINT_URL": self.url,
                "AWS_ACCESS_KEY_ID": "AKIASANDBOXOPERATOR1",
                "AWS_SECRET_ACCESS_KEY": "sandbox-secret-of-the-operator",
                "AWS_REGION": "us-east-1",
                "BEDROCK_ORG_CLOCK": SPEED,
            },
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        self.document = json.loads(self.routes.read_text())

    def accounts(self, team):
        return [account["id"] for account in team_of(self.document, team)["accounts"]]

    def document_with(self, accounts):
        """In which the team platform is the only one, and has these accounts."""
        document = json.loads(json.dumps(self.document))
        document["teams"] = [{**team_of(document, "platform"), "accounts": accounts}]
        return json.dumps(document)

    def stop(self):
        self.process.kill()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def team_of(document, name):
    [team] = [team for team in document["teams"] if team["name"] == name]
    return team
