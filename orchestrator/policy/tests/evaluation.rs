use bedrock_policy::{
    By, Document, EvaluationError, Request, Verdict, decide_identity, decide_scps,
};

const ROLE: &str = "arn:aws:iam::111122223333:role/team";

fn document(text: &str) -> Document {
    Document::parse(text).unwrap()
}

fn request() -> Request {
    Request::new(
        ROLE,
        "bedrock:InvokeModel",
        "arn:aws:bedrock:us-east-1::foundation-model/opus",
    )
    .with("aws:RequestedRegion", "us-east-1")
}

/// Whether an Allow with this condition block admits the request.
fn admits(condition: &str, request: &Request) -> Result<bool, EvaluationError> {
    let policy = document(&format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}}}"#
    ));
    decide_identity(&[policy], request).map(|verdict| verdict.is_allowed())
}

#[track_caller]
fn check(condition: &str, request: &Request, expected: bool) {
    assert_eq!(
        admits(condition, request),
        Ok(expected),
        "{condition} on {request:?}"
    );
}

#[test]
fn an_explicit_deny_wins_wherever_it_stands() {
    let mixed = document(
        r#"{"Statement":[
            {"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"},
            {"Sid":"Stop","Effect":"Deny","Action":"bedrock:invoke*","Resource":"*"}]}"#,
    );
    let by = By {
        level: 0,
        document: 0,
        statement: 1,
        sid: Some("Stop".into()),
    };
    assert_eq!(
        decide_identity(&[mixed], &request()),
        Ok(Verdict::Denied { by })
    );
}

#[test]
fn nothing_is_allowed_by_silence() {
    assert_eq!(decide_identity(&[], &request()), Ok(Verdict::NotAllowed));
    assert_eq!(decide_scps(&[], &request()), Ok(Verdict::NotAllowed));
}

#[test]
fn every_level_of_scps_must_allow() {
    let all =
        document(r#"{"Statement":{"Sid":"Full","Effect":"Allow","Action":"*","Resource":"*"}}"#);
    let other = document(r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#);
    let deny = document(
        r#"{"Statement":{"Sid":"No","Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::*"}}"#,
    );
    let decide = |levels: &[Vec<Document>]| decide_scps(levels, &request()).unwrap();

    let allowed = By {
        level: 1,
        document: 0,
        statement: 0,
        sid: Some("Full".into()),
    };
    assert_eq!(
        decide(&[vec![all.clone()], vec![all.clone()]]),
        Verdict::Allowed { by: allowed }
    );
    assert_eq!(
        decide(&[vec![all.clone()], vec![other.clone()]]),
        Verdict::NotAllowed
    );
    assert_eq!(decide(&[vec![all.clone()], vec![]]), Verdict::NotAllowed);
    assert_eq!(
        decide(&[vec![other.clone()], vec![all.clone()]]),
        Verdict::NotAllowed
    );
    let denied = By {
        level: 1,
        document: 1,
        statement: 0,
        sid: Some("No".into()),
    };
    assert_eq!(
        decide(&[vec![], vec![all, deny]]),
        Verdict::Denied { by: denied }
    );
}

#[test]
fn actions_ignore_case_and_resources_do_not() {
    let allows = |action: &str, resource: &str| {
        let policy = document(&format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}}}"#
        ));
        decide_identity(&[policy], &request()).unwrap().is_allowed()
    };
    assert!(allows("BEDROCK:invokeM?del*", "*"));
    assert!(!allows("bedrock:InvokeModelWith*", "*"));
    assert!(allows("*", "arn:aws:bedrock:*::foundation-model/*"));
    assert!(!allows("*", "arn:aws:bedrock:*::foundation-model/OPUS"));
    assert!(
        !allows("*", "arn:aws:bedrock:*/opus"),
        "a wildcard stays within its part"
    );
    assert!(
        allows("*", "arn:aws:bedrock"),
        "missing parts stand for anything"
    );
    assert!(!allows("*", "arn:aws:bedrock:*::foundation-model/opu"));
}

#[test]
fn a_negated_operator_holds_when_its_key_is_missing() {
    let missing = request();
    check(
        r#"{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#,
        &missing,
        false,
    );
    check(
        r#"{"StringNotEquals":{"aws:PrincipalTag/team":"a"}}"#,
        &missing,
        true,
    );
    check(
        r#"{"ArnNotLike":{"aws:SourceArn":"arn:aws:s3:::*"}}"#,
        &missing,
        true,
    );
    check(r#"{"NumericNotEquals":{"x:n":"3"}}"#, &missing, true);
    check(
        r#"{"StringEqualsIfExists":{"aws:PrincipalTag/team":"a"}}"#,
        &missing,
        true,
    );
    check(
        r#"{"Null":{"aws:PrincipalTag/team":"true"}}"#,
        &missing,
        true,
    );
    check(
        r#"{"Null":{"aws:PrincipalTag/team":"false"}}"#,
        &missing,
        false,
    );
    check(
        r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
        &missing,
        false,
    );
}

#[test]
fn texts_numbers_dates_and_truths_compare() {
    let request = request()
        .with("aws:PrincipalTag/team", "Platform")
        .with("x:size", "12.5")
        .with("aws:CurrentTime", "2026-05-01T12:00:00Z")
        .with("aws:MultiFactorAuthPresent", "true");
    for (condition, expected) in [
        (
            r#"{"StringEquals":{"aws:principaltag/TEAM":["Other","Platform"]}}"#,
            true,
        ),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"platform"}}"#,
            false,
        ),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"Plat*"}}"#,
            false,
        ),
        (
            r#"{"StringEqualsIgnoreCase":{"aws:PrincipalTag/team":"PLATFORM"}}"#,
            true,
        ),
        (r#"{"StringLike":{"aws:PrincipalTag/team":"Pl?t*"}}"#, true),
        (
            r#"{"StringNotLike":{"aws:PrincipalTag/team":["x","P*"]}}"#,
            false,
        ),
        (
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::*:role/te*"}}"#,
            true,
        ),
        (
            r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#,
            true,
        ),
        (
            r#"{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#,
            false,
        ),
        (r#"{"NumericLessThan":{"x:size":"13"}}"#, true),
        (r#"{"NumericGreaterThanEquals":{"x:size":12.5}}"#, true),
        (r#"{"NumericEquals":{"x:size":"12"}}"#, false),
        (
            r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-04-30"}}"#,
            true,
        ),
        (
            r#"{"DateLessThanEquals":{"aws:CurrentTime":"2026-05-01T12:00:00+01:00"}}"#,
            false,
        ),
        (r#"{"Bool":{"aws:MultiFactorAuthPresent":true}}"#, true),
        (r#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#, false),
    ] {
        check(condition, &request, expected);
    }
}

#[test]
fn all_lines_of_a_condition_must_hold() {
    let both =
        r#"{"StringEquals":{"aws:RequestedRegion":"us-east-1","aws:PrincipalTag/team":"a"}}"#;
    check(both, &request(), false);
    check(both, &request().with("aws:PrincipalTag/team", "a"), true);
}

#[test]
fn quantifiers_range_over_the_request() {
    let tagged = request()
        .with("aws:TagKeys", "team")
        .with("aws:TagKeys", "cost");
    for (condition, here, missing) in [
        (
            r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":["team"]}}"#,
            true,
            false,
        ),
        (
            r#"{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}"#,
            false,
            true,
        ),
        (
            r#"{"ForAllValues:StringLike":{"aws:TagKeys":["team","c*"]}}"#,
            true,
            true,
        ),
        (
            r#"{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["team"]}}"#,
            true,
            false,
        ),
        (
            r#"{"ForAllValues:StringNotEquals":{"aws:TagKeys":["team"]}}"#,
            false,
            true,
        ),
        (
            r#"{"ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":["x"]}}"#,
            false,
            true,
        ),
    ] {
        check(condition, &tagged, here);
        check(condition, &request(), missing);
    }
}

#[test]
fn variables_come_from_the_request_and_bring_no_wildcards() {
    let own = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:PrincipalTag/user}/*"}}"#;
    let allows = |policy: &str, user: &str, key: &str| {
        let request = Request::new(ROLE, "s3:GetObject", &format!("arn:aws:s3:::home/{key}"))
            .with("aws:PrincipalTag/user", user);
        decide_identity(&[document(policy)], &request)
            .unwrap()
            .is_allowed()
    };
    assert!(allows(own, "ann", "ann/x"));
    assert!(!allows(own, "ann", "bob/x"));
    assert!(!allows(own, "*", "bob/x"), "a star in a tag is a star");
    let nameless = Request::new(ROLE, "s3:GetObject", "arn:aws:s3:::home//x");
    assert_eq!(
        decide_identity(&[document(own)], &nameless),
        Ok(Verdict::NotAllowed)
    );
    let old = own.replace("2012-10-17", "2008-10-17");
    assert!(
        !allows(&old, "ann", "ann/x"),
        "the first version has no variables"
    );

    check(
        r#"{"StringEquals":{"aws:RequestedRegion":"${x:none, 'us-east-1'}"}}"#,
        &request(),
        true,
    );
    check(
        r#"{"StringLike":{"aws:RequestedRegion":"us${*}east-1"}}"#,
        &request(),
        false,
    );
}

#[test]
fn what_cannot_be_judged_is_an_error() {
    let unsupported = admits(r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, &request());
    assert_eq!(
        unsupported,
        Err(EvaluationError::Operator {
            operator: "IpAddress".into()
        })
    );
    for condition in [
        r#"{"NumericLessThan":{"aws:RequestedRegion":"many"}}"#,
        r#"{"Bool":{"aws:RequestedRegion":"perhaps"}}"#,
        r#"{"Null":{"aws:RequestedRegion":"perhaps"}}"#,
        r#"{"NullIfExists":{"aws:RequestedRegion":"true"}}"#,
        r#"{"ForSome:StringEquals":{"aws:RequestedRegion":"x"}}"#,
    ] {
        assert!(admits(condition, &request()).is_err(), "{condition}");
    }
    let trust =
        document(r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#);
    assert_eq!(
        decide_identity(&[trust], &request()),
        Err(EvaluationError::HasPrincipal {
            statement: "statement 1".into()
        })
    );
    let nowhere = document(r#"{"Statement":{"Effect":"Deny","Action":"*"}}"#);
    assert!(decide_identity(&[nowhere], &request()).is_err());
}
