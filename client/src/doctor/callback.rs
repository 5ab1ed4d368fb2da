//! The ports to which the browser comes back.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

use super::check::Check;

const NAME: &str = "callback";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port {
    pub number: u16,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Free,
    Taken,
    /// Below 1024, or kept by the system.
    Forbidden,
}

/// Each is taken for an instant, as a sign-in takes it: on IPv4, and on IPv6 where there is such a thing.
pub fn look(ports: &[u16]) -> Vec<Port> {
    let state = |number| {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, number));
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, number));
        match (four, six) {
            (Err(error), _) if error.kind() == ErrorKind::PermissionDenied => State::Forbidden,
            (Err(_), _) => State::Taken,
            (Ok(_), Err(error)) if error.kind() == ErrorKind::AddrInUse => State::Taken,
            (Ok(_), _) => State::Free,
        }
    };
    ports
        .iter()
        .map(|&number| Port {
            number,
            state: state(number),
        })
        .collect()
}

pub fn judge(ports: &[Port]) -> Check {
    let of = |state: State| -> Vec<String> {
        let ports = ports.iter().filter(|port| port.state == state);
        ports.map(|port| port.number.to_string()).collect()
    };
    let (free, taken, forbidden) = (of(State::Free), of(State::Taken), of(State::Forbidden));
    let mut seen = Vec::new();
    for (numbers, what) in [
        (&free, "free"),
        (&taken, "taken by another program"),
        (&forbidden, "not allowed"),
    ] {
        if !numbers.is_empty() {
            seen.push(format!("{} {what}", numbers.join(", ")));
        }
    }
    let word = if ports.len() == 1 { "port" } else { "ports" };
    let seen = format!("{word} {}", seen.join("; "));
    if free.is_empty() {
        Check::failed(
            NAME,
            seen,
            "end the program that holds one of them, or sign in with \
             `bedrock-auth login --device`",
        )
    } else {
        Check::ok(NAME, seen)
    }
}
