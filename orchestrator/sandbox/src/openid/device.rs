//! Signing in on another machine than the one with the browser (RFC 8628).

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::fault::Fault;
use super::{Desk, authorize, grant, page};
use crate::web::page::told;
use crate::web::{Params, Reply};
use crate::world::{Device, DeviceAnswer, Grant};

pub(super) const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

const LIFETIME: Duration = Duration::from_secs(600);
/// Seconds; a laptop's own provider need not be spared.
const INTERVAL: u64 = 1;
/// RFC 8628, 3.5.
const SLOWER: u64 = 5;

pub(super) fn begin(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Fault> {
    desk.is_for_client(params)?;
    let scopes = grant::scopes(params)?;
    let device_code = desk.secret("device-code");
    let serial = desk.state.next_serial().to_string();
    let letters = desk.draw.consonants(8, "user-code", &serial);
    let user_code = format!("{}-{}", &letters[..4], &letters[4..]);
    let answer = match &desk.company.sign_in_as {
        Some(person) => DeviceAnswer::Approved {
            person: person.clone(),
            signed_in: desk.now,
        },
        None => DeviceAnswer::Awaited,
    };
    let device = Device {
        user_code: user_code.clone(),
        scopes,
        expires: desk.now.plus(LIFETIME),
        interval: INTERVAL,
        asked: None,
        answer,
    };
    desk.state.devices.insert(device_code.clone(), device);
    let page = desk.company.at("/device");
    Ok(json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "verification_uri": page,
        "expires_in": LIFETIME.as_secs(),
        "interval": INTERVAL,
    }))
}

/// Each answer that is not tokens is one of RFC 8628's words.
pub(super) fn redeem(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Fault> {
    let Some(code) = params.get("device_code") else {
        return Err(Fault::new("invalid_request", "device_code is missing"));
    };
    let now = desk.now;
    let Some(device) = desk.state.devices.get_mut(code) else {
        let why = "the device code is not known, or was used";
        return Err(Fault::new("invalid_grant", why));
    };
    if device.expires <= now {
        return Err(Fault::new("expired_token", "the device code has expired"));
    }
    let pause = Duration::from_secs(device.interval);
    let hasty = device.asked.is_some_and(|asked| now.since(asked) < pause);
    device.asked = Some(now);
    if hasty {
        device.interval += SLOWER;
        let why = format!("ask every {} seconds", device.interval);
        return Err(Fault::new("slow_down", why));
    }
    let granted = match &device.answer {
        DeviceAnswer::Awaited => {
            let why = "nobody has approved it yet";
            return Err(Fault::new("authorization_pending", why));
        }
        DeviceAnswer::Denied => {
            return Err(Fault::new("access_denied", "the sign-in was cancelled"));
        }
        DeviceAnswer::Approved { person, signed_in } => Grant {
            person: person.clone(),
            scopes: device.scopes.clone(),
            signed_in: *signed_in,
        },
    };
    desk.state.devices.remove(code);
    Ok(grant::give(desk, granted, None).1)
}

/// For whoever has the browser: first the code, then who they are.
pub(super) fn page(desk: &mut Desk<'_>, request: &Request<Bytes>) -> Reply {
    let posted = request.method() == Method::POST;
    let params = if posted {
        Params::of_body(request)
    } else {
        Params::of_query(request)
    };
    let params = params.unwrap_or_default();
    let Some(typed) = params.get("user_code") else {
        return page::device_code(StatusCode::OK, None);
    };
    let Some(code) = waiting(desk, typed) else {
        let why = "No sign-in waits for this code. It may have expired.";
        return page::device_code(StatusCode::BAD_REQUEST, Some(why));
    };
    let answer = match authorize::person(desk.company, &params) {
        Ok(None) => return page::sign_in(desk.company, "device", &params),
        Ok(Some(person)) if posted || desk.company.sign_in_as.is_some() => DeviceAnswer::Approved {
            person: person.clone(),
            signed_in: desk.now,
        },
        Ok(Some(_)) => return page::sign_in(desk.company, "device", &params),
        Err(_) => DeviceAnswer::Denied,
    };
    let approved = matches!(answer, DeviceAnswer::Approved { .. });
    if let Some(device) = desk.state.devices.get_mut(&code) {
        device.answer = answer;
    }
    let title = if approved {
        "You are signed in"
    } else {
        "The sign-in was cancelled"
    };
    told(StatusCode::OK, title, "You can go back to your device.")
}

/// The device code behind what somebody typed, in whatever case and with or without the hyphen.
fn waiting(desk: &Desk<'_>, typed: &str) -> Option<String> {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphabetic);
        letters.map(|letter| letter.to_ascii_uppercase()).collect()
    };
    let typed = plain(typed);
    let mut devices = desk.state.devices.iter();
    devices
        .find(|(_, device)| plain(&device.user_code) == typed && device.expires > desk.now)
        .map(|(code, _)| code.clone())
}
