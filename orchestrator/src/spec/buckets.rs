//! Names of S3 buckets.

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::section::Section;
use super::suggest;

/// `bucket = "..."`
pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<Option<String>, Reported> {
    let Some(text) = section.text("bucket", findings)? else {
        return Ok(None);
    };
    let Some(why) = mistake(text.value) else {
        return Ok(Some(text.value.to_owned()));
    };
    let bare = ["arn:aws:s3:::", "arn:aws-us-gov:s3:::", "s3://"]
        .iter()
        .find_map(|prefix| text.value.strip_prefix(prefix))
        .and_then(|rest| rest.split('/').next());
    let help = match bare {
        Some(name) if mistake(name).is_none() => format!("give the name alone: \"{name}\""),
        _ => "a bucket's name has 3 to 63 of a-z, 0-9, - and .".to_owned(),
    };
    Err(findings.error(
        Diagnostic::error(
            Code::Bucket,
            text.span,
            why,
            format!(
                "{}.bucket: {} cannot be an S3 bucket",
                section.path,
                suggest::shortened(text.value)
            ),
        )
        .help(help),
    ))
}

/// Why S3 would not take it as a name.
pub fn mistake(name: &str) -> Option<&'static str> {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
    };
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !keys::BUCKET_LENGTH.contains(&name.len()) {
        Some("a name has 3 to 63 characters")
    } else if !name.bytes().all(allowed) {
        Some("has other characters than a-z, 0-9, - and .")
    } else if !edge(name.chars().next()) || !edge(name.chars().last()) {
        Some("does not begin and end with a letter or a digit")
    } else if name.contains("..") || looks_like_an_address(name) {
        Some("has two dots in a row, or is an IP address")
    } else {
        None
    }
}

/// Four numbers with dots in between, which S3 takes for an IP address.
fn looks_like_an_address(name: &str) -> bool {
    let mut parts = name.split('.');
    parts.clone().count() == 4 && parts.all(|part| part.parse::<u8>().is_ok())
}
