//! `bedrock-org quota status` as its users run it.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use bedrock_sandbox::{
    Decision, Faults, Kind, Moment, Principal, Rule, Sandbox, Setup, Verdict, listen,
};
use tokio::net::TcpListener;

use super::stage::ask;
use crate::command_line::stage::{Ran, command};
use crate::in_memory::{existing, on_virtual_time, organization};

/// AWS is asked every tenth of a second.
const SPEED: f64 = 600.0;
const PLAN: &str = r#"
[organization]
name = "acme"
email = "aws+{account}@acme.example"
regions = ["us-east-1"]

[identity]
issuer = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"

[models]
opus = { id = "anthropic.claude-opus-5-5", profile = "us" }

[team.backend]
group = "bedrock-backend"
developers = 20
accounts = 2
models = ["opus"]
quota = { opus = { tpm = 60_000_000 } }
"#;
const EMAILS: [&str; 2] = ["aws+backend-1@acme.example", "aws+backend-2@acme.example"];

/// Both accounts have asked, and nobody decides before the test does.
fn asked(rules: Vec<Rule>) -> Sandbox {
    let sandbox = on_virtual_time(async {
        let sandbox = organization(Vec::new());
        for (email, name) in EMAILS.iter().zip(["backend-1", "backend-2"]) {
            let id = sandbox.edit(|edit| {
                edit.decide_increases("Opus 5.5", Decision::new(Verdict::Never));
                edit.account(existing(email, name, "Bedrock/backend"))
            });
            ask(&sandbox, &id, "us-east-1", "L-A4430697", 60e6).await;
        }
        sandbox
    });
    sandbox.continued(Setup {
        speed: SPEED,
        epoch: Moment::from(SystemTime::now()),
        faults: Faults {
            rules,
            ..Faults::default()
        },
        ..Setup::default()
    })
}

struct Served {
    sandbox: Sandbox,
    url: String,
    folder: PathBuf,
}

impl Served {
    async fn new(name: &str) -> Self {
        Self::with(name, Vec::new()).await
    }

    async fn with(name: &str, rules: Vec<Rule>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let folder =
            std::env::temp_dir().join(format!("bedrock-org-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("org.toml"), PLAN).unwrap();
        let sandbox = tokio::task::spawn_blocking(|| asked(rules)).await.unwrap();
        let served = listen(sandbox.clone(), listener, None, std::future::pending());
        tokio::spawn(served);
        Self {
            sandbox,
            url,
            folder,
        }
    }

    fn command(&self, more: &[&str]) -> Command {
        let Principal {
            access_key_id,
            secret_access_key,
            ..
        } = Principal::operator();
        let mut command = command(&["quota", "status"]);
        command
            .args(more)
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("BEDROCK_ORG_CLOCK", SPEED.to_string())
            .env("AWS_ACCESS_KEY_ID", access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", secret_access_key)
            .current_dir(&self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    async fn run(&self, more: &[&str]) -> Ran {
        let mut command = self.command(more);
        tokio::task::spawn_blocking(move || Ran::of(&mut command))
            .await
            .unwrap()
    }

    /// AWS decides once the program has said its first word.
    async fn run_to_the_end(&self, more: &[&str], verdicts: [Verdict; 2]) -> Ran {
        let (command, sandbox) = (self.command(more), self.sandbox.clone());
        let decide = move |_: u32| {
            for (email, verdict) in EMAILS.iter().zip(verdicts) {
                sandbox.edit(|edit| {
                    edit.decide(email, "us-east-1", "L-A4430697", verdict)
                        .unwrap();
                });
            }
        };
        let err = more.contains(&"--wait");
        tokio::task::spawn_blocking(move || after_a_word(command, err, decide))
            .await
            .unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// `then` is given the program's number.
fn after_a_word(mut command: Command, err: bool, then: impl FnOnce(u32)) -> Ran {
    let mut child = command.spawn().unwrap();
    let mut first = [0];
    if err {
        child
            .stderr
            .as_mut()
            .unwrap()
            .read_exact(&mut first)
            .unwrap();
    } else {
        child
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut first)
            .unwrap();
    }
    then(child.id());
    let mut output = child.wait_with_output().unwrap();
    let read = if err {
        &mut output.stderr
    } else {
        &mut output.stdout
    };
    read.insert(0, first[0]);
    Ran::from(output)
}

const GRANTED: [Verdict; 2] = [Verdict::Approved, Verdict::Approved];
const ONE_DENIED: [Verdict; 2] = [Verdict::Approved, Verdict::Denied];

#[tokio::test(flavor = "multi_thread")]
async fn waiting_ends_well_when_all_is_granted() {
    let served = Served::new("quota-granted").await;
    let ran = served.run_to_the_end(&["--wait"], GRANTED).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("AWS is still at it: 2 open."), "{ran:?}");
    assert!(ran.err.contains("granted backend-2"), "{ran:?}");
    assert!(ran.out.contains("2 enough."), "{ran:?}");
    let again = served.run(&["--wait", "--json"]).await;
    let [json] = again.json().try_into().unwrap();
    assert_eq!((again.code, &json["exit_code"]), (0, &0.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_says_what_was_refused() {
    let served = Served::new("quota-denied").await;
    let ran = served
        .run_to_the_end(&["--wait", "--json"], ONE_DENIED)
        .await;
    assert_eq!(ran.code, 3, "{ran:?}");
    let [json] = ran.json().try_into().unwrap();
    let told = (&json["exit_code"], &json["kind"]);
    assert_eq!(told, (&3.into(), &"quota_status".into()));
    let first = &json["quotas"][0];
    let told = (&first["state"], &first["account"]);
    assert_eq!(told, (&"refused".into(), &"backend-2".into()));

    let shown = served.run(&[]).await;
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.out.contains("Refused by AWS: 1"), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_no_longer_than_was_asked() {
    let served = Served::new("quota-timeout").await;
    let ran = served.run(&["--wait", "--timeout", "5m"]).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("AWS is still at it: 2 open."), "{ran:?}");
    assert!(ran.out.contains("Open, AWS is at it: 2"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_read_is_told_and_is_no_success() {
    let denied = Rule::operation("ListServiceQuotas", 1, Kind::AccessDenied).times(u64::MAX);
    let served = Served::with("quota-unread", vec![denied]).await;
    let ran = served.run(&[]).await;
    assert_eq!(ran.code, 3, "{ran:?}");
    for words in [
        "2 not known.",
        "Not known: the quotas of backend-1 in us-east-1, backend-2 in us-east-1: access denied",
        "hint: ",
    ] {
        assert!(ran.out.contains(words), "{words}: {ran:?}");
    }
    let waited = served.run(&["--wait"]).await;
    assert_eq!(waited.code, 3, "{waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn watching_in_a_pipe_is_a_line_for_each_change() {
    let served = Served::new("quota-watch").await;
    let ran = served.run_to_the_end(&["--watch"], ONE_DENIED).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for words in [
        "Open, AWS is at it: 2",
        "granted backend-1",
        "refused backend-2",
        "Nothing is open",
    ] {
        assert!(ran.out.contains(words), "{words}: {ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn watching_in_json_begins_and_ends_with_everything() {
    let served = Served::new("quota-lines").await;
    let ran = served
        .run_to_the_end(&["--watch", "--json"], ONE_DENIED)
        .await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let lines = ran.json();
    let kinds = lines.iter().map(|line| line["kind"].as_str().unwrap());
    let kinds: Vec<&str> = kinds.collect();
    let [first, changes @ .., last] = &kinds[..] else {
        panic!("{kinds:?}");
    };
    assert_eq!((*first, *last), ("quota_status", "quota_status"));
    let are = changes.iter().all(|kind| *kind == "quota_change");
    assert!(changes.len() >= 2 && are, "{kinds:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn watching_ends_well_on_ctrl_c_and_waiting_with_something_open() {
    let served = Served::new("quota-interrupt").await;
    for (way, code) in [("--watch", 0), ("--wait", 2)] {
        let command = served.command(&[way]);
        let interrupt = |process: u32| {
            let mut kill = Command::new("kill");
            kill.args(["-INT", &process.to_string()]);
            assert!(kill.status().unwrap().success());
        };
        let err = way == "--wait";
        let ran = tokio::task::spawn_blocking(move || after_a_word(command, err, interrupt));
        let ran = ran.await.unwrap();
        assert_eq!(ran.code, code, "{ran:?}");
        let told = if err { &ran.err } else { &ran.out };
        assert!(told.contains("AWS is still at it"), "{ran:?}");
    }
}
