"""Rehearses the example plan, and one that asks for quotas, at three sizes, and compares what was
measured with its targets."""

import json
import math
import subprocess
import sys

PLAN = "org.toml.example"
# Every account asks for more of three models in two Regions.
QUOTAS = "tests/plans/quotas.toml"
REQUESTS_OF_AN_ACCOUNT = 6
SIZES = [10, 100, 1000]
PAGE = 20

# What a rehearsal of the largest size must reach.
RATIO = 1.2
REAL_SECONDS = 30.0
SECOND_PLAN_SECONDS = 10.0
# Where every account asks for quotas, twice as many Regions are looked into and a quota is read by its
# name out of some hundreds.
QUOTAS_REAL_SECONDS = 60.0
QUOTAS_SECOND_PLAN_SECONDS = 15.0
# Most of it is the sandbox's: three stacks in each account, with every resource in them.
PEAK_BYTES = 450e6
# There every account has two Regions and three models, and so more stacks.
PEAK_BYTES_WITH_QUOTAS = 500e6


def rehearse(binary, plan, accounts):
    command = [binary, "rehearse", plan, "--accounts", str(accounts), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    lines = run.stdout.splitlines()
    if not lines:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}, nothing printed\n{run.stderr}")
    measured = json.loads(lines[-1])
    if measured.get("kind") != "rehearsal":
        sys.exit(f"{' '.join(command)}: exit {run.returncode}\n{lines[-1]}\n{run.stderr}")
    return measured


def missed(measured, limits=(REAL_SECONDS, SECOND_PLAN_SECONDS, PEAK_BYTES)):
    """The targets that a rehearsal misses; those of time and memory hold for the largest."""
    second = measured["second_plan"]
    if not measured["converged"]:
        yield "it did not converge"
    if measured["second_plan_changes"] != 0:
        yield f"planning again found {measured['second_plan_changes']} changes"
    yield from too_many_calls(measured["accounts"], second["api_calls"])
    if measured["accounts"] < SIZES[-1]:
        return
    real_seconds, second_plan_seconds, peak_bytes = limits
    for name, value, target in [
        ("the ratio", measured["ratio"], RATIO),
        ("the real time in seconds", measured["real_seconds"], real_seconds),
        ("planning again in seconds", second["real_seconds"], second_plan_seconds),
        ("the peak memory in bytes", measured["peak_rss_bytes"], peak_bytes),
    ]:
        if value is None or value > target:
            yield f"{name} is {value}, {target} at most"


def too_many_calls(accounts, calls):
    """A plan without changes lists accounts by the page, and asks once for what it asks once."""
    once = [
        "sts.GetCallerIdentity",
        "organizations.DescribeOrganization",
        "cloudformation.DescribeOrganizationsAccess",
        "servicequotas.GetServiceQuota",
    ]
    for operation in once:
        if calls.get(operation, 0) != 1:
            yield f"planning again called {operation} {calls.get(operation, 0)} times, not once"
    # The management account is listed too, and a page in thirty may come back empty.
    pages = {
        "organizations.ListRoots": 1,
        "organizations.ListCreateAccountStatus": 1,
        "organizations.ListAccounts": math.ceil((accounts + 1) / PAGE),
    }
    for operation, least in pages.items():
        made = calls.get(operation, 0)
        if not least <= made <= least * 1.2 + 2:
            yield f"planning again read {least} pages of {operation} in {made} calls"
    written = [
        operation
        for operation in calls
        # Entering an account changes nothing in it.
        if operation != "sts.AssumeRole"
        and not operation.split(".")[1].startswith(("List", "Describe", "Get"))
    ]
    if written:
        yield f"planning again wrote: {', '.join(written)}"


def clock(seconds):
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds:02} s"


def table(heads, rows):
    print("| " + " | ".join(heads) + " |")
    print("| --- " + "| ---: " * (len(heads) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def sizes(measured):
    return [f"{one['accounts']:,} accounts" for one in measured]


def overview(measured):
    def row(name, value):
        return [name, *(value(one) for one in measured)]

    table(
        ["", *sizes(measured)],
        [
            row("at AWS, simulated", lambda one: clock(one["virtual_seconds"])),
            row("lower bound of AWS's limits", lambda one: clock(one["lower_bound_seconds"])),
            row("ratio", lambda one: f"{one['ratio']:.3f}"),
            row("here", lambda one: f"{one['real_seconds']:.2f} s"),
            row("peak memory", lambda one: f"{one['peak_rss_bytes'] / 1e6:.0f} MB"),
            row("applies", lambda one: str(one["applies"])),
            row("API calls, plan and apply", lambda one: f"{sum(one['api_calls'].values()):,}"),
            row(
                "API calls, planning again",
                lambda one: f"{sum(one['second_plan']['api_calls'].values()):,}",
            ),
            row("planning again, here", lambda one: f"{one['second_plan']['real_seconds']:.2f} s"),
            row(
                "planning again, at AWS, simulated",
                lambda one: clock(one["second_plan"]["virtual_seconds"]),
            ),
        ],
    )


def calls(title, measured, of):
    print(f"\n{title}\n")
    operations = sorted({operation for one in measured for operation in of(one)})
    table(
        ["operation", *sizes(measured)],
        [[f"`{name}`", *(f"{of(one).get(name, 0):,}" for one in measured)] for name in operations],
    )


def quota_calls(measured):
    def row(name, value):
        return [name, *(value(one) for one in measured)]

    def count(calls, operation):
        return f"{calls.get('servicequotas.' + operation, 0):,}"

    print("\nQuotas of three models in two Regions, asked for in every account:\n")
    table(
        ["", *sizes(measured)],
        [
            row("at AWS, simulated", lambda one: clock(one["virtual_seconds"])),
            row("lower bound of AWS's limits", lambda one: clock(one["lower_bound_seconds"])),
            row("ratio", lambda one: f"{one['ratio']:.3f}"),
            row("here", lambda one: f"{one['real_seconds']:.2f} s"),
            *(
                row(f"apply: `{operation}`", lambda one, of=operation: count(one["api_calls"], of))
                for operation in [
                    "ListAWSDefaultServiceQuotas",
                    "ListRequestedServiceQuotaChangeHistoryByQuota",
                    "RequestServiceQuotaIncrease",
                ]
            ),
            *(
                row(
                    f"planning again: `{operation}`",
                    lambda one, of=operation: count(one["second_plan"]["api_calls"], of),
                )
                for operation in [
                    "ListAWSDefaultServiceQuotas",
                    "ListServiceQuotas",
                    "ListRequestedServiceQuotaChangeHistory",
                    "RequestServiceQuotaIncrease",
                ]
            ),
            row(
                "planning again, at AWS, simulated",
                lambda one: clock(one["second_plan"]["virtual_seconds"]),
            ),
        ],
    )


def missed_requests(measured):
    """Each request goes out once, and none again."""
    sent = measured["api_calls"].get("servicequotas.RequestServiceQuotaIncrease", 0)
    wanted = measured["accounts"] * REQUESTS_OF_AN_ACCOUNT
    if sent != wanted:
        yield f"{sent} requests for quotas were sent, not {wanted}"
    if measured["throttled"] != 0:
        yield f"{measured['throttled']} calls were throttled"
    limits = (QUOTAS_REAL_SECONDS, QUOTAS_SECOND_PLAN_SECONDS, PEAK_BYTES_WITH_QUOTAS)
    yield from missed(measured, limits)


def main(binary):
    measured = [rehearse(binary, PLAN, accounts) for accounts in SIZES]
    overview(measured)
    calls("Plan and apply:", measured, lambda one: one["api_calls"])
    calls("Planning again:", measured, lambda one: one["second_plan"]["api_calls"])
    asking = [rehearse(binary, QUOTAS, accounts) for accounts in SIZES]
    quota_calls(asking)
    misses = [f"{one['accounts']} accounts: {why}" for one in measured for why in missed(one)]
    misses += [
        f"{one['accounts']} accounts that ask for quotas: {why}"
        for one in asking
        for why in missed_requests(one)
    ]
    print()
    for miss in misses:
        print(f"MISSED {miss}")
    if not misses:
        print("All targets are met.")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
