//! Every key of the plan file, once: what the reader accepts, what the JSON Schema says and what
//! the reference page shows all come from here.

/// The keys that a table may have.
#[derive(Debug)]
pub struct Table {
    pub keys: &'static [Key],
}

#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub about: &'static str,
    pub presence: Presence,
    pub shape: Shape,
    /// How it could look in a plan file.
    pub example: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub enum Presence {
    Required,
    /// What holds when the key is left out, as the reference page says it.
    Optional(&'static str),
}

#[derive(Debug)]
pub enum Shape {
    Text(Text),
    Number {
        least: u64,
        most: u64,
    },
    Flag,
    Word(&'static [&'static str]),
    FlagOrWord(&'static str),
    Percentages,
    RetentionDays,
    List {
        of: Text,
        least: usize,
        most: Option<usize>,
    },
    OneOrList(Text),
    Ports,
    Tags,
    Table(&'static Table),
    /// Tables with names that the plan chooses.
    Named(&'static Table),
}

/// What a text may look like.
#[derive(Debug)]
pub struct Text {
    pub pattern: Option<&'static str>,
    pub longest: Option<usize>,
}

pub const ACCOUNTS: std::ops::RangeInclusive<u64> = 1..=500;
pub const DEVELOPERS: std::ops::RangeInclusive<u64> = 1..=1_000_000;
pub const DOLLARS: std::ops::RangeInclusive<u64> = 1..=100_000_000;
pub const PERCENT: std::ops::RangeInclusive<u64> = 1..=1000;
pub const PORTS: std::ops::RangeInclusive<u64> = 1024..=65535;
pub const PER_MINUTE: std::ops::RangeInclusive<u64> = 1..=1_000_000_000_000;
pub const LONGEST_CLAIM: usize = 64;
pub const LONGEST_GROUP: usize = 128;
/// AWS takes so many addresses, and so many topics, with a notification.
pub const ADDRESSES: usize = 10;
pub const TOPICS: usize = 1;
pub const RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

pub const DEFAULT_OU: &str = "Bedrock";
pub const DEFAULT_ACCESS_ROLE: &str = "OrganizationAccountAccessRole";
pub const DEFAULT_GROUPS_CLAIM: &str = "groups";
pub const DEFAULT_PORTS: &[u16] = &[8400, 8401];
pub const DEFAULT_ALERTS: &[u16] = &[50, 80, 100];
pub const DEFAULT_RETENTION: u32 = 30;

const ANY: Text = Text {
    pattern: None,
    longest: None,
};
const REGION: Text = Text {
    pattern: Some("^[a-z]+(-[a-z]+)+-[0-9]$"),
    longest: None,
};
const ALIAS: Text = Text {
    pattern: Some(NAME),
    longest: Some(40),
};
const EMAIL: Text = Text {
    pattern: Some("^[!-~]+@[!-~]+\\.[!-~]+$"),
    longest: Some(64),
};
/// The names that the plan chooses: teams, models, the organization's own.
pub const NAME: &str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

const fn required(
    name: &'static str,
    shape: Shape,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        about,
        presence: Presence::Required,
        shape,
        example,
    }
}

const fn optional(
    name: &'static str,
    shape: Shape,
    otherwise: &'static str,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        about,
        presence: Presence::Optional(otherwise),
        shape,
        example,
    }
}

const fn number(range: &std::ops::RangeInclusive<u64>) -> Shape {
    Shape::Number {
        least: *range.start(),
        most: *range.end(),
    }
}

/// At least one.
const fn several(of: Text) -> Shape {
    Shape::List {
        of,
        least: 1,
        most: None,
    }
}

pub const PLAN: Table = Table {
    keys: &[
        required(
            "organization",
            Shape::Table(&ORGANIZATION),
            "",
            "The organization, and what holds for all of its teams.",
        ),
        required(
            "identity",
            Shape::Table(&IDENTITY),
            "",
            "The company's identity provider, with which developers sign in.",
        ),
        required(
            "models",
            Shape::Named(&MODEL),
            "",
            "The models that teams may use, each under a name of the plan's own. This is the only \
             place that names a model of Bedrock.",
        ),
        optional(
            "defaults",
            Shape::Table(&DEFAULTS),
            "no defaults",
            "",
            "What a team gets unless it says otherwise. A team replaces single keys, not whole \
             tables: `budget = { monthly_usd = 6000 }` keeps the default's alerts.",
        ),
        optional(
            "team",
            Shape::Named(&TEAM),
            "no team",
            "",
            "A team: a group of the identity provider, and the AWS accounts that are its own.",
        ),
    ],
};

const ORGANIZATION: Table = Table {
    keys: &[
        required(
            "name",
            Shape::Text(ALIAS),
            "\"acme\"",
            "A short name for the organization: lower-case letters, digits and dashes.",
        ),
        optional(
            "ou",
            Shape::Text(ANY),
            "\"Bedrock\"",
            "\"Workloads/Bedrock\"",
            "The organizational unit that everything hangs below, as a path from the root; created \
             when missing. Each team gets a unit of its own in it, and AWS nests five deep, so the \
             path has four parts at most.",
        ),
        required(
            "email",
            Shape::Text(Text {
                pattern: Some("\\{account\\}"),
                longest: None,
            }),
            "\"aws+{account}@acme.example\"",
            "The address of each new account. `{account}` becomes the account's name, such as \
             `backend-2`. An address belongs to one AWS account in the world, and has 64 \
             characters at most.",
        ),
        optional(
            "home_region",
            Shape::Text(REGION),
            "the first of `regions`",
            "\"us-east-1\"",
            "Where the stacks with global resources live.",
        ),
        required(
            "regions",
            several(REGION),
            "[\"us-east-1\", \"us-west-2\"]",
            "Where teams may call Bedrock, unless they say otherwise.",
        ),
        optional(
            "tags",
            Shape::Tags,
            "none",
            "{ owner = \"cloud-coe\" }",
            "Tags on everything that bedrock-org makes, next to its own.",
        ),
        optional(
            "access_role",
            Shape::Text(Text {
                pattern: Some("^[A-Za-z0-9+=,.@_-]+$"),
                longest: Some(64),
            }),
            "\"OrganizationAccountAccessRole\"",
            "\"OrganizationAccountAccessRole\"",
            "The role in each member account that the management account assumes.",
        ),
        optional(
            "manage_trusted_access",
            Shape::Flag,
            "true",
            "false",
            "Whether to turn on CloudFormation's trusted access; false where another team owns \
             that.",
        ),
    ],
};

const IDENTITY: Table = Table {
    keys: &[
        required(
            "issuer",
            Shape::Text(Text {
                pattern: Some("^https://[^?#]+$"),
                longest: Some(255),
            }),
            "\"https://acme.okta.com\"",
            "The issuer, exactly as the provider's discovery document prints it, trailing slash \
             included.",
        ),
        required(
            "client_id",
            Shape::Text(Text {
                pattern: Some("^[^\\s]+$"),
                longest: Some(255),
            }),
            "\"0oa1b2c3d4e5f6g7h8i9\"",
            "The client id that the provider gave to bedrock-auth: a public (native) client.",
        ),
        optional(
            "groups_claim",
            Shape::Text(Text {
                pattern: None,
                longest: Some(LONGEST_CLAIM),
            }),
            "\"groups\"",
            "\"groups\"",
            "The claim of the ID token that holds a developer's groups.",
        ),
        optional(
            "redirect_ports",
            Shape::Ports,
            "[8400, 8401]",
            "[8400, 8401]",
            "The ports on localhost at which bedrock-auth waits for the browser; the provider must \
             know each as `http://localhost:PORT/callback`.",
        ),
    ],
};

const MODEL: Table = Table {
    keys: &[
        required(
            "id",
            Shape::Text(Text {
                pattern: Some(MODEL_ID),
                longest: Some(140),
            }),
            "\"anthropic.claude-sonnet-5-5\"",
            "Bedrock's id of the model, without the prefix of an inference profile.",
        ),
        required(
            "profile",
            Shape::Word(PROFILES),
            "\"us\"",
            "The inference profile: where requests may be answered.",
        ),
    ],
};

pub const MODEL_ID: &str = "^[a-z0-9-]+\\.[a-z0-9-]+(\\.[0-9]+)?[a-z0-9.:-]*$";

/// The words that [`crate::model::geography`] knows; a test compares them.
pub const PROFILES: &[&str] = &["us", "eu", "au", "jp", "apac", "us-gov", "global"];

const DEFAULTS: Table = Table {
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
    ],
};

const TEAM: Table = Table {
    keys: &[
        required(
            "group",
            Shape::Text(Text {
                pattern: None,
                longest: Some(LONGEST_GROUP),
            }),
            "\"bedrock-platform\"",
            "The group of the identity provider whose members are the team, as it appears in the \
             groups claim. No team's group may be a part of another team's group.",
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
            "tags",
            Shape::Tags,
            "none",
            "{ cost-center = \"4711\" }",
            "Tags on the team's unit and accounts, on top of the organization's.",
        ),
    ],
};

const BUDGET: Table = Table {
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

const QUOTA: Table = Table {
    keys: &[
        optional(
            "tpm",
            number(&PER_MINUTE),
            "not asked for",
            "4_000_000",
            "Tokens per minute, in each account and Region.",
        ),
        optional(
            "rpm",
            number(&PER_MINUTE),
            "not asked for",
            "500",
            "Requests per minute, in each account and Region; newer models have no such quota.",
        ),
    ],
};

const MONITORING: Table = Table {
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
    ],
};

pub const INVOCATION_LOGS: &[&str] = &["off", "metadata", "full"];

/// What to write when a key is missing.
pub fn remedy_for_missing(path: &str, key: &str) -> String {
    let found = table_at(path).and_then(|table| table.keys.iter().find(|known| known.name == key));
    match found {
        Some(known) if !known.example.is_empty() => {
            format!("add a line such as  {key} = {}", known.example)
        }
        _ => format!("add a table that starts with [{key}]; `bedrock-org init` writes one"),
    }
}

fn table_at(path: &str) -> Option<&'static Table> {
    let mut table: &'static Table = &PLAN;
    let mut named = false;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        if named {
            named = false;
            continue;
        }
        let key = table.keys.iter().find(|key| key.name == part)?;
        match &key.shape {
            Shape::Table(next) => table = next,
            Shape::Named(next) => {
                table = next;
                named = true;
            }
            _ => return None,
        }
    }
    Some(table)
}
