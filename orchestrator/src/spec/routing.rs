//! `[routing]`

use super::buckets;
use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::section::Section;
use crate::model::PublishPlace;

const EXAMPLES: &str = "write it like s3://acme-bedrock/bedrock-org/routes.json or https://acme.example/bedrock/routes.json";

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<PublishPlace, Reported> {
    let text = section.need_text("publish", findings)?;
    place(text.value).map_err(|(why, help)| {
        findings.error(
            Diagnostic::error(
                Code::PublishPlace,
                text.span,
                why,
                "routing.publish is not a place for a document".into(),
            )
            .help(help),
        )
    })
}

fn place(text: &str) -> Result<PublishPlace, (&'static str, &'static str)> {
    let s3 = text.strip_prefix("s3://");
    let Some(rest) = s3.or_else(|| text.strip_prefix("https://")) else {
        return Err(("neither s3:// nor https://", EXAMPLES));
    };
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(("has a space or a control character", EXAMPLES));
    }
    if text.contains(['?', '#']) {
        return Err((
            "has a query or a fragment",
            "a signed address is a secret and expires: give the plain one, and let the place know \
             who may write",
        ));
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.contains('@') {
        return Err((
            "has a name or a password in it",
            "a plan file holds no secret: give the plain address",
        ));
    }
    if host.is_empty() || path.is_empty() || path.ends_with('/') {
        return Err(("names no document", EXAMPLES));
    }
    if s3.is_none() {
        return if text.len() <= keys::LONGEST_ADDRESS {
            Ok(PublishPlace::Https(text.to_owned()))
        } else {
            Err(("longer than 2048 characters", "choose a shorter path"))
        };
    }
    if let Some(why) = buckets::mistake(host) {
        return Err((why, "what follows s3:// is a bucket's name"));
    }
    if path.starts_with('/') || path.len() > keys::LONGEST_OBJECT_KEY {
        return Err((
            "not an object's key",
            "a key has 1 to 1024 characters and no slash in front",
        ));
    }
    Ok(PublishPlace::S3 {
        bucket: host.to_owned(),
        key: path.to_owned(),
    })
}
