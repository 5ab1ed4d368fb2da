//! What can be wrong with a plan file, as plain values.

use std::ops::Range;

/// A place in the plan file, in bytes.
pub type Span = Range<usize>;

/// One mistake, or one thing to think about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// The first is where the mistake is; the others are related places.
    pub labels: Vec<Label>,
    pub help: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

impl Diagnostic {
    pub fn error(code: Code, span: Span, label: impl Into<String>, message: String) -> Self {
        Self::new(Severity::Error, code, span, label, message)
    }

    pub fn warning(code: Code, span: Span, label: impl Into<String>, message: String) -> Self {
        Self::new(Severity::Warning, code, span, label, message)
    }

    fn new(
        severity: Severity,
        code: Code,
        span: Span,
        label: impl Into<String>,
        message: String,
    ) -> Self {
        let label = Label {
            span,
            text: label.into(),
        };
        Self {
            code,
            severity,
            message,
            labels: vec![label],
            help: None,
        }
    }

    /// Points at a related place as well.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where the mistake is.
    pub fn span(&self) -> Span {
        self.labels.first().map_or(0..0, |label| label.span.clone())
    }
}

macro_rules! codes {
    ($($variant:ident = $text:literal,)*) => {
        /// A stable name for each kind of diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($variant,)*
        }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    NotUtf8 = "not-utf8",
    TooLarge = "too-large",
    TooDeep = "too-deep",
    Syntax = "syntax",
    KeyTwice = "key-twice",
    UnknownKey = "unknown-key",
    MissingKey = "missing-key",
    WrongType = "wrong-type",
    OutOfRange = "out-of-range",
    UnknownWord = "unknown-word",
    EmptyList = "empty-list",
    EmptyText = "empty-text",
    Twice = "twice",
    OrganizationName = "organization-name",
    OuPath = "ou-path",
    OuDepth = "ou-depth",
    EmailTemplate = "email-template",
    EmailPlaceholder = "email-placeholder",
    Email = "email",
    EmailOfAccount = "email-of-account",
    EmailTwice = "email-twice",
    AccessRole = "access-role",
    UnknownRegion = "unknown-region",
    PartitionMix = "partition-mix",
    HomeRegionFar = "home-region-far",
    Bucket = "bucket",
    TagKey = "tag-key",
    TagValue = "tag-value",
    TagReserved = "tag-reserved",
    TagCount = "tag-count",
    Issuer = "issuer",
    ClientId = "client-id",
    EntraIssuer = "entra-issuer",
    ClaimLength = "claim-length",
    ClaimCharacters = "claim-characters",
    UserPoolClaim = "user-pool-claim",
    ModelAlias = "model-alias",
    ModelId = "model-id",
    ModelIdWithProfile = "model-id-with-profile",
    UnknownProfile = "unknown-profile",
    SameModel = "same-model",
    UnknownModel = "unknown-model",
    UnusedModel = "unused-model",
    ProfileReach = "profile-reach",
    NoTeam = "no-team",
    TeamName = "team-name",
    GroupLength = "group-length",
    GroupCharacters = "group-characters",
    GroupTwice = "group-twice",
    GroupWithinGroup = "group-within-group",
    NoDevelopers = "no-developers",
    AccountId = "account-id",
    AccountTwice = "account-twice",
    AccountCount = "account-count",
    AccountNameLength = "account-name-length",
    OidcProvider = "oidc-provider",
    ModelList = "model-list",
    Notifications = "notifications",
    Addresses = "addresses",
    TopicArn = "topic-arn",
    NobodyHears = "nobody-hears",
    BudgetName = "budget-name",
    ForecastAlone = "forecast-alone",
    Retention = "retention",
    QuotaEmpty = "quota-empty",
    QuotaUnusedModel = "quota-unused-model",
    RepeatsDefault = "repeats-default",
    HubAccount = "hub-account",
    PublishPlace = "publish-place",
    Website = "website",
    FormText = "form-text",
}
