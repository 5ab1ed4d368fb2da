//! What every value must look like, and what must agree with what.
//!
//! A document that was mixed up, not forged, is what this is about: a pool of one account beside the
//! role of another would send developers to credentials that never come.

use std::collections::BTreeMap;

use crate::document::{Account, Exchange, Model, Routes, Team};
use crate::error::{Place, RoutesError, shown};

const MOST_PORTS: usize = 16;
const LARGEST_WEIGHT: u32 = 1000;
/// AWS's limits: of a claim's name and of the value that a rule compares it with.
const LONGEST_CLAIM: usize = 64;
const LONGEST_GROUP: usize = 128;

type Checked = Result<(), RoutesError>;

pub(crate) fn routes(routes: &Routes) -> Checked {
    let Routes {
        organization,
        issuer,
        client_id,
        groups_claim,
        redirect_ports,
        teams,
    } = routes;
    let top = Place::default();
    line(organization, 64, &top.key("organization"))?;
    self::issuer(issuer, &top.key("issuer"))?;
    word(client_id, 255, &top.key("client_id"))?;
    line(groups_claim, LONGEST_CLAIM, &top.key("groups_claim"))?;
    ports(redirect_ports, &top.key("redirect_ports"))?;
    let place = top.key("teams");
    each_once(teams, &place, "name", |team| &team.name)?;
    each_once(teams, &place, "group", |team| &team.group)?;
    for (index, team) in teams.iter().enumerate() {
        self::team(team, &place.item(index))?;
    }
    accounts_once(teams, &place)
}

fn team(team: &Team, place: &Place) -> Checked {
    let Team {
        name,
        group,
        regions,
        models,
        accounts,
    } = team;
    kebab(name, 50, &place.key("name"))?;
    line(group, LONGEST_GROUP, &place.key("group"))?;
    let of_regions = place.key("regions");
    filled(regions, &of_regions)?;
    for (index, one) in regions.iter().enumerate() {
        region(one, &of_regions.item(index))?;
        if regions[..index].contains(one) {
            return Err(of_regions.item(index).problem("it is here twice"));
        }
    }
    let of_models = place.key("models");
    filled(models, &of_models)?;
    each_once(models, &of_models, "alias", |model| &model.alias)?;
    for (index, Model { alias, id }) in models.iter().enumerate() {
        let place = of_models.item(index);
        kebab(alias, 40, &place.key("alias"))?;
        word(id, 256, &place.key("id"))?;
    }
    let of_accounts = place.key("accounts");
    for (index, one) in accounts.iter().enumerate() {
        account(one, &of_accounts.item(index))?;
    }
    Ok(())
}

fn account(account: &Account, place: &Place) -> Checked {
    let Account {
        name,
        id,
        region,
        exchange,
        role,
        weight,
    } = account;
    line(name, 50, &place.key("name"))?;
    if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(is_not(&place.key("id"), id, "an account's id of 12 digits"));
    }
    self::region(region, &place.key("region"))?;
    if let Exchange::Cognito {
        identity_pool,
        login,
    } = exchange
    {
        pool(identity_pool, region, &place.key("identity_pool"))?;
        self::login(login, &place.key("login"))?;
    }
    self::role(role, id, region, &place.key("role"))?;
    if !(1..=LARGEST_WEIGHT).contains(weight) {
        return Err(place
            .key("weight")
            .problem(format!("a weight is 1 to {LARGEST_WEIGHT}, not {weight}")));
    }
    Ok(())
}

/// Only a provider on this very machine, for trying things out, may do without TLS.
fn issuer(issuer: &str, place: &Place) -> Checked {
    word(issuer, 255, place)?;
    let loopback = |rest: &str| {
        let host = rest.split('/').next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        ["127.0.0.1", "localhost", "[::1]"].contains(&host)
    };
    let host = match (
        issuer.strip_prefix("https://"),
        issuer.strip_prefix("http://"),
    ) {
        (Some(rest), _) => rest.split('/').next().unwrap_or_default(),
        (None, Some(rest)) if loopback(rest) => return Ok(()),
        _ => "",
    };
    if host.is_empty() || host.contains('@') || issuer.contains(['?', '#']) {
        return Err(is_not(place, issuer, "an issuer's https address"));
    }
    Ok(())
}

fn ports(ports: &[u16], place: &Place) -> Checked {
    filled(ports, place)?;
    if ports.len() > MOST_PORTS {
        return Err(place.problem(format!("{MOST_PORTS} ports are the most")));
    }
    for (index, port) in ports.iter().enumerate() {
        if *port == 0 {
            return Err(place.item(index).problem("a port is 1 to 65535"));
        }
        if ports[..index].contains(port) {
            return Err(place.item(index).problem("it is here twice"));
        }
    }
    Ok(())
}

fn pool(pool: &str, region: &str, place: &Place) -> Checked {
    let own = pool.split_once(':').is_some_and(|(at, id)| {
        let fits = (1..=55).contains(&id.len());
        at == region
            && fits
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    if own {
        return Ok(());
    }
    let what = format!("the id of an identity pool in {}", shown(region));
    Err(is_not(place, pool, &what))
}

fn login(login: &str, place: &Place) -> Checked {
    word(login, 255, place)?;
    if login.contains("://") {
        let what = "a login's name: it is the issuer without https://";
        return Err(is_not(place, login, what));
    }
    Ok(())
}

fn role(role: &str, account: &str, region: &str, place: &Place) -> Checked {
    word(role, 600, place)?;
    let partition = match region {
        government if government.starts_with("us-gov-") => "aws-us-gov",
        chinese if chinese.starts_with("cn-") => "aws-cn",
        _ => "aws",
    };
    let own = format!("arn:{partition}:iam::{account}:role/");
    match role.strip_prefix(&own) {
        Some(name) if !name.is_empty() => Ok(()),
        _ => {
            let what = format!("a role of this account, {own}...");
            Err(is_not(place, role, &what))
        }
    }
}

/// A Region's shape; which ones exist changes from year to year.
fn region(region: &str, place: &Place) -> Checked {
    let mut parts: Vec<&str> = region.split('-').collect();
    let number = parts.pop().unwrap_or_default();
    let words = parts.len() >= 2
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let numbered = number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit());
    if words && numbered {
        Ok(())
    } else {
        Err(is_not(place, region, "a Region such as us-east-1"))
    }
}

fn kebab(text: &str, longest: usize, place: &Place) -> Checked {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let inner = !text.starts_with('-') && !text.ends_with('-');
    if (1..=longest).contains(&text.len()) && inner && text.bytes().all(allowed) {
        return Ok(());
    }
    let what = format!("a name of 1 to {longest} characters of a-z, 0-9 and -");
    Err(is_not(place, text, &what))
}

/// One line of text, which may have spaces in it.
fn line(text: &str, longest: usize, place: &Place) -> Checked {
    if (1..=longest).contains(&text.chars().count()) && !text.contains(char::is_control) {
        return Ok(());
    }
    let what = format!("a line of 1 to {longest} characters");
    Err(is_not(place, text, &what))
}

/// Visible ASCII without spaces: what goes into requests and configuration files.
fn word(text: &str, longest: usize, place: &Place) -> Checked {
    if (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let what = format!("1 to {longest} visible ASCII characters");
    Err(is_not(place, text, &what))
}

fn filled<T>(list: &[T], place: &Place) -> Checked {
    if list.is_empty() {
        return Err(place.problem("the list is empty"));
    }
    Ok(())
}

fn each_once<'a, T>(
    items: &'a [T],
    place: &Place,
    key: &str,
    of: fn(&'a T) -> &'a String,
) -> Checked {
    let mut seen = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(first) = seen.insert(of(item), index) {
            return Err(twice(
                &place.item(index).key(key),
                of(item),
                &place.item(first),
            ));
        }
    }
    Ok(())
}

/// One account is one team's: two teams in it would share quotas, budget and bill.
fn accounts_once(teams: &[Team], place: &Place) -> Checked {
    let mut seen = BTreeMap::new();
    for (of_team, team) in teams.iter().enumerate() {
        for (index, account) in team.accounts.iter().enumerate() {
            let here = place.item(of_team).key("accounts").item(index);
            if let Some(first) = seen.insert(&account.id, here.clone()) {
                return Err(twice(&here.key("id"), &account.id, &first));
            }
        }
    }
    Ok(())
}

fn twice(place: &Place, text: &str, first: &Place) -> RoutesError {
    place.problem(format!("{first} has {} already", shown(text)))
}

fn is_not(place: &Place, text: &str, what: &str) -> RoutesError {
    place.problem(format!("{} is not {what}", shown(text)))
}
