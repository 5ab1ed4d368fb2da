//! The values of a budget's keys.

use crate::model::HardStop;
use crate::spec::diagnostic::{Code, Diagnostic};
use crate::spec::findings::{Findings, Reported};
use crate::spec::section::{At, Node, Section, all};
use crate::spec::{identity, keys, regions, suggest};

pub fn thresholds(
    section: &Section<'_>,
    key: &str,
    findings: &mut Findings,
) -> Result<Option<At<Vec<At<u16>>>>, Reported> {
    let Some(items) = section.list(key, findings)? else {
        return Ok(None);
    };
    let path = format!("{}.{key}", section.path);
    let values = items
        .value
        .iter()
        .map(|item| item.number(keys::PERCENT, findings))
        .collect();
    let values = identity::numbers(all(values)?);
    let shown: Vec<At<String>> = values
        .iter()
        .map(|at| At::new(at.value.to_string(), at.span.clone()))
        .collect();
    regions::each_once(&shown, &path, String::as_str, findings)?;
    Ok(Some(At::new(values, items.span)))
}

pub fn topics(
    section: &Section<'_>,
    findings: &mut Findings,
) -> Result<Option<At<Vec<At<String>>>>, Reported> {
    let Some(items) = section.list("notify_topics", findings)? else {
        return Ok(None);
    };
    if items.value.len() > keys::TOPICS {
        return Err(findings.error(
            Diagnostic::error(
                Code::Addresses,
                items.span,
                format!("{} topics", items.value.len()),
                format!("{}.notify_topics has more than one topic", section.path),
            )
            .help("AWS sends a notification to one SNS topic; others can subscribe to that one"),
        ));
    }
    let topics = items
        .value
        .iter()
        .map(|item| topic(&item.text(findings)?, findings))
        .collect();
    Ok(Some(At::new(all(topics)?, items.span)))
}

fn topic(text: &At<&str>, findings: &mut Findings) -> Result<At<String>, Reported> {
    let parts: Vec<&str> = text.value.split(':').collect();
    if let ["arn", "aws" | "aws-us-gov", "sns", region, account, name] = parts.as_slice()
        && region.parse::<crate::model::Region>().is_ok()
        && account.parse::<crate::model::AccountId>().is_ok()
        && (1..=256).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    {
        return Ok(At::new(text.value.to_owned(), text.span.clone()));
    }
    Err(findings.error(
        Diagnostic::error(
            Code::TopicArn,
            text.span.clone(),
            "not the ARN of a topic",
            format!("{} is not an SNS topic", suggest::shortened(text.value)),
        )
        .help("write it like arn:aws:sns:us-east-1:111122223333:spend"),
    ))
}

pub fn hard_stop(node: &Node<'_>, findings: &mut Findings) -> Result<At<HardStop>, Reported> {
    if !node.is_text() {
        let Ok(flag) = node.flag(&mut Findings::default()) else {
            return Err(node.wrong("true, false or \"on-approval\"", findings));
        };
        let stop = if flag.value {
            HardStop::Automatic
        } else {
            HardStop::Off
        };
        return Ok(At::new(stop, flag.span));
    }
    let text = node.text(findings)?;
    if text.value == "on-approval" {
        return Ok(At::new(HardStop::OnApproval, text.span));
    }
    Err(findings.error(
        Diagnostic::error(
            Code::UnknownWord,
            text.span,
            "not a way to stop",
            format!("{} must be true, false or \"on-approval\"", node.path),
        )
        .help(match text.value {
            "true" | "false" => format!("write {} without quotes", text.value),
            other => suggest::did_you_mean(other, ["on-approval"], '"'),
        }),
    ))
}
