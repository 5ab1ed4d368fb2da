//! `[hub]`, `[routing]` and `[use_case]`: what stands around the teams.

use super::limits::*;
use super::text::*;
use super::{Shape, Table, Text, optional, required};

pub(super) const HUB: Table = Table {
    keys: &[
        required(
            "account",
            Shape::Text(ACCOUNT_ID),
            "\"333344445555\"",
            "The id of the monitoring account. It exists, belongs to the organization, and is \
             neither a team's nor the management account.",
        ),
        optional(
            "notify",
            Shape::List {
                of: EMAIL,
                least: 0,
                most: Some(LISTENERS),
            },
            "nobody",
            "[\"cloud-coe@acme.example\"]",
            "Who hears the alarms of the whole organization: five addresses at most. AWS asks \
             each to confirm.",
        ),
    ],
};

pub(super) const ROUTING: Table = Table {
    keys: &[required(
        "publish",
        Shape::Text(Text {
            pattern: Some("^(s3|https)://[^/?#]+/[^?#]*[^/?#]$"),
            longest: Some(LONGEST_ADDRESS),
        }),
        "\"s3://acme-bedrock/bedrock-org/routes.json\"",
        "Where `apply` puts the document: an object in S3, or an https address that takes a PUT.",
    )],
};

pub(super) const USE_CASE: Table = Table {
    keys: &[
        required("company", LINE, "\"Acme Inc.\"", "The company's name."),
        required(
            "website",
            Shape::Text(Text {
                pattern: Some("^https://"),
                longest: Some(*FORM_LINE.end()),
            }),
            "\"https://acme.example\"",
            "The company's website.",
        ),
        required(
            "industry",
            LINE,
            "\"Technology\"",
            "The industry, in the words of the form: such as `Technology`, `Financial Services`, \
             `Healthcare` or `Education`.",
        ),
        required(
            "users",
            Shape::Word(USERS),
            "\"internal\"",
            "Who uses what is made with the models: people in the company, outside of it, or both.",
        ),
        required(
            "description",
            Shape::Text(Text {
                pattern: None,
                longest: Some(*FORM_TEXT.end()),
            }),
            "\"Our developers write and review code with Claude Code.\"",
            "What the models are used for.",
        ),
    ],
};

const LINE: Shape = Shape::Text(Text {
    pattern: None,
    longest: Some(*FORM_LINE.end()),
});
