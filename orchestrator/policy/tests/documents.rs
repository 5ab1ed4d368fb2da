use bedrock_policy::Document;

fn parse(text: &str) -> Document {
    Document::parse(text).unwrap()
}

fn refusal(text: &str) -> String {
    Document::parse(text).unwrap_err().to_string()
}

#[test]
fn the_same_meaning_in_another_order_is_the_same_document() {
    let one = parse(
        r#"{"Version":"2012-10-17","Statement":[
            {"Sid":"B","Effect":"Deny","Action":["s3:Get*","s3:Put*"],"Resource":"*",
             "Condition":{"Bool":{"aws:SecureTransport":false}}},
            {"Sid":"A","Effect":"Allow","Action":"*","Resource":["*"]}]}"#,
    );
    let other = parse(
        r#"{"Statement":[
            {"Resource":"*","Action":["*"],"Effect":"Allow","Sid":"A"},
            {"Condition":{"Bool":{"aws:SecureTransport":["false"]}},"Resource":["*"],
             "Action":["s3:Put*","s3:Get*","s3:Put*"],"Effect":"Deny","Sid":"B"}],
            "Version":"2012-10-17"}"#,
    );
    assert_eq!(one, other);
    assert_eq!(
        other.canonical(),
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"B","Effect":"Deny","Action":["s3:Get*","s3:Put*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#
    );
}

#[test]
fn a_single_statement_needs_no_list() {
    let plain = parse(r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#);
    let listed = parse(
        r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    );
    assert_eq!(plain, listed);
}

#[test]
fn what_differs_in_meaning_differs() {
    let base = parse(r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#);
    for other in [
        r#"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"s3:*","NotResource":"*"}}"#,
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
    ] {
        assert_ne!(base, parse(other), "{other}");
    }
}

#[test]
fn trust_policies_are_documents_too() {
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"],"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    assert_eq!(
        parse(trust).canonical(),
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root","Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRole"}}"#
    );
}

#[test]
fn a_mistake_is_named() {
    let cases = [
        (
            r#"{"Statement":{"Effect":"Allow","Actoin":"*","Resource":"*"}}"#,
            "could not read the policy document: unknown field `Actoin`",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}"#,
            "could not read the policy document: statement 1: Action and NotAction exclude",
        ),
        (
            r#"{"Statement":{"Sid":"X","Effect":"Allow","Resource":"*"}}"#,
            "could not read the policy document: statement 1 (Sid X): it has neither Action nor",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}"#,
            "could not read the policy document: statement 1: a list of actions or resources is",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"InvokeModel","Resource":"*"}}"#,
            "could not read the policy document: statement 1: the action \"InvokeModel\" names no",
        ),
        (
            r#"{"Statement":[]}"#,
            "could not read the policy document: it has no statement",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"true","a":"false"}}}}"#,
            "could not read the policy document: the key \"a\" is written twice",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Principal":{"Aws":"*"},"Action":"*"}}"#,
            "could not read the policy document: unknown field `Aws`",
        ),
        (
            r#"{"Statement":[{"Sid":"X","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"X","Effect":"Deny","Action":"*","Resource":"*"}]}"#,
            "could not read the policy document: statement 2 (Sid X): an earlier statement has",
        ),
        ("[]", "could not read the policy document: "),
        ("", "could not read the policy document: EOF"),
    ];
    for (text, expected) in cases {
        let said = refusal(text);
        assert!(
            said.starts_with(expected),
            "{text}\n  said {said}\n  not  {expected}"
        );
    }
}
