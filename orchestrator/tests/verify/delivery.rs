use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use bedrock_org::aws::Published;
use bedrock_org::command::routes::{Delivered, Found, deliver, save};
use bedrock_org::model::{LiveQuotas, PublishPlace};
use bedrock_routing::Routes;
use bedrock_sandbox::MANAGEMENT_ACCOUNT;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::in_memory::on_virtual_time;

use super::stage::{REGION, Stage};

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("bedrock-routes-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

static NO_QUOTAS: LiveQuotas = LiveQuotas {
    read: BTreeMap::new(),
    requests: BTreeMap::new(),
    unread: BTreeMap::new(),
    absent: Vec::new(),
};

fn found(stage: &Stage) -> Found<'_> {
    Found {
        outputs: &stage.outputs,
        quotas: &NO_QUOTAS,
        blind: None,
        settled: true,
    }
}

async fn delivered(stage: &Stage, file: &std::path::Path) -> Delivered {
    let home = REGION.parse().unwrap();
    let aws = stage.connection().open(&home).await;
    deliver(&aws, &stage.intent, &found(stage), file)
        .await
        .unwrap()
}

#[test]
fn the_document_leads_to_every_account() {
    let mut stage = Stage::new();
    let routes = stage.routes();
    let accounts = routes.teams.iter().map(|team| team.accounts.len());
    assert_eq!(accounts.collect::<Vec<_>>(), [1, 2, 1, 1, 1]);
    assert_eq!(
        routes.teams[3].models[0].id,
        "eu.anthropic.claude-sonnet-5-5"
    );
    let (_, login) = routes.teams[1].accounts[1].pool().unwrap();
    assert_eq!(login, "acme.okta.com");

    let folder = folder("file");
    let file = folder.join("routes.json");
    on_virtual_time(async {
        let first = delivered(&stage, &file).await;
        assert!(first.written && first.published.is_none() && first.left_out.is_empty());
        assert_eq!(
            Routes::parse(&fs::read_to_string(&file).unwrap()).unwrap(),
            routes
        );
        assert!(
            !delivered(&stage, &file).await.written,
            "nothing has changed"
        );

        let half = stage.outputs.read.iter_mut().next().unwrap();
        half.1.outputs.remove("RoleArn");
        let last = stage.outputs.read.keys().next_back().unwrap().clone();
        stage.outputs.read.remove(&last);
        let less = delivered(&stage, &file).await;
        let told: Vec<_> = less
            .left_out
            .iter()
            .map(|it| format!("{}: {}", it.account, it.why))
            .collect();
        assert_eq!(
            told,
            [
                "platform-1: its auth stack is not ready",
                "backend-1: its auth stack has no output RoleArn",
            ]
        );
    });

    let plan = folder.join("org.toml");
    fs::write(&plan, "[organization]").unwrap();
    let stopped = save(&routes, &plan).unwrap_err();
    assert!(
        stopped.error.contains("that file is no routing document"),
        "{}",
        stopped.error
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn it_is_put_into_s3_when_it_differs() {
    let mut stage = Stage::new();
    stage.intent.publish = Some(PublishPlace::S3 {
        bucket: "acme-routes".into(),
        key: "team accounts/routes.json".into(),
    });
    let folder = folder("s3");
    let file = folder.join("routes.json");
    on_virtual_time(async {
        let refused = delivered(&stage, &file).await;
        assert!(
            refused.written,
            "the file on this machine is written all the same"
        );
        let stop = refused.published.unwrap().unwrap_err();
        assert!(
            stop.error
                .starts_with("could not publish the routing document to s3://acme-routes/")
        );
        assert!(
            stop.hint
                .unwrap()
                .starts_with("create the bucket acme-routes")
        );

        stage
            .sandbox
            .edit(|edit| edit.bucket(MANAGEMENT_ACCOUNT, REGION, "acme-routes"))
            .unwrap();
        let first = delivered(&stage, &file).await.published.unwrap();
        assert_eq!(first.unwrap(), Published::Written);
        let again = delivered(&stage, &file).await.published.unwrap();
        assert_eq!(again.unwrap(), Published::Unchanged);
        let there = stage.sandbox.edit(|edit| {
            let object = edit.object("acme-routes", "team accounts/routes.json");
            object.map(str::to_owned)
        });
        assert_eq!(there.unwrap(), stage.routes().to_json());
    });
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn it_is_put_onto_a_web_server_when_it_differs() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/routes.json", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener, 4));
    let mut stage = Stage::new();
    stage.intent.publish = Some(PublishPlace::Https(url));
    let folder = folder("web");
    let file = folder.join("routes.json");
    let aws = bedrock_org::aws::Connection::Environment { speed: 1.0 };
    let aws = aws.open(&REGION.parse().unwrap()).await;
    let mut published = Vec::new();
    for _ in 0..2 {
        let delivered = deliver(&aws, &stage.intent, &found(&stage), &file)
            .await
            .unwrap();
        published.push(delivered.published.unwrap().unwrap());
    }
    assert_eq!(published, [Published::Written, Published::Unchanged]);
    server.abort();
    fs::remove_dir_all(folder).unwrap();
}

/// A web server that keeps one document.
async fn serve(listener: TcpListener, most: usize) {
    let mut kept: Option<Vec<u8>> = None;
    for _ in 0..most {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (head, body) = request(&mut stream).await;
        let (status, answer) = match (head.starts_with("PUT "), &kept) {
            (true, _) => {
                kept = Some(body);
                ("201 Created", Vec::new())
            }
            (false, Some(kept)) => ("200 OK", kept.clone()),
            (false, None) => ("404 Not Found", Vec::new()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            answer.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&answer).await.unwrap();
    }
}

async fn request(stream: &mut tokio::net::TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some(end) = text.find("\r\n\r\n") else {
            continue;
        };
        let length = text.to_lowercase().lines().find_map(|line| {
            line.strip_prefix("content-length: ")
                .and_then(|length| length.trim().parse().ok())
        });
        let body = end + 4;
        if bytes.len() >= body + length.unwrap_or(0) {
            return (text[..end].to_owned(), bytes[body..].to_vec());
        }
    }
}

/// What cannot be seen is not gone, another organization's document is not ours, and a sign-in that the
/// pools do not take yet is handed to nobody.
#[test]
fn regression_a_document_is_not_replaced_by_a_worse_one() {
    let mut stage = Stage::new();
    let file = folder("worse").join("routes.json");
    on_virtual_time(async {
        delivered(&stage, &file).await;
        let whole = fs::read_to_string(&file).unwrap();
        let home = REGION.parse().unwrap();
        let aws = stage.connection().open(&home).await;

        stage.outputs.read.clear();
        let blind = Some("access denied to cloudformation:ListStackInstances");
        let unread = Found {
            blind,
            ..found(&stage)
        };
        let kept = deliver(&aws, &stage.intent, &unread, &file).await;
        let kept = kept.unwrap();
        assert_eq!(
            (kept.kept.len(), kept.written, kept.accounts),
            (6, false, 6)
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), whole);

        let mut other = stage.intent.clone();
        other.organization.name = "other".into();
        let refused = deliver(&aws, &other, &found(&stage), &file).await;
        let refused = refused.unwrap_err();
        assert!(
            refused
                .error
                .ends_with("it is the routing document of acme")
        );

        let mut moved = stage.intent.clone();
        moved.identity.client_id = "another-client".into();
        let unsettled = Found {
            settled: false,
            ..unread
        };
        let held = deliver(&aws, &moved, &unsettled, &file).await;
        assert!(held.unwrap_err().error.contains("how people sign in"));
        assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    });
}
