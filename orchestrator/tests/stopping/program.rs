//! `bedrock-org budget` as its users run it.

use std::time::SystemTime;

use bedrock_sandbox::{Moment, Principal, Sandbox, Setup, listen};
use tokio::net::TcpListener;

use super::stage::{MOBILE, PLATFORM, intent, plan_file, spend};
use crate::command_line::stage::{Ran, command};
use crate::in_memory::{applied, on_virtual_time, organization};

const SPEED: &str = "600";

/// Applied on a clock that skips all waiting, then served on one that runs.
fn stopped() -> Sandbox {
    let sandbox = on_virtual_time(async {
        let sandbox = organization(Vec::new());
        applied(&sandbox, &intent()).await;
        spend(&sandbox, PLATFORM, 2100.0);
        spend(&sandbox, MOBILE, 2001.0);
        sandbox
    });
    sandbox.continued(Setup {
        speed: 600.0,
        epoch: Moment::from(SystemTime::now()),
        ..Setup::default()
    })
}

struct Served {
    url: String,
    folder: std::path::PathBuf,
}

impl Served {
    async fn new(name: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sandbox = tokio::task::spawn_blocking(stopped).await.unwrap();
        tokio::spawn(listen(sandbox, listener, None, std::future::pending()));
        let folder =
            std::env::temp_dir().join(format!("bedrock-org-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("org.toml"), plan_file()).unwrap();
        Self { url, folder }
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        let Principal {
            access_key_id,
            secret_access_key,
            ..
        } = Principal::operator();
        let mut command = command(arguments);
        command
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("BEDROCK_ORG_CLOCK", SPEED)
            .env("AWS_ACCESS_KEY_ID", access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", secret_access_key)
            .current_dir(&self.folder);
        tokio::task::spawn_blocking(move || Ran::of(&mut command))
            .await
            .unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const STATUS: &str = "\
budget             spent         of   used  alerts                           stop
account platform-1  $2,100.00  $2,000.00  105 %            50 %, 80 %, 100 %  stopped
";

#[tokio::test(flavor = "multi_thread")]
async fn status_puts_first_what_is_stopped() {
    let served = Served::new("budget-status").await;
    let ran = served.run(&["budget", "status"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let wanted: Vec<_> = STATUS.lines().map(words).collect();
    let shown: Vec<_> = ran.out.lines().take(2).map(words).collect();
    assert_eq!(shown, wanted, "{}", ran.out);
    for words in [
        "bedrock-org budget lift team.platform --account platform-1",
        "bedrock-org budget approve team.mobile --account mobile-1",
        "3 to 16 hours late",
    ] {
        let all: String = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(all.contains(words), "{words}: {}", ran.out);
    }
    let json = served.run(&["budget", "status", "--json"]).await;
    let [json] = json.json().try_into().unwrap();
    let first = &json["budgets"][0];
    assert_eq!(first["account"], "platform-1");
    assert_eq!(first["owner"], "platform");
    assert_eq!(
        (&first["spent"], &first["used_percent"]),
        (&2100.0.into(), &105.0.into())
    );
    assert_eq!(first["stops"][0]["state"], "stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn lifting_asks_first_and_says_what_it_did() {
    let served = Served::new("budget-lift").await;
    let asked = served.run(&["budget", "lift", "team.platform"]).await;
    assert_eq!(asked.code, 1, "{asked:?}");
    assert!(asked.err.contains("no terminal to ask on"), "{asked:?}");
    assert!(
        asked.err.contains("--yes lifts without asking"),
        "{asked:?}"
    );

    let ran = served
        .run(&["budget", "lift", "team.platform", "--yes"])
        .await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("account platform-1 works again"),
        "{ran:?}"
    );
    assert!(ran.out.contains("Raise monthly_usd"), "{ran:?}");

    let rearmed = [
        "budget",
        "lift",
        "team.platform",
        "--yes",
        "--rearm",
        "--json",
    ];
    let [json] = served.run(&rearmed).await.json().try_into().unwrap();
    assert_eq!(json["stops"][0]["end"], "armed");
    let again = served.run(&["budget", "lift", "team.platform"]).await;
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.out.contains("was not stopped"), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn approving_stops_what_waited_for_it() {
    let served = Served::new("budget-approve").await;
    let ran = served
        .run(&["budget", "approve", "team.mobile", "--yes"])
        .await;
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "+ account mobile-1 is stopped.\n"),
        "{ran:?}"
    );
    let again = served
        .run(&["budget", "approve", "team.mobile", "--yes"])
        .await;
    assert_eq!(again.out, "No stop of team.mobile waits for approval.\n");
    let json = served
        .run(&["budget", "approve", "team.mobile", "--yes", "--json"])
        .await;
    let [json] = json.json().try_into().unwrap();
    assert_eq!(json["kind"], "budget-approve");
    assert_eq!(json["budgets"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_the_plan_file_is_refused() {
    let served = Served::new("budget-odd").await;
    for (arguments, said) in [
        (
            &["budget", "lift", "team.nobody", "--yes"][..],
            "no team nobody",
        ),
        (
            &[
                "budget",
                "lift",
                "team.platform",
                "--account",
                "mobile-1",
                "--yes",
            ],
            "team.platform has no account mobile-1",
        ),
        (&["budget", "lift", "platform"], "looks like team.platform"),
    ] {
        let ran = served.run(arguments).await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}
