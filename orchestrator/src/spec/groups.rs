//! The group of each team, and why no two may overlap.

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::keys;
use super::section::{At, Section};
use crate::model::{GroupMatch, is_hidden};

pub fn read(section: &Section<'_>, findings: &mut Findings) -> Result<At<String>, Reported> {
    let text = section.need_text("group", findings)?;
    let length = text.value.chars().count();
    if length == 0 {
        return Err(findings.error(
            Diagnostic::error(
                Code::EmptyText,
                text.span,
                "empty",
                format!(
                    "{}.group is empty, and every developer would match it",
                    section.path
                ),
            )
            .help("name the group as the identity provider sends it"),
        ));
    }
    if length > keys::LONGEST_GROUP {
        return Err(findings.error(
            Diagnostic::error(
                Code::GroupLength,
                text.span,
                format!("{length} characters"),
                format!(
                    "{}.group is longer than the {} characters that Cognito compares",
                    section.path,
                    keys::LONGEST_GROUP
                ),
            )
            .help("send the group's id in the claim instead of its name"),
        ));
    }
    // A group is compared character by character, and none of these is seen to differ.
    if text.value.trim() != text.value || text.value.contains(is_hidden) {
        return Err(findings.error(
            Diagnostic::error(
                Code::GroupCharacters,
                text.span,
                "has a space around it, or a character that does not show",
                format!("{}.group would match nobody", section.path),
            )
            .help("name the group as the identity provider sends it"),
        ));
    }
    Ok(At::new(text.value.to_owned(), text.span))
}

/// Cognito's `Contains` looks for a piece of text in the whole claim, so a group whose name is a
/// part of another's would let the other's members in. `Equals` compares the whole of it.
pub fn apart(
    groups: &[(&str, At<String>)],
    group_match: Result<GroupMatch, Reported>,
    findings: &mut Findings,
) {
    let contains = group_match == Ok(GroupMatch::Contains);
    for (index, (team, group)) in groups.iter().enumerate() {
        for (other_team, other) in &groups[..index] {
            if group.value == other.value {
                findings.error(
                    Diagnostic::error(
                        Code::GroupTwice,
                        group.span.clone(),
                        "the same group again",
                        format!("team.{other_team} and team.{team} have the same group"),
                    )
                    .and(other.span.clone(), "first used here")
                    .help(
                        "the group decides whose account a developer gets: use one for each team",
                    ),
                );
                continue;
            }
            let (inner, inner_team, outer, outer_team) = if !contains {
                continue;
            } else if other.value.contains(&group.value) {
                (group, team, other, other_team)
            } else if group.value.contains(&other.value) {
                (other, other_team, group, team)
            } else {
                continue;
            };
            findings.error(
                Diagnostic::error(
                    Code::GroupWithinGroup,
                    inner.span.clone(),
                    format!("this is a part of \"{}\"", outer.value),
                    format!("members of team.{outer_team} would get into team.{inner_team}"),
                )
                .and(
                    outer.span.clone(),
                    format!("the group of team.{outer_team}"),
                )
                .help(
                    "Cognito looks for the group as a piece of text in the claim: rename one of \
                     the two, use the groups' ids, or groups_match = \"equals\" where the claim \
                     holds one group",
                ),
            );
        }
    }
}
