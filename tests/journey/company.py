"""The company: its people, and the OpenID provider at which they sign in."""

import json
import pathlib
import socket
import ssl
import subprocess
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).parent
KEYS = HERE.parents[1] / "orchestrator/sandbox/src/token/keys"
HOST = "login.acme.example"
ISSUER = f"https://{HOST}"
CLIENT_ID = "bedrock-auth"
PASSWORD = "correct horse battery staple"

PEOPLE = {
    "ann": {"name": "Ann Ames", "groups": ["everybody", "bedrock-platform"]},
    "ben": {"name": "Ben Bell", "groups": ["bedrock-data"]},
    "mia": {"name": "Mia Moss", "groups": ["bedrock-data", "bedrock-platform"]},
    "eve": {"name": "Eve Elms", "groups": ["everybody"]},
}


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certify(folder):
    """An authority of the company's own, and its provider's certificate."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    authority = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Acme", "-days", "2"]
    openssl(folder, "req", "-x509", *curve, *authority)
    request = ["-keyout", "tls.key", "-out", "tls.csr", "-subj", f"/CN={HOST}"]
    openssl(folder, "req", *curve, *request)
    (folder / "names").write_text(f"subjectAltName=DNS:{HOST}\nbasicConstraints=CA:FALSE\n")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    openssl(folder, "x509", "-req", "-in", "tls.csr", "-out", "tls.pem", *signed, "-extfile", "names")


class Provider:
    """`oidc-provider`, signing with the key that the sandbox knows as the company's."""

    def __init__(self, folder):
        certify(folder)
        self.authority = folder / "ca.pem"
        self.port, control = free_ports(2)
        self.control = f"http://127.0.0.1:{control}"
        settings = {
            "issuer": ISSUER,
            "client_id": CLIENT_ID,
            "people": PEOPLE,
            "password": PASSWORD,
            "port": self.port,
            "control_port": control,
            "tls_key": str(folder / "tls.key"),
            "tls_cert": str(folder / "tls.pem"),
            "signing_key": str(KEYS / "company.pem"),
            "key_id": json.loads((KEYS / "company.jwk.json").read_text())["kid"],
        }
        (folder / "provider.json").write_text(json.dumps(settings))
        with open(folder / "provider.log", "w") as said:
            self.process = subprocess.Popen(
                ["node", HERE / "provider.mjs", folder / "provider.json"],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        assert self.process.stdout.readline() == "ready\n", (folder / "provider.log").read_text()

    def knobs(self, **turned):
        """Those that are not named go back to where they were at first."""
        data = json.dumps(turned).encode()
        urllib.request.urlopen(f"{self.control}/knobs", data=data, timeout=10).close()

    def _ask(self, what):
        with urllib.request.urlopen(f"{self.control}/{what}", timeout=10) as answer:
            return json.load(answer)

    def log(self):
        return self._ask("log")

    def secrets(self):
        return self._ask("secrets")

    def refreshes_with(self, token):
        """Whether the provider still takes this refresh token. Spends it."""
        form = {"grant_type": "refresh_token", "client_id": CLIENT_ID, "refresh_token": token}
        body = urllib.parse.urlencode(form)
        trust = ssl.create_default_context(cafile=self.authority)
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as plain:
            with trust.wrap_socket(plain, server_hostname=HOST) as connection:
                head = [
                    "POST /token HTTP/1.0",
                    f"host: {HOST}",
                    "content-type: application/x-www-form-urlencoded",
                    f"content-length: {len(body)}",
                ]
                connection.sendall("\r\n".join([*head, "", body]).encode())
                return b" 200 " in connection.recv(100)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class Watch:
    """What the provider was asked since this began."""

    def __init__(self, provider):
        self.provider = provider
        self.began = len(provider.log())

    def entries(self):
        return self.provider.log()[self.began :]

    def events(self, name):
        return sum(entry.get("event") == name for entry in self.entries())

    def sign_ins(self):
        """How often a person signed in; going back for consent is none."""
        return self.events("signed in")

    def grants(self, kind):
        return [entry for entry in self.entries() if entry.get("grant") == kind]

    def refreshes(self):
        return self.grants("refresh_token")

    def families_revoked(self):
        return self.events("family revoked")

    def until(self, question, seconds=30):
        end = time.monotonic() + seconds
        while not question(self):
            assert time.monotonic() < end, f"it never came true: {self.entries()}"
            time.sleep(0.02)
