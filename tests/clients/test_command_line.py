import json
import pathlib
import subprocess
import sys

from conftest import READER, until

AWS = str(pathlib.Path(sys.executable).parent / "aws")


def aws(sandbox, *arguments, **options):
    return subprocess.run(
        [AWS, *arguments, "--output", "json"],
        env=sandbox.environment(**options),
        capture_output=True,
        text=True,
        timeout=60,
    )


def answer(sandbox, *arguments):
    done = aws(sandbox, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


def test_the_command_line_builds_an_organization(sandbox):
    created = answer(
        sandbox, "organizations", "create-account",
        "--email", "aws+team@acme.example", "--account-name", "team",
        "--tags", "Key=team,Value=platform",
    )  # fmt: skip
    request = created["CreateAccountStatus"]["Id"]

    def account():
        status = answer(
            sandbox, "organizations", "describe-create-account-status",
            "--create-account-request-id", request,
        )  # fmt: skip
        return status["CreateAccountStatus"].get("AccountId")

    account = until(account)
    root = answer(sandbox, "organizations", "list-roots")["Roots"][0]["Id"]
    unit = answer(
        sandbox, "organizations", "create-organizational-unit", "--parent-id", root, "--name", "Bedrock"
    )["OrganizationalUnit"]["Id"]
    answer(
        sandbox, "organizations", "move-account", "--account-id", account,
        "--source-parent-id", root, "--destination-parent-id", unit,
    )  # fmt: skip
    listed = answer(sandbox, "organizations", "list-accounts-for-parent", "--parent-id", unit)
    assert [found["Email"] for found in listed["Accounts"]] == ["aws+team@acme.example"]
    tags = answer(sandbox, "organizations", "list-tags-for-resource", "--resource-id", account)
    assert tags["Tags"] == [{"Key": "team", "Value": "platform"}]


def test_errors_read_as_those_of_aws(sandbox):
    refused = aws(
        sandbox, "organizations", "create-organizational-unit",
        "--parent-id", "r-none", "--name", "x", keys=READER,
    )  # fmt: skip
    assert refused.returncode != 0
    assert "(AccessDeniedException) when calling the CreateOrganizationalUnit operation" in refused.stderr
    missing = aws(sandbox, "organizations", "describe-account", "--account-id", "999999999999")
    assert "(AccountNotFoundException)" in missing.stderr
