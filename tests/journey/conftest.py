"""A developer's whole journey among strangers: a certified OpenID provider, a real browser, and the
unmodified clients of AWS. Run with `tests/python journey`."""

import pytest

from company import HOST, Provider, Watch
from gate import Gate
from machine import Machine
from organization import Organization
from wire import Wire

# Seconds. Of tokens and credentials with less than a minute left no use is made: all that is obtained is
# obtained anew at every call.
NO_USE = 30


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    provider = Provider(tmp_path_factory.mktemp("company"))
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def gate(company):
    gate = Gate(HOST, company.port)
    yield gate
    gate.shutdown()


@pytest.fixture(scope="session")
def browser_gate(company):
    """Of the real browser alone, which asks for things of its own at times that it chooses."""
    gate = Gate(HOST, company.port)
    yield gate
    gate.shutdown()


@pytest.fixture(scope="session")
def organization(tmp_path_factory):
    organization = Organization(tmp_path_factory.mktemp("aws"))
    yield organization
    organization.stop()


@pytest.fixture(scope="session")
def all_wire(organization):
    wire = Wire(organization.url)
    yield wire
    wire.shutdown()


@pytest.fixture
def wire(all_wire):
    all_wire.mend()
    all_wire.calls.clear()
    return all_wire


@pytest.fixture
def watch(company):
    company.knobs()
    return Watch(company)


@pytest.fixture
def machine(tmp_path, company, gate, browser_gate, organization, wire, watch):
    """A new one, with the routing document in its place. When the test is over, nothing that was said,
    and no file that others may read, holds a secret."""
    machine = Machine(tmp_path, company, gate, browser_gate, wire)
    machine.route_by(organization.routes.read_text())
    yield machine
    machine.kill()
    secrets = wire.secrets | set(company.secrets())
    for said in machine.said:
        assert not leaked(secrets, said)
    for path in machine.readable_by_others():
        assert not leaked(secrets, path.read_text(errors="replace")), path


def leaked(secrets, text):
    """Also a part of one: a token's signature, the half of a key."""
    parts = {part for secret in secrets for part in secret.split(".") if len(part) >= 16}
    return [part[:6] + "..." for part in parts if part in text]


@pytest.fixture
def ann(machine, company):
    """Of the team platform, signed in at the provider: the browser goes through without a form."""
    company.knobs(present="ann")
    return machine


@pytest.fixture
def due(ann, wire, company):
    """Signed in, with credentials and an ID token that have run out."""
    company.knobs(present="ann", idToken=NO_USE)
    wire.lifetime = NO_USE
    ann.credentials()
    wire.mend()
    wire.calls.clear()
    company.knobs(present="ann")
    return ann


@pytest.fixture
def since(due, company):
    """What the provider was asked after that."""
    return Watch(company)
