//! The provider's own pages.

use std::fmt::Write;

use http::StatusCode;

use super::{Company, Person};
use crate::protocol::query::escaped;
use crate::web::page::framed;
use crate::web::{Params, Reply};

/// What the button says that gives up.
pub(super) const NOBODY: &str = "-";

/// Asks who it is. The request's own parameters come back with the answer.
pub(super) fn sign_in(company: &Company, action: &str, params: &Params) -> Reply {
    let mut body = String::from("<p>Who is signing in?</p>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(body, "<form method=\"post\" action=\"{action}\">");
    for (name, value) in params.iter().filter(|(name, _)| *name != "person") {
        let (name, value) = (escaped(name), escaped(value));
        let _ = writeln!(
            body,
            "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"
        );
    }
    for one in &company.people {
        person(&mut body, one);
    }
    let _ = writeln!(
        body,
        "<button class=\"cancel\" name=\"person\" value=\"{NOBODY}\">Cancel</button>\n</form>"
    );
    framed(StatusCode::OK, "Sign in", &body)
}

fn person(body: &mut String, person: &Person) {
    let Person {
        email,
        name,
        groups,
    } = person;
    let initial = email.chars().next().unwrap_or('?').to_uppercase();
    let groups = match groups.as_slice() {
        [] => "in no group".to_owned(),
        groups => escaped(&groups.join(", ")),
    };
    let (email, name) = (escaped(email), escaped(name));
    let _ = writeln!(
        body,
        "<button class=\"person\" name=\"person\" value=\"{email}\">\
         <span class=\"face\" aria-hidden=\"true\">{initial}</span>\
         <span><strong>{name}</strong><small>{email}</small><small>{groups}</small></span></button>"
    );
}

pub(super) fn device_code(status: StatusCode, why: Option<&str>) -> Reply {
    let why = why.map_or_else(String::new, |why| {
        format!("<p class=\"wrong\" role=\"alert\">{}</p>\n", escaped(why))
    });
    let body = format!(
        "{why}<form action=\"device\">\n\
         <label for=\"code\">The code that your device shows</label>\n\
         <input id=\"code\" name=\"user_code\" autocomplete=\"off\" autocapitalize=\"characters\" \
         spellcheck=\"false\" placeholder=\"BCDF-GHJK\" required autofocus>\n\
         <button class=\"go\">Continue</button>\n</form>"
    );
    framed(status, "Connect a device", &body)
}
