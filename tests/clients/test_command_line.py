import json
import pathlib
import subprocess
import sys

from conftest import READER, until
from test_stack_sets import HOME, SET, TEMPLATE, WIDE, Unit

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


def test_the_command_line_rolls_out_a_stack_set(sandbox, organizations, tmp_path):
    unit = Unit(sandbox, organizations)
    template = tmp_path / "template.json"
    template.write_text(TEMPLATE)

    def stacks(operation, *arguments):
        return answer(sandbox, "cloudformation", operation, "--stack-set-name", "by-hand", *arguments)

    def deploy(verb, *arguments):
        """Starts an operation on all accounts and waits for its end."""
        begun = stacks(
            f"{verb}-stack-instances", "--regions", HOME,
            "--deployment-targets", f"OrganizationalUnitIds={unit.id}",
            "--operation-preferences", json.dumps(WIDE), *arguments,
        )  # fmt: skip
        return unit.end(begun["OperationId"], name="by-hand")

    stacks(
        "create-stack-set", "--template-body", f"file://{template}",
        "--permission-model", "SERVICE_MANAGED", "--auto-deployment", "Enabled=false",
        "--managed-execution", "Active=true",
    )  # fmt: skip
    listed = answer(sandbox, "cloudformation", "list-stack-sets", "--status", "ACTIVE")["Summaries"]
    assert {one["StackSetName"] for one in listed} == {SET, "by-hand"}
    named = "ParameterKey=Name,ParameterValue=/teams/by-hand"
    created = deploy("create", "--parameter-overrides", named)
    results = stacks(
        "list-stack-set-operation-results", "--operation-id", created["OperationId"]
    )["Summaries"]
    assert {one["Account"]: one["Status"] for one in results} == dict.fromkeys(
        unit.accounts, "SUCCEEDED"
    )
    operation = stacks("detect-stack-set-drift")["OperationId"]
    unit.end(operation, name="by-hand")
    described = stacks("describe-stack-set-operation", "--operation-id", operation)
    drift = described["StackSetOperation"]["StackSetDriftDetectionDetails"]
    assert drift["InSyncStackInstancesCount"] == len(unit.accounts)
    deploy("delete", "--no-retain-stacks")
    assert stacks("list-stack-instances")["Summaries"] == []
    stacks("delete-stack-set")
    gone = aws(sandbox, "cloudformation", "describe-stack-set", "--stack-set-name", "by-hand")
    assert "(StackSetNotFoundException) when calling the DescribeStackSet" in gone.stderr
