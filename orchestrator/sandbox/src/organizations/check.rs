//! The shapes that AWS demands of what it is sent.

use crate::refusal::Refusal;

pub(super) fn required(field: &str, value: &str) -> Result<(), Refusal> {
    if value.is_empty() {
        return Err(Refusal::invalid(
            "INPUT_REQUIRED",
            format!("You must include a value for {field}."),
        ));
    }
    Ok(())
}

pub(super) fn length(field: &str, value: &str, least: usize, most: usize) -> Result<(), Refusal> {
    let count = value.chars().count();
    if count < least {
        return Err(Refusal::invalid(
            "MIN_LENGTH_EXCEEDED",
            format!("{field} must have at least {least} characters."),
        ));
    }
    if count > most {
        return Err(Refusal::invalid(
            "MAX_LENGTH_EXCEEDED",
            format!("{field} must have at most {most} characters."),
        ));
    }
    Ok(())
}

fn pattern(field: &str) -> Refusal {
    Refusal::invalid(
        "INVALID_PATTERN",
        format!("You provided a value for {field} that does not match the required pattern."),
    )
}

pub(super) fn email(value: &str) -> Result<(), Refusal> {
    length("Email", value, 6, 64)?;
    let shape = value.split_once('@').is_some_and(|(local, domain)| {
        let dotted = domain
            .split_once('.')
            .is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty());
        !local.is_empty() && dotted && !domain.contains('@')
    });
    if shape && !value.contains(char::is_whitespace) && value.is_ascii() {
        Ok(())
    } else {
        Err(pattern("Email"))
    }
}

pub(super) fn account_name(value: &str) -> Result<(), Refusal> {
    length("AccountName", value, 1, 50)?;
    if value.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
        Ok(())
    } else {
        Err(pattern("AccountName"))
    }
}

pub(super) fn role_name(value: &str) -> Result<(), Refusal> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    length("RoleName", value, 1, 64)?;
    if !value.chars().all(allowed) {
        return Err(pattern("RoleName"));
    }
    if value.starts_with("AWSServiceRoleFor") {
        return Err(Refusal::invalid(
            "INVALID_ROLE_NAME",
            "A role name can't begin with the reserved prefix AWSServiceRoleFor.",
        ));
    }
    Ok(())
}

pub(super) fn account_id(value: &str) -> Result<(), Refusal> {
    required("AccountId", value)?;
    if value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(pattern("AccountId"))
    }
}

/// `r-abcd`
pub(super) fn is_root_id(value: &str) -> bool {
    value
        .strip_prefix("r-")
        .is_some_and(|rest| rest.len() >= 4 && is_lower(rest))
}

/// `ou-abcd-12345678`
pub(super) fn is_unit_id(value: &str) -> bool {
    value
        .strip_prefix("ou-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(root, own)| {
            root.len() >= 4 && own.len() >= 8 && is_lower(root) && is_lower(own)
        })
}

fn is_lower(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

pub(super) fn parent_id(field: &str, value: &str) -> Result<(), Refusal> {
    required(field, value)?;
    if is_root_id(value) || is_unit_id(value) {
        Ok(())
    } else {
        Err(pattern(field))
    }
}

/// An account, unit or root.
pub(super) fn target_id(value: &str) -> Result<(), Refusal> {
    required("TargetId", value)?;
    if is_root_id(value) || is_unit_id(value) || account_id(value).is_ok() {
        Ok(())
    } else {
        Err(Refusal::invalid(
            "INVALID_PATTERN_TARGET_ID",
            "You specified a policy target ID that doesn't match the required pattern.",
        ))
    }
}

pub(super) fn policy_id(value: &str) -> Result<(), Refusal> {
    required("PolicyId", value)?;
    let is_id = value.strip_prefix("p-").is_some_and(|rest| {
        rest.len() >= 8
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if is_id {
        Ok(())
    } else {
        Err(Refusal::invalid(
            "INVALID_SYNTAX_POLICY_ID",
            "You specified an invalid policy ID.",
        ))
    }
}

pub(super) fn unit_id(value: &str) -> Result<(), Refusal> {
    required("OrganizationalUnitId", value)?;
    if is_unit_id(value) {
        Ok(())
    } else {
        Err(pattern("OrganizationalUnitId"))
    }
}

/// Service control policies are the one type with a model here; the others are AWS's, not ours.
pub(super) fn policy_type(value: &str) -> Result<(), Refusal> {
    const OTHERS: &[&str] = &[
        "RESOURCE_CONTROL_POLICY",
        "TAG_POLICY",
        "BACKUP_POLICY",
        "AISERVICES_OPT_OUT_POLICY",
        "CHATBOT_POLICY",
        "DECLARATIVE_POLICY_EC2",
        "SECURITYHUB_POLICY",
        "SECURITYHUB_CSPM_POLICY",
        "INSPECTOR_POLICY",
        "UPGRADE_ROLLOUT_POLICY",
        "BEDROCK_POLICY",
        "S3_POLICY",
        "NETWORK_SECURITY_DIRECTOR_POLICY",
        "GUARDDUTY_POLICY",
    ];
    if value == crate::world::SCP {
        Ok(())
    } else if OTHERS.contains(&value) {
        Err(Refusal::not_modelled(&format!("the policy type {value}")))
    } else {
        Err(Refusal::invalid(
            "INVALID_ENUM_POLICY_TYPE",
            "You specified an invalid policy type string.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_have_a_shape_and_a_length() {
        for good in ["a@b.co", "aws+team@acme.example"] {
            assert!(email(good).is_ok(), "{good}");
        }
        let long = format!("{}@acme.example", "a".repeat(60));
        for bad in [
            "a@b.c",
            "ab@cdef",
            "a b@c.de",
            "a@b@c.de",
            "ab@.de",
            long.as_str(),
        ] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_are_told_apart() {
        assert!(is_root_id("r-ab12") && !is_root_id("r-AB12") && !is_root_id("r-a"));
        assert!(is_unit_id("ou-ab12-abcdefgh") && !is_unit_id("ou-ab12"));
        assert!(target_id("111122223333").is_ok() && target_id("11112222333").is_err());
        assert!(policy_id("p-FullAWSAccess").is_ok() && policy_id("p-short").is_err());
    }
}
