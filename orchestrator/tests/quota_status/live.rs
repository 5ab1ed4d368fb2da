//! Requests at the sandbox, followed in virtual time.

use std::cell::RefCell;
use std::time::Duration;

use bedrock_org::command::Exit;
use bedrock_org::command::quota::{Following, How, ending, follow};
use bedrock_org::model::Intent;
use bedrock_org::plan::quota_status::{QuotaStatus, State};
use bedrock_org::report::Style;
use bedrock_org::report::quota_status::News;
use bedrock_sandbox::{Decision, Kind, Rule, Sandbox, Verdict};
use tokio_util::sync::CancellationToken;

use super::stage::ask;
use crate::capacity::stage::plan;
use crate::in_memory::{connection, existing, on_virtual_time, organization};

const TEAM: &str = "developers = 20\naccounts = 2\n\
                    quota = { opus = { tpm = 60_000_000 }, haiku = { tpm = 10_000_000 } }";
const OPUS: &str = "L-A4430697";
const HAIKU: &str = "L-58BE175A";
const HOME: &str = "us-east-1";
const HISTORY: &str = "servicequotas.ListRequestedServiceQuotaChangeHistory";

struct Two {
    sandbox: Sandbox,
    ids: [String; 2],
    intent: Intent,
}

impl Two {
    fn with(rules: Vec<Rule>) -> Self {
        let sandbox = organization(rules);
        let ids = ["backend-1", "backend-2"].map(|name| {
            let email = format!("aws+{name}@acme.example");
            sandbox.edit(|edit| edit.account(existing(&email, name, "Bedrock/backend")))
        });
        Self {
            sandbox,
            ids,
            intent: plan(TEAM),
        }
    }

    fn decide(&self, of: &str, verdict: Verdict) {
        let after = Duration::from_secs(2 * 86_400);
        let decision = Decision::new(verdict).after(after);
        self.sandbox
            .edit(|edit| edit.decide_increases(of, decision));
    }

    async fn ask(&self, account: usize, code: &str, value: f64) {
        ask(&self.sandbox, &self.ids[account], HOME, code, value).await;
    }

    async fn following(&self) -> Following<'_> {
        let connection = connection(&self.sandbox);
        let started = Following::start(&connection, &self.intent, Style::PLAIN).await;
        started.map_err(|stop| stop.error).unwrap()
    }

    fn histories(&self) -> u64 {
        self.sandbox.calls().get(HISTORY).copied().unwrap_or(0)
    }
}

/// Every state, the most pressing first.
fn states(status: &QuotaStatus) -> Vec<String> {
    let known = status.rows.iter().filter(|row| row.state != State::Enough);
    known
        .map(|row| format!("{} {} {:?}", row.account, row.alias(), row.state))
        .collect()
}

fn how(stop: &CancellationToken) -> How<'_> {
    How {
        every: None,
        timeout: None,
        stop,
    }
}

/// AWS's list of all quotas has forgotten it by then.
#[test]
fn a_denial_of_a_season_ago_is_still_one() {
    on_virtual_time(async {
        let two = Two::with(Vec::new());
        two.decide("Opus 5.5", Verdict::Denied);
        two.ask(0, OPUS, 60e6).await;
        tokio::time::sleep(Duration::from_secs(91 * 86_400)).await;
        let found = states(&two.following().await.status());
        assert!(
            found.contains(&"backend-1 opus Refused".into()),
            "{found:?}"
        );
        assert!(found.contains(&"backend-2 opus ToAsk".into()), "{found:?}");
    });
}

#[test]
fn followed_until_aws_has_decided_all() {
    on_virtual_time(async {
        let two = Two::with(Vec::new());
        two.decide("Opus 5.5", Verdict::Approved);
        two.decide("Haiku 4.5", Verdict::Denied);
        two.ask(0, OPUS, 60e6).await;
        two.ask(0, HAIKU, 10e6).await;
        let mut following = two.following().await;
        let asked = states(&following.status());
        assert_eq!(
            asked,
            [
                "backend-1 opus Open",
                "backend-1 haiku Open",
                "backend-2 opus ToAsk",
                "backend-2 haiku ToAsk"
            ]
        );
        let told = RefCell::new(Vec::new());
        let before = two.histories();
        let stop = CancellationToken::new();
        let (status, decided) = follow(&mut following, how(&stop), &|news| {
            if let News::Turns(turns, _) = news {
                let line = |turn: &bedrock_org::plan::quota_status::Turn<'_>| {
                    let request = turn.row.request.as_ref();
                    let asked = request.map(|it| (it.state.clone(), it.case.is_some()));
                    format!("{} {:?} {asked:?}", turn.row.alias(), turn.row.state)
                };
                told.borrow_mut().extend(turns.iter().map(line));
            }
        })
        .await
        .unwrap_or_else(|stop| panic!("{}", stop.error));
        assert!(decided);
        let mut told = told.into_inner();
        told.sort();
        assert_eq!(
            told,
            [
                "haiku Open Some((CaseOpened, true))",
                "haiku Refused Some((Denied, true))",
                "opus Enough None",
                "opus Open Some((CaseOpened, true))",
            ]
        );
        assert_eq!(
            states(&status),
            [
                "backend-1 haiku Refused",
                "backend-2 opus ToAsk",
                "backend-2 haiku ToAsk"
            ]
        );
        assert_eq!(ending(&status, decided), Exit::Partly);
        // Two days of asking, and only where something was open.
        let looks = two.histories() - before;
        assert!((50..400).contains(&looks), "{looks}");
    });
}

#[test]
fn all_granted_is_well() {
    on_virtual_time(async {
        let two = Two::with(Vec::new());
        two.decide("", Verdict::Approved);
        for account in 0..2 {
            two.ask(account, OPUS, 60e6).await;
            two.ask(account, HAIKU, 10e6).await;
        }
        let mut following = two.following().await;
        let stop = CancellationToken::new();
        let ended = follow(&mut following, how(&stop), &|_| {}).await;
        let (status, decided) = ended.map_err(|stop| stop.error).unwrap();
        assert_eq!(
            ending(&status, decided),
            Exit::Done,
            "{:?}",
            states(&status)
        );
    });
}

#[test]
fn what_nobody_decides_is_stuck_after_a_week_and_given_up_in_time() {
    on_virtual_time(async {
        let two = Two::with(Vec::new());
        two.decide("", Verdict::Never);
        two.ask(0, OPUS, 60e6).await;
        let mut following = two.following().await;
        let stop = CancellationToken::new();
        let how = How {
            timeout: Some(Duration::from_secs(10 * 86_400)),
            ..how(&stop)
        };
        let began = tokio::time::Instant::now();
        let ended = follow(&mut following, how, &|_| {}).await;
        let (status, decided) = ended.map_err(|stop| stop.error).unwrap();
        let days = began.elapsed().as_secs_f64() / 86_400.0;
        assert!((9.99..10.1).contains(&days), "{days}");
        assert_eq!((decided, ending(&status, decided)), (false, Exit::Pending));
        assert_eq!(status.rows[0].state, State::Stuck);
    });
}

#[test]
fn whoever_asks_to_stop_is_heard_at_once() {
    on_virtual_time(async {
        let two = Two::with(Vec::new());
        two.decide("", Verdict::Never);
        two.ask(0, OPUS, 60e6).await;
        let mut following = two.following().await;
        let stop = CancellationToken::new();
        let later = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(5_000)).await;
            later.cancel();
        });
        let began = tokio::time::Instant::now();
        let ended = follow(&mut following, how(&stop), &|_| {}).await;
        assert!(ended.is_ok_and(|(_, decided)| !decided));
        assert_eq!(began.elapsed().as_secs(), 5_000);
    });
}

#[test]
fn a_history_that_may_not_be_read_is_a_gap() {
    let operation = "ListRequestedServiceQuotaChangeHistory";
    let denied = Rule::operation(operation, 1, Kind::AccessDenied).times(u64::MAX);
    on_virtual_time(async {
        let two = Two::with(vec![denied]);
        let following = two.following().await;
        let status = following.status();
        assert_eq!(status.unread.len(), 2);
        assert_eq!(status.count(State::ToAsk), 0, "{:?}", states(&status));
        assert_eq!(status.count(State::Unread), 4);
        assert_eq!(ending(&status, true), Exit::Partly);
    });
}

/// Days are long: a network that fails for an hour is no end, and lost rights are one.
#[test]
fn who_may_look_no_more_is_told_so() {
    let operation = "ListRequestedServiceQuotaChangeHistory";
    let denied = Rule::operation(operation, 4, Kind::AccessDenied).times(u64::MAX);
    on_virtual_time(async {
        let two = Two::with(vec![denied]);
        two.decide("", Verdict::Never);
        two.ask(0, OPUS, 60e6).await;
        let mut following = two.following().await;
        let stop = CancellationToken::new();
        let unanswered = RefCell::new(0);
        let ended = follow(&mut following, how(&stop), &|news| {
            if let News::Unanswered(_) = news {
                *unanswered.borrow_mut() += 1;
            }
        })
        .await;
        let Err(stop) = ended else {
            panic!("nobody said that it may not look");
        };
        assert!(stop.error.contains("could not follow"), "{}", stop.error);
        assert!(stop.hint.is_some());
        // And the fifth time is the last.
        assert_eq!(unanswered.into_inner(), 4);
    });
}

/// Whose accounts have what they need is asked for no history.
#[test]
fn nothing_more_is_read_where_all_is_enough() {
    on_virtual_time(async {
        let mut two = Two::with(Vec::new());
        two.intent = plan("developers = 2\naccounts = 2");
        let following = two.following().await;
        assert_eq!(states(&following.status()), [""; 0]);
        assert_eq!(two.histories(), 0);
    });
}

/// What AWS has granted is not said to be missing while nobody can look whether it is there.
#[test]
fn a_grant_that_nobody_can_look_for_is_waited_for() {
    const QUOTAS: &str = "servicequotas.ListServiceQuotas";
    on_virtual_time(async {
        let two = Two::with(Vec::new());
        two.following().await;
        let first = two.sandbox.calls()[QUOTAS];
        let denied = Rule::operation("ListServiceQuotas", first + 1, Kind::AccessDenied);
        let two = Two::with(vec![denied.times(20)]);
        two.decide("Opus 5.5", Verdict::Approved);
        two.decide("Haiku 4.5", Verdict::Never);
        two.ask(0, OPUS, 60e6).await;
        two.ask(1, HAIKU, 10e6).await;
        let mut following = two.following().await;
        let stop = CancellationToken::new();
        let how = How {
            timeout: Some(Duration::from_secs(4 * 86_400)),
            ..how(&stop)
        };
        let told = RefCell::new(Vec::new());
        let ended = follow(&mut following, how, &|news| match news {
            News::Unanswered(gap) => told.borrow_mut().push(gap.cause.clone()),
            News::Turns(_, status) => assert_eq!(status.count(State::NotApplied), 0),
            News::Begin(_) => {}
        })
        .await;
        let (status, decided) = ended.map_err(|stop| stop.error).unwrap();
        assert!(!decided);
        let told = told.into_inner();
        assert_eq!(told.len(), 20, "{told:?}");
        assert!(told[0].starts_with("backend-1 in us-east-1: "), "{told:?}");
        assert!(!states(&status).contains(&"backend-1 opus Granted".to_owned()));
    });
}

#[test]
fn one_account_that_does_not_answer_is_told_of() {
    let operation = "ListRequestedServiceQuotaChangeHistory";
    let denied = Rule::operation(operation, 3, Kind::AccessDenied);
    on_virtual_time(async {
        let two = Two::with(vec![denied.times(1)]);
        two.decide("", Verdict::Never);
        two.ask(0, OPUS, 60e6).await;
        two.ask(1, OPUS, 60e6).await;
        let mut following = two.following().await;
        let stop = CancellationToken::new();
        let how = How {
            timeout: Some(Duration::from_secs(3_600)),
            ..how(&stop)
        };
        let unanswered = RefCell::new(0);
        let ended = follow(&mut following, how, &|news| {
            if let News::Unanswered(_) = news {
                *unanswered.borrow_mut() += 1;
            }
        })
        .await;
        assert!(ended.is_ok_and(|(_, decided)| !decided));
        assert_eq!(unanswered.into_inner(), 1);
    });
}
