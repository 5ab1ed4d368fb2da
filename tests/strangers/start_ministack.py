"""Serves ministack's Budgets, which has two calls fewer than bedrock-org makes:

- DescribeBudgetNotificationsForAccount is made of its notifications of each budget;
- it has no actions, so DescribeBudgetActionsForAccount lists none.

Each call is named on standard output, so that a test can count them."""

import os

from ministack.app import main
from ministack.services import budgets


def notifications_for_account(_asked):
    listed = [
        {
            "BudgetName": name,
            "Notifications": [one["notification"] for one in budgets._notification_store.get(name, [])],
        }
        for name in budgets._budgets
    ]
    return budgets._json(200, {"BudgetNotificationsForAccount": listed})


def actions_for_account(_asked):
    return budgets._json(200, {"Actions": []})


def named(name, answer):
    def answered(asked):
        os.write(1, f"called budgets {name}\n".encode())
        return answer(asked)

    return answered


budgets._DISPATCH |= {
    "DescribeBudgetNotificationsForAccount": notifications_for_account,
    "DescribeBudgetActionsForAccount": actions_for_account,
}
budgets._DISPATCH = {name: named(name, answer) for name, answer in budgets._DISPATCH.items()}
main()
