//! From JSON to the document's own types. By hand, so that every complaint names its place.

use serde_json::{Map, Value};

use crate::document::{Account, COGNITO, Exchange, Model, Routes, STS, Team, VERSION};
use crate::error::{Place, RoutesError, shown};

pub(crate) fn routes(value: &Value) -> Result<Routes, RoutesError> {
    let document = Object::of(value, &Place::default())?;
    // First: of another version nothing else can be trusted to mean what it says.
    match document.number("version")? {
        VERSION => {}
        found => return Err(RoutesError::Version { found }),
    }
    Ok(Routes {
        organization: document.text("organization")?,
        issuer: document.text("issuer")?,
        client_id: document.text("client_id")?,
        groups_claim: document.text("groups_claim")?,
        redirect_ports: document.list("redirect_ports", port)?,
        teams: document.list("teams", team)?,
    })
}

fn team(value: &Value, place: &Place) -> Result<Team, RoutesError> {
    let team = Object::of(value, place)?;
    Ok(Team {
        name: team.text("name")?,
        group: team.text("group")?,
        regions: team.list("regions", text)?,
        models: team.list("models", model)?,
        accounts: team.list("accounts", account)?,
    })
}

fn model(value: &Value, place: &Place) -> Result<Model, RoutesError> {
    let model = Object::of(value, place)?;
    Ok(Model {
        alias: model.text("alias")?,
        id: model.text("id")?,
    })
}

fn account(value: &Value, place: &Place) -> Result<Account, RoutesError> {
    let account = Object::of(value, place)?;
    let weight = account.number("weight")?;
    Ok(Account {
        name: account.text("name")?,
        id: account.text("id")?,
        region: account.text("region")?,
        exchange: exchange(&account)?,
        role: account.text("role")?,
        weight: u32::try_from(weight)
            .map_err(|_| account.place.key("weight").problem("it is too large"))?,
    })
}

/// A way that this version does not know is refused: another one would not let anybody in.
fn exchange(account: &Object<'_>) -> Result<Exchange, RoutesError> {
    let named = account.fields.contains_key("exchange");
    let way = named.then(|| account.text("exchange")).transpose()?;
    match way.as_deref() {
        None | Some(COGNITO) => Ok(Exchange::Cognito {
            identity_pool: account.text("identity_pool")?,
            login: account.text("login")?,
        }),
        Some(STS) => Ok(Exchange::Sts),
        Some(other) => {
            let what = format!("{} is neither \"{COGNITO}\" nor \"{STS}\"", shown(other));
            Err(account.place.key("exchange").problem(what))
        }
    }
}

fn port(value: &Value, place: &Place) -> Result<u16, RoutesError> {
    let port = number(value, place)?;
    u16::try_from(port).map_err(|_| place.problem("a port is 1 to 65535"))
}

fn text(value: &Value, place: &Place) -> Result<String, RoutesError> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(unexpected(place, "a text", value)),
    }
}

fn number(value: &Value, place: &Place) -> Result<u64, RoutesError> {
    value
        .as_u64()
        .ok_or_else(|| unexpected(place, "a whole number from 0", value))
}

struct Object<'a> {
    fields: &'a Map<String, Value>,
    place: Place,
}

impl<'a> Object<'a> {
    fn of(value: &'a Value, place: &Place) -> Result<Self, RoutesError> {
        match value {
            Value::Object(fields) => Ok(Self {
                fields,
                place: place.clone(),
            }),
            other => Err(unexpected(place, "an object", other)),
        }
    }

    fn field(&self, key: &str) -> Result<(&'a Value, Place), RoutesError> {
        let place = self.place.key(key);
        match self.fields.get(key) {
            Some(value) => Ok((value, place)),
            None => Err(place.problem("it is missing")),
        }
    }

    fn text(&self, key: &str) -> Result<String, RoutesError> {
        let (value, place) = self.field(key)?;
        text(value, &place)
    }

    fn number(&self, key: &str) -> Result<u64, RoutesError> {
        let (value, place) = self.field(key)?;
        number(value, &place)
    }

    fn list<T>(
        &self,
        key: &str,
        item: fn(&Value, &Place) -> Result<T, RoutesError>,
    ) -> Result<Vec<T>, RoutesError> {
        let (value, place) = self.field(key)?;
        let Value::Array(items) = value else {
            return Err(unexpected(&place, "a list", value));
        };
        items
            .iter()
            .enumerate()
            .map(|(index, value)| item(value, &place.item(index)))
            .collect()
    }
}

fn unexpected(place: &Place, wanted: &str, found: &Value) -> RoutesError {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "another number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    place.problem(format!("{wanted} belongs here, not {found}"))
}
