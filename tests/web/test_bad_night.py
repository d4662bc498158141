"""One bad night at the board: two people in their browsers, over TLS, and all that either of them sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from evacopt.files import read_instance
from tests.build import plan
from tests.replanning.nights import quick
from tests.web.cell import Cell, Pages, asked, bar, both, dragged, entered, found, number, sent, typed
from tests.web.desk import night
from tests.web.test_browser import browser
from tests.web.test_serve import certificate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "certificate"]

KHARTOUM = Path(__file__).parents[2] / "instances" / "khartoum-2023"
NEWCOMERS = """id,nationality,origin,size,count,priority,infants
NEW-IRL,IRL,WADI,4,3,2,1
NEW-GBR,GBR,WADI,1,9,3,0
"""


@pytest.fixture
def cell(browser: Browser, certificate: tuple[Path, Path], tmp_path: Path) -> Iterator[Cell]:
    """The board of one test."""
    made = Cell(tmp_path, browser, certificate)
    yield made
    made.end()


def _refused_release(chief: Page, name: str) -> None:
    """It is told before anybody presses the button, and refused when somebody does."""
    chief.click("#release")
    chief.wait_for_selector("dialog[open] >> text=It would be refused")
    typed(chief, name=name)
    chief.wait_for_selector("dialog[open] .error >> text=so it is not released")
    chief.keyboard.press("Escape")
    assert asked(chief, "/api/1/state")["releases"] == []


def _released(pages: Pages, name: str, until: str) -> None:
    """The chief releases; the planner sees it, and cannot take off a flight whom it calls."""
    planner, chief = pages
    chief.click("#release")
    typed(chief, name=name, until=until)
    for page in pages:
        page.wait_for_selector("#log h3 >> text=Released")
        page.wait_for_selector(f"#log li >> text={name}")
    assert not planner.locator("#release").count()


def test_a_small_night_of_two_people(cell: Cell) -> None:
    """What breaks is seen by both and not released; taken back it is; then who was called stays."""
    of = night()
    pages = planner, chief = cell.begin(of, plan(of, ("FRA-a", "AF1", 2), ("DEU-a", "IN>OUT", 1)))
    assert dragged(planner, "DEU-a", "IN")
    planner.click("#mover-keep")
    both(pages, "4 parties of DEU-a go")
    chief.wait_for_selector("#problems.bad")
    _refused_release(chief, "first")
    planner.keyboard.press("u")
    both(pages, "(taken back by change")
    chief.wait_for_selector("#problems.good")
    _released(pages, "tonight", "")
    moved = sent(planner, {"kind": "move", "group": "FRA-a", "parties": 1, "of": ["AF1"], "to": []})
    assert "withdraw it, or enter what happened" in moved["error"]["sentence"]


def _closure(pages: Pages) -> None:
    """18:00Z: what cannot be flown any more is cancelled, and both see who waits."""
    planner, _ = pages
    before = planner.inner_text("#head .headline")
    times = {"_from": "2023-04-26T00:00Z", "_to": "2023-04-27T00:00Z", "as_of": "2023-04-25T18:00Z"}
    entered(planner, "A place is closed", _place="WADI", **times)
    both(pages, "close WADI=2023-04-26T00:00Z/2023-04-27T00:00Z")
    assert planner.inner_text("#head .headline") != before
    assert not bar(planner, "NL-3").count()


def _overfilled(pages: Pages) -> None:
    """Tried and put back; then kept, refused for release with the rule, and taken back."""
    planner, chief = pages
    before = number(planner)
    group = next(code for code in _waiting(planner, "NLD") if dragged(planner, code, "NL-8"))
    broken = planner.locator("#mover .broken li").first.inner_text()
    planner.keyboard.press("Escape")
    assert not planner.locator("#mover-form").count()
    assert number(planner) == before
    dragged(planner, group, "NL-8")
    planner.click("#mover-keep")
    chief.wait_for_selector("#problems.bad")
    assert broken in chief.inner_text("#problems")
    _refused_release(chief, "too early")
    planner.keyboard.press("u")
    both(pages, "(taken back by change")


def _waiting(page: Page, nationality: str) -> list[str]:
    """The groups of that nationality that wait, of the list of those who stay."""
    page.click(f'[id="only-{nationality}"]')
    page.wait_for_selector(f"#waiting-list >> text=Only {nationality}")
    return page.locator("#waiting-list tr[data-move] th").all_inner_texts()


def _no_show(pages: Pages) -> None:
    """19:00Z: of those who were called to FR-7 one party did not come."""
    planner, _ = pages
    group = asked(planner, "/api/1/flights/FR-7")["aboard"][0]["group"]
    came = {"group": group, "parties": "1", "flight": "FR-7", "as_of": "2023-04-25T19:00Z"}
    entered(planner, "People did not come", **came)
    both(pages, f"1 party of {group} did not come to FR-7")


def _arrivals(pages: Pages) -> None:
    """20:30Z: two groups reach the airfield, one by a table that was typed wrong first."""
    planner, _ = pages
    wrong = NEWCOMERS.replace("NEW-IRL,IRL,WADI", "NEW-IRL,IRL,NOWHERE")
    entered(planner, "More people have come", csv=wrong, as_of="2023-04-25T20:30Z")
    planner.wait_for_selector("dialog[open] .error >> text=NOWHERE")
    typed(planner, csv=NEWCOMERS)
    both(pages, "more groups have come")
    assert asked(planner, "/api/1/groups/NEW-GBR")["waiting"] == 9


def _by_keys(pages: Pages) -> None:
    """The newcomers are searched for, picked up, seated and pinned without a mouse, and unpinned again."""
    planner, _ = pages
    press = planner.keyboard.press
    press("Escape")
    press("/")
    planner.keyboard.type("NEW-IRL")
    planner.wait_for_selector("#hits a")
    press("Tab")
    press("Enter")
    planner.wait_for_selector("#panel-title >> text=Group NEW-IRL")
    press("m")
    planner.wait_for_selector("#mover-to")
    planner.focus("#mover-to")
    press("ArrowDown")
    planner.wait_for_selector("#mover .headline")
    planner.focus("#mover-pin")
    press("Enter")
    both(pages, "of NEW-IRL go from the waiting list")
    unpin = planner.wait_for_selector("#panel [data-kind=unpin] button")
    assert unpin is not None
    unpin.press("Enter")
    both(pages, "of NEW-IRL")
    planner.wait_for_selector("#panel [data-kind=unpin]", state="detached")


def _at_once(pages: Pages) -> None:
    """Both have the same people in hand: the second is told what the first did, and does it anyway."""
    for page in pages:
        found(page, "NEW-GBR")
        page.click("#where-waiting")
        page.wait_for_selector("#mover-form")
        page.fill("#mover-parties", "1")
        page.select_option("#mover-to", index=1)
        page.wait_for_selector("#mover-keep")
    pages[0].click("#mover-keep")
    pages[1].wait_for_selector("#log li >> text=1 party of NEW-GBR")
    pages[1].wait_for_selector("#mover-keep")
    pages[1].click("#mover-keep")
    pages[1].wait_for_selector("#mover >> text=While you were deciding")
    assert "planner" in pages[1].inner_text("#mover .error")
    pages[1].click("text=Do it anyway")
    pages[1].wait_for_selector("#mover-form", state="detached")
    assert asked(pages[0], "/api/1/groups/NEW-GBR")["waiting"] == 7


def _later_news(pages: Pages) -> None:
    """22:00Z a smaller aircraft, from the panel of its flight; 23:30Z the charters of the 28th are gone."""
    planner, _ = pages
    found(planner, "NL-5")
    planner.click("#panel-seats")
    typed(planner, _seats="60", as_of="2023-04-25T22:00Z")
    both(pages, "seats NL-5=60")
    gone = {"_flight": "GB-ON@2023-04-28T18:00Z", "as_of": "2023-04-25T23:30Z"}
    entered(planner, "A flight is cancelled", **gone)
    both(pages, "cancel GB-ON@2023-04-28T18:00Z")


def _mended(page: Page, most: int = 30) -> None:
    """Better plans are taken as they come; where none does, who breaks a rule goes where there is room."""
    for _ in range(most):
        broken = asked(page, "/api/1/state")["violations"]
        if not broken:
            return
        before = number(page)
        if page.locator("#take").count():
            page.click("#take")
        else:
            _put_elsewhere(page, broken[0]["subject"].split()[0])
        page.wait_for_function(
            "(than) => Number(document.getElementById('head').dataset.number) > than", arg=before
        )
    raise AssertionError(broken)


def _put_elsewhere(page: Page, flight: str) -> None:
    """The first parties aboard a flight that can go anywhere else do, where there is room if there is any."""
    found(page, flight)
    for pick in page.locator("#panel .pick").all():
        pick.click()
        page.wait_for_selector("#mover-to")
        ways = page.locator("#mover-to option[data-free], #mover-to option:not([value=''])")
        if ways.count():
            break
    page.select_option("#mover-to", ways.first.get_attribute("value"))
    page.wait_for_selector("#mover-keep")
    page.click("#mover-keep")


def _carried_away(pages: Pages) -> None:
    """Lists, report and files can be had, and the papers can be read."""
    planner, _ = pages
    lists = asked(planner, "/api/1/exports")["papers"]
    files = [f"/api/1/exports/{quote(lists[0]['path'])}", "/api/1/plan", "/api/1/instance", "/api/1/report"]
    for path in files:
        script = (
            "async (path) => { const r = await fetch(path); return [r.status, (await r.text()).length]; }"
        )
        status, length = planner.evaluate(script, path)
        assert (path, status) == (path, 200)
        assert length > 100
    for path, text in (
        ("history", "close WADI"),
        ("compare", "state"),
        ("print", "As of 25 April 2023, 23:30"),
    ):
        planner.goto(f"https://{urlsplit(planner.url).netloc}/{path}")
        assert text in planner.inner_text("body")


@pytest.mark.nightly
def test_the_bad_night_of_khartoum(cell: Cell) -> None:
    """Five pieces of news, drags and keys, two at once, a release refused and one accepted."""
    of = read_instance(KHARTOUM)
    its_plan = quick(of).plan
    assert its_plan is not None
    pages = planner, _ = cell.begin(of, its_plan)
    steps: tuple[Callable[[Pages], None], ...] = (
        _closure,
        lambda pages: _mended(pages[0]),
        _overfilled,
        _no_show,
        _arrivals,
        _by_keys,
        _at_once,
        _later_news,
        lambda pages: _mended(pages[0]),
    )
    for step in steps:
        step(pages)
    _released(pages, "the 26th", "2023-04-26T12:00Z")
    aboard = asked(planner, "/api/1/flights/FR-ON1")["aboard"][0]
    move = {"kind": "move", "group": aboard["group"], "parties": 1, "of": aboard["itinerary"], "to": []}
    assert "withdraw it, or enter what happened" in sent(planner, move)["error"]["sentence"]
    _carried_away(pages)
    assert {one["user"] for one in asked(planner, "/api/1/changes?since=0")["changes"]} >= {
        "planner",
        "chief",
    }
