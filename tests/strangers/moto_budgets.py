"""Calls of Budgets that moto lacks, over the budgets that it keeps:

- moto keeps who hears a notification and never tells: DescribeSubscribersForNotification does here, and
  subscribers come, change and go one by one;
- moto tells the notifications of one budget: DescribeBudgetNotificationsForAccount tells those of all;
- moto's budgets are made and deleted: UpdateBudget puts another in the place, and leaves the notifications;
- moto has no actions: the list of them is empty. Making one is refused, so no plan here asks for a hard
  stop."""

import json

from moto.budgets.exceptions import DuplicateRecordException, NotFoundException
from moto.budgets.responses import BudgetsResponse
from moto.core.utils import unix_time


def budgets_of(response):
    return response.backend.budgets[response._get_param("AccountId")]


def budget_of(response, name):
    response.backend.describe_budget(response._get_param("AccountId"), name)
    return budgets_of(response)[name]


def notification_of(response):
    budget = budget_of(response, response._get_param("BudgetName"))
    asked = response._get_param("Notification")
    for notification in budget.notifications:
        if notification.details == asked:
            return notification
    raise NotFoundException("The notification doesn't exist.")


def update_budget(response):
    new = response._get_param("NewBudget")
    budget = budget_of(response, new["BudgetName"])
    budget.budget = {
        "TimePeriod": budget.budget["TimePeriod"],
        **new,
        "LastUpdatedTime": unix_time(),
    }
    return json.dumps({})


def describe_budget_notifications_for_account(response):
    listed = [
        {"BudgetName": name, "Notifications": list(budget.get_notifications())}
        for name, budget in budgets_of(response).items()
    ]
    return json.dumps({"BudgetNotificationsForAccount": listed})


def describe_subscribers_for_notification(response):
    return json.dumps({"Subscribers": notification_of(response).subscribers})


def create_subscriber(response):
    subscribers = notification_of(response).subscribers
    subscriber = response._get_param("Subscriber")
    if subscriber in subscribers:
        raise DuplicateRecordException("subscriber", subscriber["Address"])
    subscribers.append(subscriber)
    return json.dumps({})


def delete_subscriber(response):
    subscribers = notification_of(response).subscribers
    subscriber = response._get_param("Subscriber")
    if subscriber not in subscribers:
        raise NotFoundException("The subscriber doesn't exist.")
    subscribers.remove(subscriber)
    return json.dumps({})


def update_subscriber(response):
    subscribers = notification_of(response).subscribers
    old = response._get_param("OldSubscriber")
    if old not in subscribers:
        raise NotFoundException("The subscriber doesn't exist.")
    subscribers[subscribers.index(old)] = response._get_param("NewSubscriber")
    return json.dumps({})


def describe_budget_actions_for_account(_response):
    return json.dumps({"Actions": []})


for call in (
    update_budget,
    describe_budget_notifications_for_account,
    describe_subscribers_for_notification,
    create_subscriber,
    delete_subscriber,
    update_subscriber,
    describe_budget_actions_for_account,
):
    setattr(BudgetsResponse, call.__name__, call)
