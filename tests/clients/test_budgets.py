"""Budgets through boto3, whose answers are held against AWS's own model."""

import json

import pytest
from botocore.exceptions import ClientError

from conftest import READER

MANAGEMENT = "111122223333"
NAME = "bedrock-org acme account platform-1"
ALERT = {
    "NotificationType": "ACTUAL",
    "ComparisonOperator": "GREATER_THAN",
    "Threshold": 80.0,
    "ThresholdType": "PERCENTAGE",
}
FINANCE = {"SubscriptionType": "EMAIL", "Address": "finance@acme.example"}


def budget(**more):
    return {
        "BudgetName": NAME,
        "BudgetLimit": {"Amount": "2000", "Unit": "USD"},
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
        "Metrics": ["UnblendedCost"],
        "FilterExpression": {
            "And": [
                {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [MANAGEMENT]}},
                {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}},
            ]
        },
        **more,
    }


@pytest.fixture
def budgets(sandbox):
    client = sandbox.client("budgets")
    client.create_budget(
        AccountId=MANAGEMENT,
        Budget=budget(),
        NotificationsWithSubscribers=[{"Notification": ALERT, "Subscribers": [FINANCE]}],
        ResourceTags=[{"Key": "bedrock-org:team", "Value": "platform"}],
    )
    return client


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(AccountId=MANAGEMENT, **arguments)
    return caught.value.response["Error"]["Code"]


def test_a_budget_is_read_back(budgets):
    pages = budgets.get_paginator("describe_budgets")
    found = pages.paginate(AccountId=MANAGEMENT, ShowFilterExpression=True).build_full_result()
    (found,) = found["Budgets"]
    assert found["FilterExpression"] == budget()["FilterExpression"]
    assert found["BudgetLimit"] == {"Amount": "2000.0", "Unit": "USD"}
    assert found["CalculatedSpend"] == {"ActualSpend": {"Amount": "0.0", "Unit": "USD"}}
    assert found["HealthStatus"]["Status"] == "HEALTHY"
    assert found["TimePeriod"]["Start"].day == 1
    arn = f"arn:aws:budgets::{MANAGEMENT}:budget/{NAME}"
    tags = budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"]
    assert tags == [{"Key": "bedrock-org:team", "Value": "platform"}]


def test_notifications_and_subscribers_change_one_by_one(budgets):
    named = {"AccountId": MANAGEMENT, "BudgetName": NAME}
    cfo = {**FINANCE, "Address": "cfo@acme.example"}
    budgets.create_subscriber(**named, Notification=ALERT, Subscriber=cfo)
    budgets.delete_subscriber(**named, Notification=ALERT, Subscriber=FINANCE)
    answer = budgets.describe_subscribers_for_notification(**named, Notification=ALERT)
    assert answer["Subscribers"] == [cfo]
    at_half = {**ALERT, "Threshold": 50.0}
    budgets.create_notification(**named, Notification=at_half, Subscribers=[cfo])
    budgets.delete_notification(**named, Notification=ALERT)
    answer = budgets.describe_budget_notifications_for_account(AccountId=MANAGEMENT)
    (told,) = answer["BudgetNotificationsForAccount"]
    assert told["Notifications"] == [{**at_half, "NotificationState": "OK"}]
    assert refused(budgets.create_budget, Budget=budget()) == "DuplicateRecordException"
    mixed = budget(CostTypes={"IncludeCredit": False})
    assert refused(budgets.update_budget, NewBudget=mixed) == "InvalidParameterException"


def test_a_reader_reads(sandbox, budgets):
    reader = sandbox.client("budgets", keys=READER)
    assert reader.describe_budget(AccountId=MANAGEMENT, BudgetName=NAME)["Budget"]
    assert refused(reader.delete_budget, BudgetName=NAME) == "AccessDeniedException"
    assert reader.describe_budget_actions_for_account(AccountId=MANAGEMENT)["Actions"] == []


def test_an_action_needs_a_role_that_budgets_may_have(budgets):
    policy = {"PolicyId": "p-12345678", "TargetIds": [MANAGEMENT]}
    action = {
        "BudgetName": NAME,
        "NotificationType": "ACTUAL",
        "ActionType": "APPLY_SCP_POLICY",
        "ActionThreshold": {"ActionThresholdValue": 100.0, "ActionThresholdType": "PERCENTAGE"},
        "Definition": {"ScpActionDefinition": policy},
        "ExecutionRoleArn": f"arn:aws:iam::{MANAGEMENT}:role/bedrock-stop-acme",
        "ApprovalModel": "MANUAL",
        "Subscribers": [FINANCE],
    }
    assert refused(budgets.create_budget_action, **action) == "AccessDeniedException"


TEMPLATE = {
    "Resources": {
        "Stop": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": "bedrock-stop-acme",
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "budgets.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                },
            },
        }
    }
}


def test_an_action_from_its_making_to_its_end(sandbox, budgets):
    stacks = sandbox.client("cloudformation")
    stacks.create_stack(
        StackName="bedrock-stop-acme",
        TemplateBody=json.dumps(TEMPLATE),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    waiter = stacks.get_waiter("stack_create_complete")
    waiter.wait(StackName="bedrock-stop-acme", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    named = {"AccountId": MANAGEMENT, "BudgetName": NAME}
    made = budgets.create_budget_action(
        **named,
        NotificationType="ACTUAL",
        ActionType="APPLY_SCP_POLICY",
        ActionThreshold={"ActionThresholdValue": 100.0, "ActionThresholdType": "PERCENTAGE"},
        Definition={"ScpActionDefinition": {"PolicyId": "p-12345678", "TargetIds": [MANAGEMENT]}},
        ExecutionRoleArn=f"arn:aws:iam::{MANAGEMENT}:role/bedrock-stop-acme",
        ApprovalModel="MANUAL",
        Subscribers=[FINANCE],
    )
    named["ActionId"] = made["ActionId"]
    changed = budgets.update_budget_action(**named, ApprovalModel="AUTOMATIC")
    assert changed["OldAction"]["ApprovalModel"] == "MANUAL"
    assert changed["NewAction"]["ApprovalModel"] == "AUTOMATIC"
    asked = {"ActionId": made["ActionId"], "BudgetName": NAME, "ExecutionType": "REVERSE_BUDGET_ACTION"}
    assert refused(budgets.execute_budget_action, **asked) == "ResourceLockedException"
    history = budgets.describe_budget_action_histories(**named)["ActionHistories"]
    assert [event["EventType"] for event in history] == ["UPDATE_ACTION", "CREATE_ACTION"]
    (listed,) = budgets.describe_budget_actions_for_budget(
        AccountId=MANAGEMENT, BudgetName=NAME
    )["Actions"]
    assert listed["Status"] == "STANDBY"
    assert budgets.delete_budget_action(**named)["Action"] == listed
