//! What goes wrong on purpose, and whether the server acted.

use bedrock_sandbox::{Faults, Kind, Profile, Rule, Sandbox, Setup};

use super::sdk::{code, config, keys, organizations, root};

fn with(rule: Rule) -> Sandbox {
    Sandbox::new(Setup {
        faults: Faults {
            rules: vec![rule],
            profile: Profile::None,
        },
        ..Setup::default()
    })
}

/// Creates a unit; says what the client heard and whether the unit is there.
async fn struck(kind: Kind) -> (String, bool) {
    let sandbox = with(Rule::operation("CreateOrganizationalUnit", 1, kind));
    let client = organizations(&sandbox);
    let parent = root(&client).await;
    let create = client
        .create_organizational_unit()
        .parent_id(parent)
        .name("Bedrock");
    let heard = tokio::select! {
        outcome = create.send() => match outcome {
            Ok(_) => "it worked".to_owned(),
            outcome => code(outcome),
        },
        () = sandbox.killed() => "killed".to_owned(),
    };
    let acted = sandbox.snapshot()["units"].get("Bedrock").is_some();
    (heard, acted)
}

#[tokio::test(start_paused = true)]
async fn each_kind_says_what_it_should_and_acts_when_it_should() {
    let table = [
        (Kind::Throttled, "TooManyRequestsException", false),
        (
            Kind::InternalError { status: 500 },
            "ServiceException",
            false,
        ),
        (
            Kind::InternalError { status: 503 },
            "ServiceUnavailable",
            false,
        ),
        (Kind::LostBefore, "no answer", false),
        (Kind::LostAfter, "no answer", true),
        (Kind::KilledBefore, "killed", false),
        (Kind::Killed, "killed", true),
        (Kind::AccessDenied, "AccessDeniedException", false),
        (
            Kind::Code {
                code: "ConcurrentModificationException".into(),
                message: "busy".into(),
                status: 400,
            },
            "ConcurrentModificationException",
            false,
        ),
    ];
    for (kind, heard, acted) in table {
        assert_eq!(
            struck(kind.clone()).await,
            (heard.into(), acted),
            "{kind:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_rule_may_count_all_calls() {
    let sandbox = with(Rule::call(2, Kind::AccessDenied));
    let client = organizations(&sandbox);
    assert!(client.describe_organization().send().await.is_ok());
    assert_eq!(
        code(client.list_roots().send().await),
        "AccessDeniedException"
    );
    assert!(client.list_roots().send().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_retries_of_a_client_count_as_calls() {
    let sandbox = with(Rule::operation("organizations.ListRoots", 1, Kind::LostBefore).times(2));
    let config = config(&sandbox, keys(&bedrock_sandbox::Principal::operator()), 2);
    let client = aws_sdk_organizations::Client::new(&config);
    assert!(client.list_roots().send().await.is_ok());
    assert_eq!(sandbox.calls()["organizations.ListRoots"], 3);
}

#[tokio::test(start_paused = true)]
async fn a_creation_can_fail_late() {
    let sandbox = with(Rule::operation(
        "CreateAccount",
        1,
        Kind::CreationFails {
            reason: "INTERNAL_FAILURE".into(),
        },
    ));
    let client = organizations(&sandbox);
    assert_eq!(
        super::sdk::account(&client, "aws+a@acme.example").await,
        None
    );
    assert!(
        super::sdk::account(&client, "aws+a@acme.example")
            .await
            .is_some()
    );
}

#[tokio::test(start_paused = true)]
async fn a_profile_strikes_the_same_calls_for_the_same_seed() {
    async fn transcript(seed: u64, profile: Profile) -> Vec<bool> {
        let sandbox = Sandbox::new(Setup {
            seed,
            faults: Faults {
                rules: Vec::new(),
                profile,
            },
            ..Setup::default()
        });
        let client = organizations(&sandbox);
        let mut heard = Vec::new();
        for _ in 0..300 {
            heard.push(client.describe_organization().send().await.is_ok());
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        heard
    }
    let heavy = transcript(1, Profile::Heavy).await;
    assert_eq!(heavy, transcript(1, Profile::Heavy).await);
    assert_ne!(heavy, transcript(2, Profile::Heavy).await);
    let failed = |heard: &[bool]| heard.iter().filter(|ok| !**ok).count();
    let light = transcript(1, Profile::Light).await;
    assert!(failed(&light) > 0 && failed(&light) < failed(&heavy));
    assert_eq!(failed(&transcript(1, Profile::None).await), 0);
}
