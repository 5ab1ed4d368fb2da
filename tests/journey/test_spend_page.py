"""The page of `bedrock-org report` in a real browser: it says what the JSON says, and asks for nothing.

The bill comes from the sandbox, into whose state months of spend were written; who spent is not on it,
since the cost allocation tag is not active there."""

import datetime
import decimal
import json
import os
import pathlib
import subprocess

import boto3
import pytest

from company import free_ports

HERE = pathlib.Path(__file__).parent
EXAMPLE = HERE.parents[1] / "org.toml.example"
CLAUDE = "Claude {} (Amazon Bedrock Edition)"
# Dollars of the months until this one. The budgets are 6,000 and 2,000 a month.
SPENT = {
    "platform": {CLAUDE.format("Opus 5.5"): [2900, 3350, 4100, 4700.125, 5200, 6412.37]},
    "frontend": {
        CLAUDE.format("Sonnet 5.5"): [600, 700, 820, 870, 900, 1723.015],
        "AmazonCloudWatch": [0, 0, 0, 0, 3.2, 3.1],
    },
    "data": {CLAUDE.format("Sonnet 5.5"): [0, 0, 300, 640, 810, 0.004]},
}


def first_days(count):
    """The first of each month, this one's last."""
    day = datetime.datetime.now(datetime.timezone.utc).date().replace(day=1)
    days = [day]
    while len(days) < count:
        day = (day - datetime.timedelta(days=1)).replace(day=1)
        days.insert(0, day)
    return [str(day) for day in days]


def ledger(routes):
    accounts = {team["name"]: team["accounts"][0]["id"] for team in routes["teams"]}
    billed = {}
    for team, services in SPENT.items():
        days = billed.setdefault(accounts[team], {})
        for service, months in services.items():
            for day, dollars in zip(first_days(6), months, strict=True):
                if dollars:
                    micros = round(dollars * 1_000_000)
                    days.setdefault(day, {})[service] = {"": micros}
    return billed


class Billed:
    """The example, applied, with a bill."""

    def __init__(self, folder):
        self.folder = folder
        self.binary = pathlib.Path(os.environ["BEDROCK_ORG"]).absolute()
        self.state = folder / "state.json"
        routes = folder / "routes.json"
        self.start("--apply", EXAMPLE, "--routes", routes)
        self.save()
        self.stop()
        saved = json.loads(self.state.read_text())
        money = saved["world"]["money"]
        money["billed"] = ledger(json.loads(routes.read_text()))
        # Budgets look at the bill when it comes.
        money["due"] = saved["at"]
        self.state.write_text(json.dumps(saved))
        self.start()

    def save(self):
        """A write is answered when everything is in the file."""
        organizations = boto3.client(
            "organizations",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="AKIASANDBOXOPERATOR1",
            aws_secret_access_key="sandbox-secret-of-the-operator",
        )
        # All pages: AWS leaves some of them empty.
        (root,) = organizations.get_paginator("list_roots").paginate().build_full_result()["Roots"]
        organizations.create_organizational_unit(ParentId=root["Id"], Name="others")

    def start(self, *more):
        address = f"127.0.0.1:{free_ports(1)[0]}"
        self.url = f"http://{address}"
        self.process = subprocess.Popen(
            [self.binary, "sandbox", "--listen", address, "--state", self.state, "--speed", "1", *more],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.url in self.process.stdout.readline()

    def report(self, *arguments):
        ended = subprocess.run(
            [self.binary, "report", EXAMPLE, *arguments],
            env={
                "PATH": os.environ["PATH"],
                "HOME": "/nonexistent",
                "AWS_ENDPOINT_URL": self.url,
                "AWS_ACCESS_KEY_ID": "AKIASANDBOXREADER001",
                "AWS_SECRET_ACCESS_KEY": "sandbox-secret-of-the-reader",
                "AWS_REGION": "us-east-1",
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def stop(self):
        self.process.kill()
        self.process.wait(timeout=20)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def billed(tmp_path_factory):
    billed = Billed(tmp_path_factory.mktemp("billed"))
    yield billed
    billed.stop()


@pytest.fixture(scope="module")
def report(billed):
    return json.loads(billed.report("--json"), parse_float=decimal.Decimal)


@pytest.fixture(scope="module")
def seen(billed):
    page = billed.folder / "page.html"
    billed.report("--format", "html", "--out", page)
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    ended = subprocess.run(
        ["node", HERE / "open_page.mjs", chromium, page],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def at(report, path):
    for key in path.split("."):
        report = report[int(key)] if isinstance(report, list) else report[key]
    return report


VIEWS = ["light", "dark", "narrow", "print"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_figure_is_the_one_in_the_json(seen, report, view):
    figures = seen[view]["figures"]
    assert len(figures) > 60
    for figure in figures:
        dollars = at(report, figure["path"])
        assert figure["text"] == f"${dollars:,.2f}", figure["path"]
        assert figure["isVisible"], figure["path"]
    shown = {figure["path"]: figure["text"] for figure in figures}
    assert shown["total.spent"] == f"${6412.37 + 1723.015 + 3.1 + 0.004:,.2f}"
    assert shown["teams.0.spent"] == "$6,412.37"


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_asks_for_nothing_and_complains_of_nothing(seen, view):
    assert seen[view]["requests"] == [seen["address"]]
    assert seen[view]["said"] == []


def test_it_is_named_and_says_first_what_needs_attention(seen, report):
    month = datetime.date.fromisoformat(f"{report['month']}-01")
    title = f"acme: Claude on Amazon Bedrock, {month:%B %Y}"
    assert {seen[view]["title"] for view in VIEWS} == {title}
    text = seen["light"]["text"]
    assert report["findings"][0]["kind"] == "over-budget"
    places = [text.index(finding["text"]) for finding in report["findings"]]
    assert places == sorted(places)
    assert places[0] < text.index("Teams against their budgets")


def test_it_fits_a_telephone_and_paper(seen):
    assert {view: seen[view]["overhang"] for view in VIEWS} == dict.fromkeys(VIEWS, 0)
    assert 1 <= seen["print"]["sheets"] <= 4
    assert seen["light"]["columns"] >= 6


def light(colour):
    red, green, blue = (int(part) for part in colour[4:-1].split(","))
    return red + green + blue


def test_it_is_dark_by_night_and_black_on_white_on_paper(seen):
    for view, is_light in {"light": True, "dark": False, "print": True}.items():
        colours = seen[view]
        assert (light(colours["background"]) > light(colours["colour"])) == is_light, view
