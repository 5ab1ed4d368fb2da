"""What GitHub's own renderer makes of a plan in a pull request: every golden plan, rendered, says
cell by cell what its JSON says, whatever markup the names of AWS and of the plan hold."""

import html.parser
import json
import pathlib
import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

CASES = pathlib.Path(__file__).parents[2] / "orchestrator/tests/cases/plan"
PLANS = sorted(path.parent for path in CASES.glob("*/plan.md"))

AWAITED = ("what", "how it stands", "what to do")
WAITING = "waiting for what is blocked above"

# All that a plan may become. Anything else came out of a name.
ELEMENTS = set(
    "h2 h3 p strong blockquote ul li code table thead tbody tr th td br details summary a".split()
)


class Page(html.parser.HTMLParser):
    """Tables as rows of texts, lists as texts, and every element that there is."""

    def __init__(self, markdown):
        super().__init__()
        self.elements = set()
        self.open = []
        self.tables = []
        self.items = []
        self.target = None
        self.feed(
            cmarkgfm.github_flavored_markdown_to_html(
                # GitHub lets <details>, <summary> and <br> through.
                markdown,
                options=Options.CMARK_OPT_UNSAFE,
            )
        )
        assert self.open == [], "elements that nothing closes"

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        if tag == "a":
            assert dict(attributes)["href"].startswith("mailto:"), "a link that no address is"
        if tag == "br":
            self.handle_data("\n")
            return
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.target = self.tables[-1][-1]
            self.target.append("")
        elif tag == "li":
            self.target = self.items
            self.target.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"
        if tag in ("td", "th", "li"):
            self.target = None

    def handle_data(self, text):
        if self.target is not None:
            self.target[-1] += text


def shown(text):
    """A text as a reader sees it: without what would steer a terminal, spaces told once."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\ufffd", text)
    return re.sub(r"\s+", " ", text).strip()


def transition(change):
    sides = [shown(change[side]) for side in ("before", "after") if change[side] is not None]
    return " -> ".join(dict.fromkeys(sides))


@pytest.mark.parametrize("case", PLANS, ids=lambda case: case.name)
def test_a_rendered_plan_says_what_its_json_says(case):
    page = Page((case / "plan.md").read_text())
    plan = json.loads((case / "plan.json").read_text())

    assert page.elements <= ELEMENTS
    # What waits is a table for each kind.
    awaited = [row for table in page.tables if tuple(table[0]) == AWAITED for row in table[1:]]
    told = [table for table in page.tables if tuple(table[0]) != AWAITED]
    tables = {tuple(table[0]): table[1:] for table in told}
    assert len(tables) == len(told)
    waiting_is_told(awaited, plan["waiting"])

    changes = tables.pop(("", "address", "change", "reason"), [])
    assert [[shown(cell) for cell in row] for row in changes] == [
        [change["symbol"], shown(change["address"]), transition(change), shown(change["reason"])]
        for change in sorted(plan["changes"], key=lambda change: change["address"].encode())
    ]

    blocked = tables.pop(("what", "cause", "what to do"), [])
    assert sorted(
        [shown(address), shown(cause), shown(hint)]
        for addresses, cause, hint in blocked
        for address in addresses.split("\n")
    ) == sorted(
        [shown(thing["address"]), WAITING, ""]
        if thing["waits_for"]
        else [shown(thing[key]) for key in ("address", "cause", "hint")]
        for thing in plan["blocked"]
    )
    assert tables == {}

    items = [shown(item) for item in page.items]
    unplanned = len(plan["unplanned"])
    told = items[: len(items) - unplanned]
    told, words = for_people(told, plan)
    assert set(words) == set()
    irreversible = [change for change in plan["changes"] if change["irreversible"]]
    expected = {f"{shown(change['address'])} {transition(change)}" for change in irreversible}
    expected |= {shown(thing["address"]) for thing in plan["unplanned"]}
    told += [item.split(": ")[0] for item in items[len(items) - unplanned :]]
    assert set(told) == expected


def waiting_is_told(rows, waiting):
    """Those that wait alike share a row, which names ten of them with their cases and counts the rest."""
    left = {shown(one["address"]): one for one in waiting}
    for addresses, what, hint in rows:
        alike = {
            address: one
            for address, one in left.items()
            if (shown(one["what"]), shown(one["hint"] or "")) == (shown(what), shown(hint))
        }
        lines = [shown(line) for line in addresses.split("\n")]
        counted = re.fullmatch(r"and (\d+) more: .*", lines[-1])
        named = lines[:-1] if counted else lines
        for line in named:
            address, _, case = line.partition(" case ")
            request = alike.pop(address)["request"] or {}
            assert case == (request.get("case") or "")
            del left[address]
        # Other rows may say the same of other quotas.
        rest = list(alike)[: int(counted[1])] if counted else []
        assert len(rest) == (int(counted[1]) if counted else 0)
        for address in rest:
            del left[address]
    assert left == {}


def for_people(items, plan):
    """Takes out what is to be told to AWS: one text stands for all that say the same of another account
    or Region. What is left of the items, and of the texts."""
    asked = [one for one in plan["changes"] if one["action"] == "request_quota"]
    texts = {shown(one["address"]): shown(one["justification"]) for one in asked}
    texts |= {shown(one["address"]): shown(one["case"]) for one in plan["waiting"] if one["case"]}
    others = []
    for item in items:
        address, _, text = item.partition(": ")
        full = texts.get(address)
        if full is None:
            others.append(item)
            continue
        counted = re.search(r" \((\d+) more says? the same of (?:its|their) own [^)]*\)$", item)
        if counted:
            item = item[: counted.start()]
        assert item == f"{address}: {full}"
        del texts[address]
        team, _, quota, _ = address.split("/")
        alike = [one for one in texts if (one.split("/")[0], one.split("/")[2]) == (team, quota)]
        for one in alike[: int(counted[1]) if counted else 0]:
            del texts[one]
    return others, texts


def test_there_are_plans_to_look_at():
    assert len(PLANS) > 30
