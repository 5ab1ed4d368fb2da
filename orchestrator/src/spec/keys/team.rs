//! `[defaults]` and `[team.NAME]`

use super::limits::*;
use super::text::*;
use super::{Shape, Table, Text, number, optional, required, several};

pub(super) const DEFAULTS: Table = Table {
    keys: &[
        optional(
            "models",
            several(ALIAS),
            "none",
            "[\"sonnet\", \"haiku\"]",
            "The models that a team may use, by their names in `[models]`.",
        ),
        optional(
            "budget",
            Shape::Table(&BUDGET),
            "no budget",
            "{ monthly_usd = 2000, notify = [\"finance@acme.example\"] }",
            "The budget of each account of a team.",
        ),
        optional(
            "monitoring",
            Shape::Table(&MONITORING),
            "the defaults of its keys",
            "{ dashboard = true }",
            "What is recorded in a team's accounts.",
        ),
        optional(
            "sizing",
            Shape::Table(&SIZING),
            "the published sizing",
            "{ safety = 1.2 }",
            "How a team's need of tokens and requests is worked out.",
        ),
    ],
};

pub(super) const TEAM: Table = Table {
    keys: &[
        required(
            "group",
            Shape::Text(Text {
                pattern: None,
                longest: Some(LONGEST_GROUP),
            }),
            "\"bedrock-platform\"",
            "The group of the identity provider whose members are the team, as it appears in the \
             groups claim. No team's group may be a part of another team's group, and mind the \
             provider's other groups too: under `groups_match = \"contains\"` a group `data` is \
             found in `metadata-readers` as well. A group's id is found nowhere else.",
        ),
        optional(
            "developers",
            number(&DEVELOPERS),
            "1, with a warning",
            "40",
            "How many developers the team has; quotas are sized for them.",
        ),
        optional(
            "accounts",
            number(&ACCOUNTS),
            "1, or as many as `account` adopts",
            "2",
            "How many accounts the team has; its developers are spread over them. They are named \
             `<team>-1`, `<team>-2` and so on.",
        ),
        optional(
            "account",
            Shape::OneOrList(ANY),
            "every account is created",
            "\"222233334444\"",
            "Existing accounts to adopt, by account id or by address, one or a list. Accounts up \
             to `accounts` are created.",
        ),
        optional(
            "oidc_provider",
            Shape::Word(OIDC_PROVIDERS),
            "\"create\"",
            "\"existing\"",
            "Whether the accounts' IAM gets the identity provider or has it: an account takes each \
             issuer once, so `existing` is for adopted accounts that know it already, with \
             `identity.client_id` among its audiences.",
        ),
        optional(
            "regions",
            several(REGION),
            "the organization's",
            "[\"eu-central-1\"]",
            "Where the team may call Bedrock.",
        ),
        optional(
            "models",
            several(ALIAS),
            "the default's",
            "[\"opus\", \"sonnet\"]",
            "The models that the team may use, by their names in `[models]`.",
        ),
        optional(
            "budget",
            Shape::Table(&BUDGET),
            "the default's",
            "{ monthly_usd = 6000, hard_stop = true }",
            "The budget of each account of the team; keys that are left out come from the default.",
        ),
        optional(
            "quota",
            Shape::Named(&QUOTA),
            "sized for the team's developers",
            "{ opus = { tpm = 4_000_000 } }",
            "Quotas to ask AWS for, by the model's name, in place of the calculated ones.",
        ),
        optional(
            "monitoring",
            Shape::Table(&MONITORING),
            "the default's",
            "{ invocation_logs = \"off\" }",
            "What is recorded in the team's accounts.",
        ),
        optional(
            "sizing",
            Shape::Table(&SIZING),
            "the default's",
            "{ peak_tpm = 3_000_000 }",
            "How the team's need of tokens and requests is worked out.",
        ),
        optional(
            "tags",
            Shape::Tags,
            "none",
            "{ cost-center = \"4711\" }",
            "Tags on the team's unit and accounts, on top of the organization's.",
        ),
    ],
};

pub(super) const BUDGET: Table = Table {
    keys: &[
        optional(
            "monthly_usd",
            number(&DOLLARS),
            "the default's; one of the two must say",
            "2000",
            "US dollars a month for each account.",
        ),
        optional(
            "alert_at",
            Shape::Percentages,
            "[50, 80, 100]",
            "[50, 80, 100]",
            "Percentages of the budget at which actual spend is announced. Together with \
             `forecast_at` five at most.",
        ),
        optional(
            "forecast_at",
            Shape::Percentages,
            "none",
            "[100]",
            "Percentages at which forecast spend is announced. AWS needs about five weeks of \
             history for a forecast, so keep `alert_at` too.",
        ),
        optional(
            "notify",
            Shape::List {
                of: EMAIL,
                least: 0,
                most: Some(ADDRESSES),
            },
            "nobody",
            "[\"finance@acme.example\"]",
            "Who hears the alerts: ten addresses at most.",
        ),
        optional(
            "notify_topics",
            Shape::List {
                of: Text {
                    pattern: Some("^arn:aws(-us-gov)?:sns:"),
                    longest: None,
                },
                least: 0,
                most: Some(TOPICS),
            },
            "none",
            "[\"arn:aws:sns:us-east-1:111122223333:spend\"]",
            "An SNS topic that hears the same alerts: one at most.",
        ),
        optional(
            "hard_stop",
            Shape::FlagOrWord("on-approval"),
            "false",
            "true",
            "What happens at 100 %: nothing more, a stop of every call, or a stop once someone \
             approves it. Billing data is hours old, so a stop is never exact.",
        ),
    ],
};

pub(super) const QUOTA: Table = Table {
    keys: &[
        optional(
            "tpm",
            number(&ASKED_OF_QUOTA),
            "what its developers need",
            "4_000_000",
            "Tokens per minute, in each account and Region.",
        ),
        optional(
            "rpm",
            number(&ASKED_OF_QUOTA),
            "what its developers need, where AWS counts them",
            "500",
            "Requests per minute, in each account and Region; newer models have no such quota.",
        ),
    ],
};

pub(super) const SIZING: Table = Table {
    keys: &[
        optional(
            "safety",
            Shape::Factor {
                least: *SAFETY.start(),
                most: *SAFETY.end(),
            },
            "1",
            "1.2",
            "The need is multiplied by it; a thousandth is the finest that counts.",
        ),
        optional(
            "peak_tpm",
            number(&PER_MINUTE),
            "sized for the team's developers, by the published table",
            "3_000_000",
            "The most tokens per minute that the whole team was seen to use, all of its accounts \
             together, with the model that it uses most. It takes the place of the published table.",
        ),
    ],
};

pub(super) const MONITORING: Table = Table {
    keys: &[
        optional(
            "dashboard",
            Shape::Flag,
            "true",
            "true",
            "Whether each account gets a dashboard.",
        ),
        optional(
            "invocation_logs",
            Shape::Word(INVOCATION_LOGS),
            "\"metadata\"",
            "\"metadata\"",
            "`off`, `metadata` (who called which model with how many tokens) or `full` (what was \
             said as well).",
        ),
        optional(
            "retention_days",
            Shape::RetentionDays,
            "30",
            "30",
            "How long logs are kept: one of the periods that CloudWatch Logs knows.",
        ),
        optional(
            "tokens_per_day",
            number(&TOKENS_PER_DAY),
            "2_000_000 for each developer of the team, spread over its accounts",
            "50_000_000",
            "Tokens in and out in a day above which an alarm rings, for each account and Region; \
             0 for no alarm. It rings in minutes, where a budget takes hours.",
        ),
        optional(
            "notify",
            Shape::List {
                of: EMAIL,
                least: 0,
                most: Some(LISTENERS),
            },
            "nobody",
            "[\"platform-leads@acme.example\"]",
            "Who hears the alarms on tokens, throttling and errors: five addresses at most. AWS \
             asks each to confirm.",
        ),
    ],
};
