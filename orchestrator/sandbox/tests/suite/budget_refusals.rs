//! What Budgets refuses.

use bedrock_sandbox::{ExistingRole, MANAGEMENT_ACCOUNT};
use serde_json::{Value, json};

use super::budget_teller::{ROLE, Teller, budget, operator};
use super::stage::Stage;

/// With fields put in; null takes one away.
fn with(mut budget: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        if value.is_null() {
            budget.as_object_mut().unwrap().remove(name);
        } else {
            budget[name.as_str()] = value.clone();
        }
    }
    budget
}

#[tokio::test(start_paused = true)]
async fn a_budget_of_the_wrong_shape_is_refused() {
    let stage = Stage::new();
    let teller = operator(&stage);
    let invalid = "InvalidParameterException";
    let unknown = "NotImplementedInSandbox";
    let dimension =
        |key: &str, values: Value| json!({"Dimensions": {"Key": key, "Values": values}});
    let account = dimension("LINKED_ACCOUNT", json!(["111122223333"]));
    let both = json!({"Dimensions": account["Dimensions"], "Not": account});
    let cases = [
        (json!({"BudgetName": ""}), invalid),
        (json!({"BudgetName": "a:b"}), invalid),
        (json!({"BudgetName": "a\\b"}), invalid),
        (json!({"BudgetName": "a/action/b"}), invalid),
        (json!({"BudgetName": "<Script>x</SCRIPT>"}), invalid),
        (json!({"BudgetName": "x".repeat(101)}), invalid),
        (json!({"BudgetName": null}), invalid),
        (json!({"BudgetLimit": null}), invalid),
        (
            json!({"BudgetLimit": {"Amount": "-5", "Unit": "USD"}}),
            invalid,
        ),
        (
            json!({"BudgetLimit": {"Amount": "0", "Unit": "USD"}}),
            invalid,
        ),
        (
            json!({"BudgetLimit": {"Amount": "1e3", "Unit": "USD"}}),
            invalid,
        ),
        (
            json!({"BudgetLimit": {"Amount": "5", "Unit": "EUR"}}),
            invalid,
        ),
        (json!({"BudgetType": "MONEY"}), invalid),
        (json!({"BudgetType": "USAGE"}), unknown),
        (json!({"TimeUnit": "WEEKLY"}), invalid),
        (json!({"TimeUnit": "CUSTOM"}), unknown),
        (json!({"TimePeriod": {"Start": 2e9, "End": 1e9}}), invalid),
        (json!({"TimePeriod": {"Start": 0, "End": 9e12}}), invalid),
        (json!({"PlannedBudgetLimits": {}}), unknown),
        (
            json!({"AutoAdjustData": {"AutoAdjustType": "FORECAST"}}),
            unknown,
        ),
        (
            json!({"BillingViewArn": "arn:aws:billing::1:billingview/x"}),
            unknown,
        ),
        (json!({"Metrics": null}), invalid),
        (json!({"Metrics": []}), invalid),
        (
            json!({"Metrics": ["UnblendedCost", "BlendedCost"]}),
            invalid,
        ),
        (json!({"Metrics": ["Hours"]}), invalid),
        (json!({"CostFilters": {}}), invalid),
        (json!({"CostTypes": {"IncludeTax": true}}), invalid),
        (
            json!({"FilterExpression": null, "CostFilters": {"LinkedAccount": ["1"]}}),
            invalid,
        ),
        (
            json!({"FilterExpression": null, "Metrics": null, "CostFilters": {"Region": ["x"]}}),
            unknown,
        ),
        (
            json!({"FilterExpression": null, "Metrics": null, "CostTypes": {"IncludeFun": true}}),
            invalid,
        ),
        (json!({"FilterExpression": {}}), invalid),
        (json!({"FilterExpression": both}), invalid),
        (json!({"FilterExpression": {"And": [account]}}), invalid),
        (
            json!({"FilterExpression": {"Xor": [account, account]}}),
            invalid,
        ),
        (
            json!({"FilterExpression": dimension("PLANET", json!(["x"]))}),
            invalid,
        ),
        (
            json!({"FilterExpression": dimension("REGION", json!(["x"]))}),
            unknown,
        ),
        (
            json!({"FilterExpression": dimension("SERVICE", json!([]))}),
            invalid,
        ),
        (
            json!({"FilterExpression": {"Tags": {"Key": "team", "Values": ["x"]}}}),
            unknown,
        ),
        (
            json!({"FilterExpression": {"Dimensions": {
                "Key": "SERVICE", "Values": ["Cl"], "MatchOptions": ["STARTS_WITH"],
            }}}),
            unknown,
        ),
    ];
    for (fields, code) in cases {
        let asked = json!({"Budget": with(budget("b"), &fields)});
        assert_eq!(teller.ask("CreateBudget", asked).await, code, "{fields}");
    }
    let fine = [
        json!({"BudgetName": "old", "FilterExpression": null, "Metrics": null,
            "CostFilters": {"LinkedAccount": ["111122223333"]}, "CostTypes": {"IncludeCredit": false}}),
        json!({"BudgetName": "plain", "FilterExpression": null, "Metrics": null}),
        json!({"BudgetName": "day", "TimeUnit": "DAILY", "FilterExpression": null}),
        json!({"BudgetName": "quarter", "TimeUnit": "QUARTERLY"}),
        json!({"BudgetName": "year", "TimeUnit": "ANNUALLY"}),
    ];
    for fields in fine {
        let asked = json!({"Budget": with(budget("b"), &fields)});
        assert_eq!(teller.ask("CreateBudget", asked).await, "", "{fields}");
    }
    assert_eq!(
        teller
            .ask("DescribeBudgetPerformanceHistory", json!({}))
            .await,
        unknown
    );
    let nothing = json!({"NewBudget": budget("nothing")});
    assert_eq!(
        teller.ask("UpdateBudget", nothing).await,
        "NotFoundException"
    );
}

#[tokio::test(start_paused = true)]
async fn a_notification_of_the_wrong_shape_is_refused() {
    let stage = Stage::new();
    let teller = operator(&stage);
    teller
        .ask("CreateBudget", json!({"Budget": budget("b")}))
        .await;
    let notification = json!({
        "NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80,
    });
    let email = |address: &str| json!({"SubscriptionType": "EMAIL", "Address": address});
    let topic = |arn: &str| json!({"SubscriptionType": "SNS", "Address": arn});
    let (invalid, limit) = (
        "InvalidParameterException",
        "CreationLimitExceededException",
    );
    let topics =
        ["one", "two"].map(|name| topic(&format!("arn:aws:sns:us-east-1:111122223333:{name}")));
    let eleven: Vec<_> = (0..11)
        .map(|number| email(&format!("{number}@acme.example")))
        .collect();
    for (fields, subscribers, code) in [
        (json!({"Threshold": 0}), json!([email("a@b.co")]), invalid),
        (json!({"Threshold": -1}), json!([email("a@b.co")]), invalid),
        (
            json!({"Threshold": 1_000_001}),
            json!([email("a@b.co")]),
            invalid,
        ),
        (
            json!({"NotificationType": "MAYBE"}),
            json!([email("a@b.co")]),
            invalid,
        ),
        (
            json!({"ComparisonOperator": "NEAR"}),
            json!([email("a@b.co")]),
            invalid,
        ),
        (
            json!({"ThresholdType": "PROMILLE"}),
            json!([email("a@b.co")]),
            invalid,
        ),
        (json!({}), json!([]), invalid),
        (json!({}), json!([email("nobody")]), invalid),
        (json!({}), json!([email("a b@c.de")]), invalid),
        (json!({}), json!([topic("finance")]), invalid),
        (
            json!({}),
            json!([email("a@b.co"), email("a@b.co")]),
            "DuplicateRecordException",
        ),
        (json!({}), json!(topics), limit),
        (json!({}), json!(eleven), limit),
        (json!({}), json!([email("a@b.co"), topics[0]]), ""),
        // The kind of the threshold is PERCENTAGE when it is not said.
        (
            json!({"ThresholdType": "PERCENTAGE"}),
            json!([email("a@b.co")]),
            "DuplicateRecordException",
        ),
        (
            json!({"ThresholdType": "ABSOLUTE_VALUE"}),
            json!([email("a@b.co")]),
            "",
        ),
    ] {
        let asked = json!({
            "BudgetName": "b",
            "Notification": with(notification.clone(), &fields),
            "Subscribers": subscribers,
        });
        let told = teller.ask("CreateNotification", asked).await;
        assert_eq!(told, code, "{fields} {subscribers}");
    }
    let six: Vec<_> = (1..=6)
        .map(|at| {
            let notification = with(notification.clone(), &json!({"Threshold": at}));
            json!({"Notification": notification, "Subscribers": [email("a@b.co")]})
        })
        .collect();
    let asked = json!({"Budget": budget("six"), "NotificationsWithSubscribers": six});
    assert_eq!(teller.ask("CreateBudget", asked).await, limit);
    assert_eq!(
        teller
            .ask("DescribeBudget", json!({"BudgetName": "six"}))
            .await,
        "NotFoundException"
    );
    let moved = json!({
        "BudgetName": "b", "OldNotification": notification,
        "NewNotification": with(notification.clone(), &json!({"Threshold": 90})),
    });
    assert_eq!(teller.ask("UpdateNotification", moved.clone()).await, "");
    assert_eq!(
        teller.ask("UpdateNotification", moved).await,
        "NotFoundException"
    );
}

#[tokio::test(start_paused = true)]
async fn an_action_of_the_wrong_shape_is_refused() {
    let stage = Stage::new();
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "budgets.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    let role = ExistingRole {
        name: "stop".into(),
        trust: trust.to_string(),
        ..ExistingRole::default()
    };
    let sandbox = &stage.sandbox;
    sandbox.edit(|edit| edit.role(MANAGEMENT_ACCOUNT, role).unwrap());
    let teller = operator(&stage);
    teller
        .ask("CreateBudget", json!({"Budget": budget("b")}))
        .await;
    let (invalid, unknown) = ("InvalidParameterException", "NotImplementedInSandbox");
    let scp = |policy: &str, targets: Value| json!({"ScpActionDefinition": {"PolicyId": policy, "TargetIds": targets}});
    let action = json!({
        "BudgetName": "b",
        "NotificationType": "ACTUAL",
        "ActionType": "APPLY_SCP_POLICY",
        "ActionThreshold": {"ActionThresholdValue": 100, "ActionThresholdType": "PERCENTAGE"},
        "Definition": scp("p-12345678", json!(["444455556666"])),
        "ExecutionRoleArn": ROLE,
        "ApprovalModel": "AUTOMATIC",
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "a@b.co"}],
    });
    for (fields, code) in [
        (json!({"BudgetName": "none"}), "NotFoundException"),
        (json!({"ActionType": "APPLY_IAM_POLICY"}), unknown),
        (json!({"ActionType": "CALL_THE_CFO"}), invalid),
        (
            json!({"Definition": {"IamActionDefinition": {"PolicyArn": "x"}}}),
            unknown,
        ),
        (json!({"Definition": {}}), invalid),
        (json!({"Definition": null}), invalid),
        (
            json!({"Definition": scp("stop", json!(["444455556666"]))}),
            invalid,
        ),
        (json!({"Definition": scp("p-12345678", json!([]))}), invalid),
        (
            json!({"Definition": scp("p-12345678", json!(["r-ab12"]))}),
            invalid,
        ),
        (json!({"ApprovalModel": "MAYBE"}), invalid),
        (json!({"Subscribers": []}), invalid),
        (
            json!({"ExecutionRoleArn": "arn:aws:iam::444455556666:role/stop"}),
            invalid,
        ),
        (
            json!({"ExecutionRoleArn": "arn:aws:iam::111122223333:role/no"}),
            "AccessDeniedException",
        ),
        (json!({}), ""),
    ] {
        let asked = with(action.clone(), &fields);
        assert_eq!(
            teller.ask("CreateBudgetAction", asked).await,
            code,
            "{fields}"
        );
    }
    let gone = json!({"BudgetName": "b", "ActionId": "00000000-0000-0000-0000-000000000000"});
    for operation in [
        "DescribeBudgetAction",
        "DeleteBudgetAction",
        "DescribeBudgetActionHistories",
    ] {
        assert_eq!(
            teller.ask(operation, gone.clone()).await,
            "NotFoundException"
        );
    }
    let odd = with(gone, &json!({"ExecutionType": "UNDO"}));
    assert_eq!(teller.ask("ExecuteBudgetAction", odd).await, invalid);
}

#[tokio::test(start_paused = true)]
async fn tokens_tags_and_regions_are_checked() {
    let stage = Stage::new();
    let teller = operator(&stage);
    teller
        .ask("CreateBudget", json!({"Budget": budget("b")}))
        .await;
    let invalid = "InvalidParameterException";
    for (most, code) in [(0, invalid), (1000, ""), (1001, invalid)] {
        let asked = json!({"MaxResults": most});
        assert_eq!(teller.ask("DescribeBudgets", asked.clone()).await, code);
        let told = teller
            .ask("DescribeBudgetNotificationsForAccount", asked)
            .await;
        assert_eq!(told, code);
    }
    let odd = json!({"NextToken": "nonsense"});
    assert_eq!(
        teller.ask("DescribeBudgets", odd).await,
        "InvalidNextTokenException"
    );
    let arn = |name: &str| format!("arn:aws:budgets::{MANAGEMENT_ACCOUNT}:budget/{name}");
    let tags = json!([{"Key": "team", "Value": "x"}, {"Key": "team", "Value": "y"}]);
    let many: Vec<_> = (0..51)
        .map(|number| json!({"Key": format!("k{number}"), "Value": ""}))
        .collect();
    for (arn, tags, code) in [
        (arn("b"), tags, invalid),
        (arn("b"), json!([{"Key": "aws:x", "Value": ""}]), invalid),
        (arn("b"), json!(many), "ServiceQuotaExceededException"),
        (
            arn("no"),
            json!([{"Key": "k", "Value": ""}]),
            "NotFoundException",
        ),
        ("arn:aws:s3:::b".into(), json!([]), invalid),
        (
            "arn:aws:budgets::444455556666:budget/b".into(),
            json!([]),
            "AccessDeniedException",
        ),
        (arn("b"), json!([{"Key": "k", "Value": ""}]), ""),
    ] {
        let asked = json!({"ResourceARN": arn, "ResourceTags": tags});
        assert_eq!(teller.ask("TagResource", asked).await, code, "{arn}");
    }
    assert_eq!(
        teller
            .ask("DescribeBudgets", json!({"AccountId": "12"}))
            .await,
        invalid
    );
    assert_eq!(
        teller
            .ask("DescribeBudgets", json!({"AccountId": "444455556666"}))
            .await,
        "AccessDeniedException"
    );
    let elsewhere = Teller {
        region: "eu-central-1",
        ..operator(&stage)
    };
    assert_eq!(
        elsewhere.ask("DescribeBudgets", json!({})).await,
        "InvalidSignatureException"
    );
}
