"""bedrock-org makes the budgets of a plan file at moto, and boto3 reads them back.

moto keeps budgets and notifications as they are sent; what it lacks is in moto_budgets.py, apart from
actions, which it has none of: the plan file has no hard stop. Tags of budgets it forgets."""

import pytest

CREDITS = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}
FINANCE = "finance@acme.example"
# What the plan file gets that says nothing about alerts.
ALERTS = {("ACTUAL", 50.0), ("ACTUAL", 80.0), ("ACTUAL", 100.0)}


class Budgets:
    """The management account's budgets as boto3 sees them."""

    def __init__(self, moto):
        self.client = moto.client("budgets")
        self.payer = moto.client("sts").get_caller_identity()["Account"]

    def all(self):
        listed = self.client.describe_budgets(AccountId=self.payer, ShowFilterExpression=True)
        return {one["BudgetName"].removeprefix("bedrock-org acme "): one for one in listed["Budgets"]}

    def heard(self, name):
        """Who hears each alert of a budget."""
        named = {"AccountId": self.payer, "BudgetName": f"bedrock-org acme {name}"}
        notifications = self.client.describe_notifications_for_budget(**named)["Notifications"]
        heard = {}
        for one in notifications:
            assert one["ComparisonOperator"] == "GREATER_THAN"
            assert one["ThresholdType"] == "PERCENTAGE"
            subscribers = self.client.describe_subscribers_for_notification(
                **named, Notification=one
            )["Subscribers"]
            assert {who["SubscriptionType"] for who in subscribers} == {"EMAIL"}
            alert = (one["NotificationType"], one["Threshold"])
            assert alert not in heard, "no alert twice"
            heard[alert] = {who["Address"] for who in subscribers}
        return heard


@pytest.fixture
def budgets(moto):
    return Budgets(moto)


def written(moto):
    return [call for call in moto.calls("budgets") if not call.startswith("Describe")]


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
    assert written(moto) == ["CreateBudget"] * 4, "alerts come with their budgets"

    moto.run("apply", file, "--yes")
    assert written(moto) == ["CreateBudget"] * 4
    assert budgets.all() == made


def test_only_what_changed_of_a_budget_is_sent(moto, organization, plan_file, budgets):
    moto.run("apply", plan_file(more="budget = { alert_at = [50, 90], forecast_at = [100] }"), "--yes")
    before = budgets.all()
    began = len(written(moto))

    # Another threshold, and another address for all.
    changed = 'alert_at = [50, 75], forecast_at = [100], notify = ["leads@acme.example"]'
    file = plan_file(more=f"budget = {{ {changed} }}")
    moto.run("apply", file, "--yes")
    calls = written(moto)[began:]
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

    began = len(written(moto))
    file = plan_file(more=f"budget = {{ monthly_usd = 750, {changed} }}")
    moto.run("apply", file, "--yes")
    assert written(moto)[began:] == ["UpdateBudget"]
    after = budgets.all()
    assert float(after["account data-1"]["BudgetLimit"]["Amount"]) == 750
    assert {name for name in before if after[name] != before[name]} == {"account data-1"}
    assert budgets.heard("account data-1") == {alert: {"leads@acme.example"} for alert in alerts}
    assert moto.plan(file, "--detailed-exitcode")["changes"] == []
