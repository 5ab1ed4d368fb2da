//! Who is not let in, and what they are told.

use std::time::Duration;

use bedrock_auth::clock::Moment;
use bedrock_auth::exchange::Kind;
use bedrock_auth::secret::Secret;
use bedrock_auth::stop::Exit;
use bedrock_routing::{Account, Exchange};
use bedrock_sandbox::{Forgery, Kind as Fault, Rule};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::stage::{CLIENT, GROUP, ISSUER, LOGIN, Stage, at, put_role, told};

#[tokio::test]
async fn another_teams_developer_is_not_admitted() {
    let stage = Stage::new().await;
    let own = stage.token("ann", &[GROUP]);
    let known = stage.ask(&stage.account, &own, None).await.unwrap();
    let known = known.identity_id.unwrap();
    for groups in [&["bedrock-data"][..], &[]] {
        let token = stage.token("ann", groups);
        for known in [None, Some(known.as_str())] {
            let refused = stage
                .ask(&stage.account, &token, known)
                .await
                .err()
                .unwrap();
            let (kind, stop) = told(refused, &token);
            assert_eq!((kind, stop.exit), (Kind::NotAdmitted, Exit::Denied));
            assert_eq!(
                stop.message,
                "could not get credentials of platform-1: your groups are not admitted to its identity \
                 pool"
            );
            assert!(stop.hint.unwrap().contains("bedrock-auth explain"));
        }
    }
    let other = stage.token("bob", &[]);
    let (kind, stop) = stage.refused(&stage.by_sts(), &other).await;
    assert_eq!((kind, stop.exit), (Kind::NotAdmitted, Exit::Denied));
    assert!(stop.message.ends_with("its role does not let you in"));
}

#[tokio::test]
async fn a_role_that_does_not_trust_its_pool_is_told_apart() {
    let stage = Stage::new().await;
    let nobody = json!({ "Version": "2012-10-17", "Statement": [] });
    stage.sandbox.edit(|edit| {
        put_role(edit, &stage.account.id, "bedrock-developer", &nobody);
    });
    let token = stage.token("ann", &[GROUP]);
    let (kind, stop) = stage.refused(&stage.account, &token).await;
    assert_eq!(kind, Kind::NotAdmitted);
    assert!(stop.message.contains("does not trust the pool"));
}

#[tokio::test]
async fn an_old_token_is_told_from_a_wrong_clock() {
    let stage = Stage::new().await;
    let two_hours = Duration::from_secs(7200);
    let old = stage.claims("ann", &[GROUP]).aged(two_hours);
    let token = Secret::new(stage.sandbox.id_token(&old));
    for account in [&stage.account, &stage.by_sts()] {
        let (kind, stop) = stage.refused(account, &token).await;
        assert_eq!((kind, stop.exit), (Kind::TokenExpired, Exit::LoginNeeded));
        assert_eq!(stop.hint.unwrap(), "run `bedrock-auth login`");
        for (by, expected) in [
            (-600, "10 minutes behind AWS's"),
            (600, "10 minutes ahead of"),
        ] {
            let now = Moment::now().plus(by);
            let asked = stage.aws.credentials(account, &token, None, "ann", now);
            let (_, stop) = told(asked.await.err().unwrap(), &token);
            let hint = stop.hint.unwrap();
            assert!(
                hint.contains(expected) || hint.contains("9 minutes"),
                "{hint}"
            );
        }
    }
}

#[tokio::test]
async fn a_token_that_aws_does_not_take_is_said_to_be_so() {
    let stage = Stage::new().await;
    let claims = || stage.claims("ann", &[GROUP]);
    let edited = Forgery::Edited {
        claim: "groups".into(),
        value: json!([GROUP, "more"]),
    };
    let sandbox = &stage.sandbox;
    let cases = [
        (sandbox.forged_token(&claims(), &Forgery::OtherKey), ""),
        (sandbox.forged_token(&claims(), &edited), ""),
        (
            sandbox.forged_token(&claims(), &Forgery::Unsigned),
            "signed with none",
        ),
        (
            sandbox.forged_token(&claims(), &Forgery::Symmetric),
            "signed with HS256",
        ),
        (
            sandbox.id_token(&claims().claim("aud", "other")),
            "audience",
        ),
        (
            sandbox.id_token(&claims().claim("iss", "https://other.example")),
            "",
        ),
        ("no.token.at-all".into(), ""),
    ];
    for (token, expected) in cases {
        let token = Secret::new(token);
        for account in [&stage.account, &stage.by_sts()] {
            let (kind, stop) = stage.refused(account, &token).await;
            assert_eq!((kind, stop.exit), (Kind::TokenRefused, Exit::Denied));
            assert!(stop.message.contains(expected), "{}", stop.message);
        }
    }
}

#[tokio::test]
async fn a_pool_that_is_gone_points_to_the_routing_document() {
    let stage = Stage::new().await;
    let account = Account {
        exchange: Exchange::Cognito {
            identity_pool: "us-east-1:00000000-0000-0000-0000-000000000000".into(),
            login: LOGIN.into(),
        },
        ..stage.account.clone()
    };
    let token = stage.token("ann", &[GROUP]);
    let gone = Some("us-east-1:00000000-0000-0000-0000-000000000001");
    for known in [None, gone] {
        let refused = stage.ask(&account, &token, known).await.err().unwrap();
        let (kind, stop) = told(refused, &token);
        assert_eq!((kind, stop.exit), (Kind::Other, Exit::Failed));
        assert!(stop.hint.unwrap().contains("routing document"));
    }
}

#[tokio::test]
async fn no_answer_is_no_refusal() {
    let fails = |status| Fault::InternalError { status };
    for (fault, kind, said) in [
        (Fault::Throttled, Kind::Throttled, "too often"),
        (fails(500), Kind::Unreached, "AWS failed"),
        (fails(503), Kind::Unreached, "AWS failed"),
        (
            Fault::LostBefore,
            Kind::Unreached,
            "could not reach 127.0.0.1",
        ),
    ] {
        let rules = ["GetId", "AssumeRoleWithWebIdentity"]
            .map(|operation| Rule::operation(operation, 1, fault.clone()).times(u64::MAX));
        let stage = Stage::with(rules.into()).await;
        let token = stage.token("ann", &[GROUP]);
        for account in [&stage.account, &stage.by_sts()] {
            let (was, stop) = stage.refused(account, &token).await;
            assert_eq!((was, stop.exit), (kind, Exit::Offline), "{}", stop.message);
            assert!(stop.message.contains(said), "{}", stop.message);
        }
        assert!(stage.asked().iter().all(|(_, times)| *times == 3));
    }
}

#[tokio::test]
async fn nobody_there_and_somebody_else_there() {
    let stage = Stage::new().await;
    let token = stage.token("ann", &[GROUP]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for account in [&stage.account, &stage.by_sts()] {
        let asked = at(&address)
            .credentials(account, &token, None, "ann", Moment::now())
            .await;
        let (kind, stop) = told(asked.err().unwrap(), &token);
        assert_eq!((kind, stop.exit), (Kind::Unreached, Exit::Offline));
        assert!(stop.message.contains("nobody listens"), "{}", stop.message);
    }

    // A sign-in page of the network, and a server that says anything.
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>",
        "HTTP/1.1 302 Found\r\nlocation: https://portal.example/\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"IdentityId\":",
        "nonsense\r\n\r\n",
    ] {
        let aws = at(&answering(answer).await);
        for account in [&stage.account, &stage.by_sts()] {
            let asked = aws
                .credentials(account, &token, None, "ann", Moment::now())
                .await;
            let (kind, _) = told(asked.err().unwrap(), &token);
            let expected = [Kind::Unreached, Kind::Other];
            assert!(expected.contains(&kind), "{answer}: {kind:?}");
        }
    }
}

async fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut read = [0; 65_536];
            let _ = stream.read(&mut read).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn a_token_of_any_size_ends_in_words() {
    let stage = Stage::new().await;
    for size in [0, 60_000, 2_000_000] {
        let token = Secret::new("A".repeat(size));
        for account in [&stage.account, &stage.by_sts()] {
            let refused = stage.ask(account, &token, None).await.err().unwrap();
            told(refused, &token);
        }
    }
    let odd = stage.claims("ann", &[GROUP]).claim("exp", "never");
    let token = Secret::new(stage.sandbox.id_token(&odd));
    let (kind, _) = stage.refused(&stage.account, &token).await;
    assert_eq!(kind, Kind::TokenRefused);
    assert!(token.reveal().len() > ISSUER.len() + CLIENT.len());
}
