//! Accounts come slowly, a few at a time, and their failures come late.

use std::time::Duration;

use serde_json::Value;
use winterbaume_organizations::model;

use super::page::Page;
use super::{check, shape, tags};
use crate::context::{Context, output};
use crate::draw::Draw;
use crate::fault::Profile;
use crate::quotas::account_limit;
use crate::refusal::Refusal;
use crate::world::{Creation, Event, Outcome};

/// How many creations may be in progress at once.
const AT_ONCE: usize = 5;
const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";

/// One to five minutes, two and a half on average, longer when the profile says so.
pub(crate) fn creation_time(draw: Draw, profile: Profile, email: &str) -> Duration {
    let email = email.to_lowercase();
    // The mean of u^(5/3) is 3/8, and 60 + 240 * 3/8 seconds are two and a half minutes.
    let skewed = draw.unit("creation-time", &email).powf(5.0 / 3.0);
    let usual = Duration::from_millis(60_000) + Duration::from_millis(240_000).mul_f64(skewed);
    usual.mul_f64(profile.slowness(draw, &email))
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::CreateAccountRequest = context.input()?;
    check::required("Email", &input.email)?;
    check::required("AccountName", &input.account_name)?;
    check::email(&input.email)?;
    check::account_name(&input.account_name)?;
    let role = input.role_name.unwrap_or_else(|| DEFAULT_ROLE.into());
    check::role_name(&role)?;
    if let Some(access) = &input.iam_user_access_to_billing
        && !["ALLOW", "DENY"].contains(&access.as_str())
    {
        return Err(Refusal::invalid(
            "INVALID_ENUM",
            "IamUserAccessToBilling must be ALLOW or DENY.",
        ));
    }
    let tags = tags::checked(input.tags.unwrap_or_default())?;
    if context.now < context.world.final_at {
        return Err(Refusal::exception(
            "FinalizingOrganizationException",
            "AWS Organizations couldn't perform the operation because your organization hasn't \
             finished initializing. This can take up to an hour. Try again later.",
        ));
    }
    if context.world.index.creating.len() >= AT_ONCE {
        return Err(Refusal::constraint(
            "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
            "You have exceeded the number of account creations that can be in progress at a time.",
        ));
    }
    let email = input.email.to_lowercase();
    let failure = failure(context, &email);
    let serial = context.world.next_serial();
    let id = format!("car-{}", context.draw.hex(32, "creation", &serial));
    let takes = creation_time(context.draw, context.setup.faults.profile, &email);
    let due = context.now.plus(match failure {
        None => takes,
        // AWS notices early.
        Some(_) => takes / 4,
    });
    let creation = Creation {
        name: input.account_name,
        email: input.email,
        role,
        tags: tags.into_iter().collect(),
        requested: context.now,
        due,
        failure,
        outcome: Outcome::InProgress,
    };
    let status = shape::creation(&id, &creation);
    let world = &mut *context.world;
    world.index.creating.insert(id.clone());
    world.index.due.insert((due, Event::Creation(id.clone())));
    world.creations.insert(id, creation);
    output(model::CreateAccountResponse {
        create_account_status: Some(status),
    })
}

/// Why the creation will fail, which AWS tells only later.
fn failure(context: &Context<'_>, email: &str) -> Option<String> {
    let world = &context.world;
    let being_created = world
        .index
        .creating
        .iter()
        .filter_map(|id| world.creations.get(id))
        .any(|creation| creation.email.to_lowercase() == email && creation.failure.is_none());
    let quota = account_limit(world, context.setup);
    let quota = usize::try_from(quota).unwrap_or(usize::MAX);
    if context.creation_failure.is_some() {
        context.creation_failure.clone()
    } else if world.index.emails.contains_key(email)
        || world.taken_emails.contains(email)
        || being_created
    {
        Some("EMAIL_ALREADY_EXISTS".into())
    } else if world.counted_accounts() >= quota {
        Some("ACCOUNT_LIMIT_EXCEEDED".into())
    } else {
        None
    }
}

pub(super) fn describe_status(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DescribeCreateAccountStatusRequest = context.input()?;
    let id = &input.create_account_request_id;
    check::required("CreateAccountRequestId", id)?;
    let creation = context.world.creations.get(id).ok_or_else(|| {
        Refusal::exception(
            "CreateAccountStatusNotFoundException",
            "We can't find a create account request with the CreateAccountRequestId that you \
             specified.",
        )
    })?;
    output(model::DescribeCreateAccountStatusResponse {
        create_account_status: Some(shape::creation(id, creation)),
    })
}

pub(super) fn list_status(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListCreateAccountStatusRequest = context.input()?;
    let mut states = input.states.unwrap_or_default();
    states.sort();
    states.dedup();
    let known = ["FAILED", "IN_PROGRESS", "SUCCEEDED"];
    if states.iter().any(|state| !known.contains(&state.as_str())) {
        return Err(Refusal::invalid(
            "INVALID_ENUM",
            "You specified an invalid value.",
        ));
    }
    let page = Page::open(
        context,
        &states.join(","),
        input.next_token.as_deref(),
        input.max_results,
    )?;
    let asked_for = |creation: &Creation| {
        let state = match creation.outcome {
            Outcome::InProgress => "IN_PROGRESS",
            Outcome::Succeeded { .. } => "SUCCEEDED",
            Outcome::Failed => "FAILED",
        };
        states.is_empty() || states.iter().any(|own| own == state)
    };
    let world = &context.world;
    let only_running = states == ["IN_PROGRESS"];
    // Without this a thousand finished creations would be read for the few that are not.
    let ids: Box<dyn Iterator<Item = &String>> = if only_running {
        Box::new(world.index.creating.range::<str, _>(page.bounds()))
    } else {
        Box::new(
            world
                .creations
                .range::<str, _>(page.bounds())
                .map(|(id, _)| id),
        )
    };
    let (statuses, next_token) = page.take(
        ids.filter_map(|id| Some((id.as_str(), world.creations.get(id)?)))
            .filter(|(_, creation)| asked_for(creation))
            .map(|(id, creation)| (id, shape::creation(id, creation))),
    );
    output(model::ListCreateAccountStatusResponse {
        create_account_statuses: Some(statuses),
        next_token,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creations_take_one_to_five_minutes_and_two_and_a_half_on_average() {
        let draw = Draw::new(3);
        let times: Vec<f64> = (0..2000)
            .map(|n| creation_time(draw, Profile::None, &format!("a{n}@b.co")).as_secs_f64())
            .collect();
        assert!(times.iter().all(|time| (60.0..=300.0).contains(time)));
        let mean = times.iter().sum::<f64>() / 2000.0;
        assert!((mean - 150.0).abs() < 5.0, "{mean}");
        let upper = creation_time(draw, Profile::None, "A1@B.CO");
        assert_eq!(upper, creation_time(draw, Profile::None, "a1@b.co"));
    }
}
