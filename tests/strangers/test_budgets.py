"""bedrock-org makes the budgets of a plan file at two strangers, and boto3 reads them back.

moto keeps budgets and notifications as they are sent, and forgets their tags; ministack refuses a sixth
notification, an eleventh subscriber and what is there twice. The organization is moto's both times. What
they lack is in moto_budgets.py and start_ministack.py, apart from actions, of which both have none: the
plan file has no hard stop."""

import pytest

from budgets_at import Budgets, Ministack

CREDITS = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}
FINANCE = "finance@acme.example"
# What the plan file gets that says nothing about alerts.
ALERTS = {("ACTUAL", 50.0), ("ACTUAL", 80.0), ("ACTUAL", 100.0)}


@pytest.fixture(params=["moto", "ministack"])
def budgets(request, moto, tmp_path):
    if request.param == "moto":
        yield Budgets(moto, moto.url, moto.log.name)
        return
    ministack = Ministack(tmp_path)
    try:
        ministack.wait()
        moto.environment["AWS_ENDPOINT_URL_BUDGETS"] = ministack.url
        yield Budgets(moto, ministack.url, ministack.log)
    finally:
        ministack.stop()


def check(budget, limit, accounts):
    assert budget["BudgetType"] == "COST"
    assert budget["TimeUnit"] == "MONTHLY"
    assert float(budget["BudgetLimit"]["Amount"]) == limit
    assert budget["BudgetLimit"]["Unit"] == "USD"
    assert budget["Metrics"] == ["UnblendedCost"]
    by_account, without_credits = budget["FilterExpression"]["And"]
    assert by_account["Dimensions"]["Key"] == "LINKED_ACCOUNT"
    assert set(by_account["Dimensions"]["Values"]) == accounts
    assert without_credits == {"Not": CREDITS}
    assert "CostFilters" not in budget, "a filter by service would miss Claude"


def test_a_plan_file_becomes_budgets(moto, organization, adopted, plan_file, budgets):
    file = plan_file()
    moto.run("apply", file, "--yes")

    backend = organization.accounts_in("Platform/Bedrock/backend")
    ids = {name: account["Id"] for name, account in backend.items()}
    wanted = {
        "account backend-1": (2000, {ids["backend-1"]}),
        "account backend-2": (2000, {ids["backend-2"]}),
        "team backend": (4000, set(ids.values())),
        "account data-1": (2000, {adopted}),
    }
    made = budgets.all()
    assert set(made) == set(wanted)
    for name, (limit, accounts) in wanted.items():
        check(made[name], limit, accounts)
        assert budgets.heard(name) == {alert: {FINANCE} for alert in ALERTS}
    assert budgets.written() == ["CreateBudget"] * 4, "alerts come with their budgets"

    moto.run("apply", file, "--yes")
    assert budgets.written() == ["CreateBudget"] * 4
    assert budgets.all() == made


def test_only_what_changed_of_a_budget_is_sent(moto, organization, plan_file, budgets):
    moto.run("apply", plan_file(more="budget = { alert_at = [50, 90], forecast_at = [100] }"), "--yes")
    before = budgets.all()
    began = len(budgets.written())

    # Another threshold, and another address for all.
    changed = 'alert_at = [50, 75], forecast_at = [100], notify = ["leads@acme.example"]'
    file = plan_file(more=f"budget = {{ {changed} }}")
    moto.run("apply", file, "--yes")
    calls = budgets.written()[began:]
    assert "UpdateBudget" not in calls, "it would start the calculated spend anew"
    assert sorted(set(calls)) == [
        "CreateNotification",
        "DeleteNotification",
        "UpdateSubscriber",
    ]
    alerts = {("ACTUAL", 50.0), ("ACTUAL", 75.0), ("FORECASTED", 100.0)}
    assert budgets.heard("account data-1") == {alert: {"leads@acme.example"} for alert in alerts}
    assert budgets.heard("team backend") == {alert: {FINANCE} for alert in ALERTS}
    assert budgets.all() == before

    began = len(budgets.written())
    file = plan_file(more=f"budget = {{ monthly_usd = 750, {changed} }}")
    moto.run("apply", file, "--yes")
    assert budgets.written()[began:] == ["UpdateBudget"]
    after = budgets.all()
    assert float(after["account data-1"]["BudgetLimit"]["Amount"]) == 750
    assert {name for name in before if after[name] != before[name]} == {"account data-1"}
    assert budgets.heard("account data-1") == {alert: {"leads@acme.example"} for alert in alerts}
    assert moto.plan(file, "--detailed-exitcode")["changes"] == []
