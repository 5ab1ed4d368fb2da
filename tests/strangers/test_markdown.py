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
    tables = {tuple(table[0]): table[1:] for table in page.tables}
    assert len(tables) == len(page.tables)

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

    irreversible = [change for change in plan["changes"] if change["irreversible"]]
    expected = {f"{shown(change['address'])} {transition(change)}" for change in irreversible}
    expected |= {shown(thing["address"]) for thing in plan["unplanned"]}
    unplanned = len(plan["unplanned"])
    items = [shown(item) for item in page.items]
    told = items[: len(items) - unplanned]
    told += [item.split(": ")[0] for item in items[len(items) - unplanned :]]
    assert set(told) == expected


def test_there_are_plans_to_look_at():
    assert len(PLANS) > 30
