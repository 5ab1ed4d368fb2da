use bedrock_policy::{Document, EvaluationError, Request, Verdict, Who, decide_trust};

const ROLE: &str = "arn:aws:iam::111122223333:role/team";
const COGNITO: Who<'_> = Who::Federated("cognito-identity.amazonaws.com");

fn knock(statements: &str, who: &Who<'_>, aud: &str) -> Result<Verdict, EvaluationError> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#);
    let request = Request::new("", "sts:AssumeRoleWithWebIdentity", ROLE)
        .with("cognito-identity.amazonaws.com:aud", aud)
        .with("cognito-identity.amazonaws.com:amr", "authenticated");
    decide_trust(&Document::parse(&text).unwrap(), who, &request)
}

#[track_caller]
fn check(statements: &str, who: &Who<'_>, expected: bool) {
    let verdict = knock(statements, who, "pool-a");
    assert_eq!(verdict.map(|verdict| verdict.is_allowed()), Ok(expected));
}

const POOL: &str = r#"{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},
    "Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],"Condition":{
    "StringEquals":{"cognito-identity.amazonaws.com:aud":"pool-a"},
    "ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}"#;

#[test]
fn a_pool_gets_into_its_own_role_alone() {
    check(POOL, &COGNITO, true);
    check(POOL, &Who::Federated("accounts.google.com"), false);
    let other = knock(POOL, &COGNITO, "pool-b");
    assert_eq!(other, Ok(Verdict::NotAllowed));
}

#[test]
fn an_account_its_root_and_an_arn_are_aws_principals() {
    let who = Who::Aws {
        account: "999900001111",
        arns: ["arn:aws:iam::999900001111:user/ann"; 2],
    };
    let trusting = |principal: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole*"}}"#
        )
    };
    check(&trusting("999900001111"), &who, true);
    check(&trusting("arn:aws:iam::999900001111:root"), &who, true);
    check(&trusting("arn:aws:iam::999900001111:user/ann"), &who, true);
    check(&trusting("*"), &who, true);
    check(&trusting("arn:aws:iam::999900001111:user/bob"), &who, false);
    check(&trusting("arn:aws:iam::111122223333:root"), &who, false);
    check(&trusting("*"), &COGNITO, false);
}

#[test]
fn a_deny_wins_and_anyone_is_anyone() {
    let anyone = r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity"}"#;
    check(anyone, &COGNITO, true);
    let denied = format!(r#"[{anyone},{}]"#, POOL.replace("Allow", "Deny"));
    check(&denied, &COGNITO, false);
}

#[test]
fn a_trust_policy_names_principals_and_no_resources() {
    let nobody = r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#;
    let error = knock(nobody, &COGNITO, "pool-a").unwrap_err();
    assert!(matches!(error, EvaluationError::NoTrust { .. }), "{error}");
}
