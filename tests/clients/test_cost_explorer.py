"""Cost Explorer, asked by boto3; every answer is checked against AWS's own model."""

import datetime
import json
import signal

import botocore.session
import pytest

from conftest import READER, root_of

OPUS = "Claude Opus 5.5 (Amazon Bedrock Edition)"
MANAGEMENT = "111122223333"
MODEL = botocore.session.get_session().get_service_model("ce")


def day(ago):
    """So many days ago, by the clock that the sandbox starts with."""
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=ago)).date()


@pytest.fixture
def billed(start, tmp_path):
    """A sandbox whose bill was written into its state."""

    def run(ledger):
        state = tmp_path / "organization.json"
        first = start("--state", str(state))
        # The first write saves everything.
        organizations = first.client("organizations")
        organizations.create_organizational_unit(ParentId=root_of(organizations), Name="unit")
        first.stop(signal.SIGTERM)
        saved = json.loads(state.read_text())
        saved["world"]["money"]["billed"] = {MANAGEMENT: ledger}
        state.write_text(json.dumps(saved))
        return start("--state", str(state), speed=1).client("ce", keys=READER)

    return run


def month_of(date):
    return date.replace(day=1)


def next_month(date):
    return (month_of(date) + datetime.timedelta(days=32)).replace(day=1)


def amounts(answer):
    return {
        tuple(group["Keys"]): float(group["Metrics"]["UnblendedCost"]["Amount"])
        for period in answer["ResultsByTime"]
        for group in period["Groups"]
    }


def test_a_month_by_account_and_service(billed):
    date = day(40)
    spent = {str(date): {OPUS: {"": 2_500_000, "ada@acme.example": 1}, "Tax": {"": 990_000}}}
    ce = billed(spent)
    period = {"Start": str(month_of(date)), "End": str(next_month(date))}
    answer = ce.get_cost_and_usage(
        TimePeriod=period,
        Granularity="MONTHLY",
        Metrics=["UnblendedCost"],
        GroupBy=[
            {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"},
            {"Type": "DIMENSION", "Key": "SERVICE"},
        ],
        Filter={
            "And": [
                {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [MANAGEMENT]}},
                {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}},
            ]
        },
    )
    assert amounts(answer) == {(MANAGEMENT, OPUS): 2.500001, (MANAGEMENT, "Tax"): 0.99}
    assert answer["ResultsByTime"][0]["TimePeriod"] == period
    assert answer["DimensionValueAttributes"][0]["Value"] == MANAGEMENT

    people = ce.get_cost_and_usage(
        TimePeriod=period,
        Granularity="DAILY",
        Metrics=["UnblendedCost"],
        GroupBy=[{"Type": "TAG", "Key": "iamPrincipal/email"}],
    )
    # Nobody activated the tag.
    assert list(amounts(people)) == [("iamPrincipal/email$",)]
    assert len(people["ResultsByTime"]) == (next_month(date) - month_of(date)).days


def test_a_forecast(billed):
    ce = billed({str(day(ago)): {OPUS: {"": 1_000_000}} for ago in range(1, 60)})
    tomorrow = day(-1)
    answer = ce.get_cost_forecast(
        TimePeriod={"Start": str(tomorrow), "End": str(tomorrow + datetime.timedelta(days=10))},
        Granularity="DAILY",
        Metric="UNBLENDED_COST",
    )
    assert float(answer["Total"]["Amount"]) == pytest.approx(10, abs=0.5)
    assert len(answer["ForecastResultsByTime"]) == 10


def test_what_is_wrong_is_refused_in_words_of_the_model(sandbox):
    ce = sandbox.client("ce")

    def ask(**more):
        arguments = {
            "TimePeriod": {"Start": str(day(2)), "End": str(day(1))},
            "Granularity": "DAILY",
            "Metrics": ["UnblendedCost"],
        }
        return ce.get_cost_and_usage(**{**arguments, **more})

    def code(**more):
        with pytest.raises(ce.exceptions.ClientError) as refused:
            ask(**more)
        return refused.value.response["Error"]["Code"]

    assert ask()["ResultsByTime"][0]["Total"]["UnblendedCost"]["Unit"] == "USD"
    assert code(NextPageToken="nonsense") == "InvalidNextTokenException"
    assert code(TimePeriod={"Start": str(day(1)), "End": str(day(1))}) == "ValidationException"
    assert code(TimePeriod={"Start": str(day(1)), "End": str(day(-70))}) == "ValidationException"
    assert code(Granularity="HOURLY") == "NotImplementedInSandbox"
    with pytest.raises(ce.exceptions.DataUnavailableException):
        ce.get_cost_forecast(
            TimePeriod={"Start": str(day(-1)), "End": str(day(-3))},
            Granularity="DAILY",
            Metric="UNBLENDED_COST",
        )


def test_the_groups_that_are_known_are_known_to_the_model():
    group = MODEL.shape_for("GroupDefinitionType").enum
    assert {"DIMENSION", "TAG", "COST_CATEGORY"} <= set(group)
    dimension = MODEL.shape_for("Dimension").enum
    assert {"LINKED_ACCOUNT", "SERVICE", "RECORD_TYPE"} <= set(dimension)
