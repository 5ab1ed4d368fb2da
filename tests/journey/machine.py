"""A developer's machine: a home folder, a browser, and the client."""

import json
import os
import pathlib
import shlex
import signal
import stat
import subprocess
import time
import uuid

from company import PASSWORD

HERE = pathlib.Path(__file__).parent
# Long enough for a browser that starts on a busy machine.
PATIENCE = 90


def heed_signals():
    for one in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)


class Machine:
    def __init__(self, folder, company, gate, browser_gate, wire):
        self.folder = folder
        self.home = folder / "home"
        self.kept = self.home / ".bedrock-auth"
        self.home.mkdir()
        self.browser_log = folder / "browser.log"
        self.browser_log.touch()
        self.screenshot = folder / "browser.png"
        self.visits = folder / "visits"
        self.visits.touch()
        # By which the processes of this machine are told from all others.
        self.mark = uuid.uuid4().hex
        # What the client has said: all but what it is asked for on standard output.
        self.said = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "JOURNEY": self.mark,
            "AWS_ENDPOINT_URL": wire.url,
            "HTTPS_PROXY": gate.url,
            "SSL_CERT_FILE": str(company.authority),
            "BEDROCK_AUTH_KEYRING": "off",
            "BROWSER": f"sh {HERE / 'quick_browser.sh'} {folder}",
        }
        self.client = str(pathlib.Path(os.environ["BEDROCK_AUTH"]).absolute())
        self.browser_proxy = browser_gate.url

    def route_by(self, document):
        """The file that the company's installer puts there."""
        self.kept.mkdir(mode=0o700, exist_ok=True)
        (self.kept / "routes.json").write_text(document)

    def sit_down(self, person):
        """A person at a real browser."""
        settings = self.folder / "browser.json"
        settings.write_text(
            json.dumps(
                {
                    "chromium": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                    "proxy": self.browser_proxy,
                    "person": person,
                    "password": PASSWORD,
                    "log": str(self.browser_log),
                    "screenshot": str(self.screenshot),
                }
            )
        )
        self.environment["BROWSER"] = f"node {HERE / 'browser.mjs'} {settings}"

    def go_away(self):
        """Nobody is at the browser: what it should open is only written down."""
        (self.folder / "away").touch()

    def opened(self, count=1):
        """The addresses that the browser was given, once there are so many."""
        end = time.monotonic() + PATIENCE
        while (found := self.visits.read_text()).count("\n") < count:
            assert time.monotonic() < end, f"{count} were to be opened: {found}"
            time.sleep(0.02)
        return found.splitlines()

    def come_back(self, address=None):
        """The person is at the browser again, and opens the address that waits there."""
        (self.folder / "away").unlink()
        if address:
            assert self.browse(address).returncode == 0

    def seen(self):
        """What the real browser saw last, which may be a moment after the client has what it needs."""
        end = time.monotonic() + PATIENCE
        while not (log := self.browser_log.read_text()).endswith("}\n"):
            assert time.monotonic() < end, log
            time.sleep(0.05)
        return json.loads(log.splitlines()[-1])

    def browse(self, *arguments):
        """At the real browser, without the client."""
        return subprocess.run(
            [*shlex.split(self.environment["BROWSER"]), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def start(self, *arguments, wrapper=(), **more):
        return subprocess.Popen(
            [*wrapper, self.client, *arguments],
            env={**self.environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # As a shell starts programs, whoever started the tests: ignored signals are inherited.
            preexec_fn=heed_signals,
            # An SDK is no terminal: a signal to one does not reach the other.
            start_new_session=True,
        )

    def end(self, process, gives_secrets=False):
        out, err = process.communicate(timeout=PATIENCE)
        self.said.append(err if gives_secrets else out + err)
        return Ended(process.returncode, out, err)

    def run(self, *arguments, code=0, **more):
        gives_secrets = arguments[0] in ("credential-process", "env", "exec", "console")
        ended = self.end(self.start(*arguments, **more), gives_secrets)
        assert ended.code == code, f"{arguments} ended with {ended.code}: {ended}"
        if gives_secrets and code != 0:
            assert ended.out == "", f"{arguments}: something on standard output: {ended}"
        return ended

    def credentials(self, *arguments):
        return checked(self.run("credential-process", *arguments).out)

    def processes(self):
        """The processes of this machine that live, with their command lines."""
        found = {}
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes():
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                    found[int(folder.name)] = [word.decode() for word in words if word]
            except OSError:
                continue
        return {number: words for number, words in found.items() if words}

    def kill(self, is_doomed=lambda words: True):
        for number, words in self.processes().items():
            if is_doomed(words):
                try:
                    os.kill(number, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def readable_by_others(self):
        """Files below the home folder that others may read, as far as folders let them."""
        for folder, folders, files in os.walk(self.home):
            folders[:] = [one for one in folders if open_to_others(os.path.join(folder, one))]
            for one in files:
                path = pathlib.Path(folder, one)
                if path.is_file() and open_to_others(path):
                    yield path

    def forget_sign_in(self):
        """As on a new machine, but for the routing document."""
        document = (self.kept / "routes.json").read_text()
        subprocess.run(["rm", "-rf", self.kept], check=True)
        self.route_by(document)


def is_client(words):
    return pathlib.Path(words[0]).name == "bedrock-auth"


def is_worker(words):
    """The process that signs in on behalf of all who wait."""
    return is_client(words) and "sign-in-worker" in words


class Ended:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"status {self.code}\n-- out\n{self.out}\n-- err\n{self.err}"


def open_to_others(path):
    mode = os.lstat(path).st_mode
    return bool(mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IXGRP | stat.S_IXOTH))


def checked(text):
    """One JSON object as SDKs read it, and nothing else."""
    answer = json.loads(text)
    wanted = {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert wanted <= set(answer) <= wanted | {"AccountId"}, sorted(answer)
    assert answer["Version"] == 1 and isinstance(answer["Version"], int)
    assert answer["Expiration"].endswith("Z")
    return answer
