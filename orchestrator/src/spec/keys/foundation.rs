//! `[organization]`, `[identity]` and `[models]`

use super::limits::*;
use super::text::*;
use super::{Shape, Table, Text, optional, required, several};

pub(super) const ORGANIZATION: Table = Table {
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
        optional(
            "bucket",
            Shape::Text(Text {
                pattern: Some(BUCKET),
                longest: Some(*BUCKET_LENGTH.end()),
            }),
            "templates are sent along",
            "\"acme-bedrock-templates\"",
            "An S3 bucket of the management account, in the home Region, for templates of more \
             than 51,200 bytes, which CloudFormation takes from a bucket alone.",
        ),
    ],
};

pub(super) const IDENTITY: Table = Table {
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
            "The claim of the ID token that holds a developer's groups; a Cognito user pool's is \
             `cognito:groups`.",
        ),
        optional(
            "groups_match",
            Shape::Word(GROUP_MATCHES),
            "\"contains\"",
            "\"equals\"",
            "How Cognito compares the claim with a team's group: `contains` looks for the group as \
             a piece of text anywhere in the claim, which is the one way to look into a list; \
             `equals` is stricter, for a claim that holds one group.",
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

pub(super) const MODEL: Table = Table {
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
