//! The program itself against a sandbox that it reaches over HTTP.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use bedrock_org::model::Day;
use bedrock_sandbox::{Principal, Sandbox, listen};
use tokio::net::TcpListener;

use crate::command_line::stage::{Ran, command};

use super::stage::{OPUS, PLAN, Stage, email};

/// Runs the program while the sandbox is served; what it sees beside that is `more`.
async fn run(stage: &Stage, arguments: &[&str], more: &[(&str, &str)]) -> Ran {
    let url = serve(stage.sandbox.clone()).await;
    let Principal {
        access_key_id,
        secret_access_key,
        ..
    } = Principal::reader();
    let mut command = command(arguments);
    command
        .env("AWS_ENDPOINT_URL", &url)
        .env("AWS_ACCESS_KEY_ID", access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", secret_access_key)
        .env("XDG_CACHE_HOME", stage.folder.path().join("cache"))
        .current_dir(stage.folder.path());
    for (name, value) in more {
        command.env(name, value.replace("{url}", &url));
    }
    tokio::task::spawn_blocking(move || Ran::of(&mut command))
        .await
        .unwrap()
}

async fn serve(sandbox: Sandbox) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(listen(sandbox, listener, None, std::future::pending()));
    url
}

fn write_plan(folder: &Path) {
    std::fs::write(folder.join("org.toml"), PLAN).unwrap();
}

/// The program lives in the machine's time, and so does the organization: the bill is of last month.
fn stage() -> (Stage, String) {
    let now = SystemTime::now();
    let seconds = now.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let month = Day::of(seconds).month.previous().to_string();
    let stage = Stage::at(now.into(), true, Vec::new());
    write_plan(stage.folder.path());
    let day = format!("{month}-05");
    stage.bill(&email("platform-1"), &day, OPUS, "ada@acme.example", 7000.5);
    (stage, month)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_goes_over_http_in_every_format() {
    let (stage, month) = stage();
    let month = month.as_str();
    let table = run(&stage, &["report", "--month", month], &[]).await;
    assert_eq!(table.code, 0, "{table:?}");
    assert!(
        table.out.contains("Team platform spent $7,000.50"),
        "{}",
        table.out
    );
    let asked = "2 requests to Cost Explorer, which AWS bills with $0.02.";
    assert!(table.out.contains(asked), "{}", table.out);

    let json = run(
        &stage,
        &["report", "org.toml", "--month", month, "--json"],
        &[],
    )
    .await;
    let [json] = json.json().try_into().unwrap();
    assert_eq!(
        (&json["kind"], &json["exit_code"]),
        (&"spend".into(), &0.into())
    );
    assert_eq!(json["total"]["spent"], 7000.5);
    // Of a sandbox nothing is kept.
    assert_eq!(json["queries"]["requests"], 2);
    assert!(!stage.folder.path().join("cache").exists());

    let arguments = [
        "report",
        "--month",
        month,
        "--format",
        "csv",
        "--out",
        "spend.csv",
    ];
    let csv = run(&stage, &arguments, &[]).await;
    assert_eq!((csv.code, csv.out.as_str()), (0, ""), "{csv:?}");
    assert_eq!(csv.err, "wrote spend.csv\n");
    let csv = std::fs::read_to_string(stage.folder.path().join("spend.csv")).unwrap();
    assert!(csv.contains(",Claude Opus 5.5,7000.50\r\n"), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cost_explorer_may_have_an_endpoint_of_its_own() {
    let (stage, month) = stage();
    let month = month.as_str();
    let nowhere = [("AWS_ENDPOINT_URL_COST_EXPLORER", "http://127.0.0.1:9")];
    let lost = run(&stage, &["report", "--month", month], &nowhere).await;
    assert_eq!(lost.code, 1);
    let expected = "error: could not read what was spent: no answer from AWS";
    assert!(lost.err.contains(expected), "{}", lost.err);
    let here = [("AWS_ENDPOINT_URL_COST_EXPLORER", "{url}/")];
    let found = run(&stage, &["report", "--month", month], &here).await;
    assert_eq!(found.code, 0, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_reported_is_told_with_a_hint() {
    let (stage, _) = stage();
    let future = run(&stage, &["report", "--month", "2999-01", "--json"], &[]).await;
    let [future_json] = future.json().try_into().unwrap();
    assert_eq!((future.code, &future_json["exit_code"]), (1, &1.into()));
    let error = "could not report the spend: 2999-01 lies in the future";
    assert_eq!(future_json["error"], error);
    let odd = run(&stage, &["report", "--month", "october"], &[]).await;
    assert!(
        odd.err.contains("a month looks like 2026-10"),
        "{}",
        odd.err
    );
    let plan = PLAN
        .replace("us-east-1", "us-gov-west-1")
        .replace("us-west-2", "us-gov-east-1");
    let plan = plan.replace("\"us\"", "\"us-gov\"");
    std::fs::write(stage.folder.path().join("gov.toml"), plan).unwrap();
    let gov = run(&stage, &["report", "gov.toml"], &[]).await;
    assert!(
        gov.err
            .contains("there is no Cost Explorer where us-gov-west-1 is"),
        "{}",
        gov.err
    );
}
