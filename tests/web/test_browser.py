"""The board in a real browser: by mouse, by keys and by touch, on every width, and nothing that axe finds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evacopt.files import write_instance
from evacopt.files.plan_file import write_plan
from tests.build import plan
from tests.chromium import headless
from tests.web.desk import night

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Opened = Callable[..., "Page"]
WIDTHS = (390, 1280, 1920)


class Served:
    """A board in a process of its own, which prints a new key for each who comes in."""

    def __init__(self, folder: Path) -> None:
        of = night()
        write_instance(of, folder / "night.json")
        write_plan(plan(of, ("FRA-a", "AF1", 2), ("DEU-a", "IN>OUT", 1)), folder / "night.plan.json")
        words = ["board", "night.json", "night.plan.json", "--store", "night.board", "--port", "0"]
        words.append("--no-proposals")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evacopt", *words], cwd=folder, stdout=subprocess.PIPE, text=True
        )

    def address(self) -> str:
        """The address with the next key."""
        assert self.process.stdout is not None
        return next(line.strip() for line in self.process.stdout if line.startswith("http"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of this file."""
    with headless() as started:
        yield started


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens the board of one test for one more user.

    At the end nothing has been asked of another host, and no script has failed.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []
    served = Served(tmp_path)

    def page(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        made, address = context.new_page(), served.address()
        host = address.partition("/enter")[0]
        made.on("request", lambda request: wrong.extend({request.url} - {host + request.url[len(host) :]}))
        made.on("pageerror", lambda error: wrong.append(str(error)))
        made.on("console", lambda said: wrong.extend([said.text] if said.type == "error" else []))
        made.goto(address)
        made.wait_for_selector("#lanes a.bar")
        return made

    yield page
    for context in contexts:
        context.close()
    served.process.kill()
    served.process.communicate()
    assert [one for one in wrong if "status of 409" not in one and "status of 422" not in one] == []


def _bar(page: Page, code: str) -> Any:
    return page.locator(f'#lanes a.bar[data-flight="{code}"]')


def _pick_up(page: Page, group: str) -> None:
    page.locator(f'[id="wait-{group}"]').click()
    page.wait_for_selector("#mover-form")


def test_by_mouse_a_group_is_dragged_onto_a_flight_and_kept(opened: Opened) -> None:
    """The verdict is there before anything is kept; then the log, the load and the head say so."""
    page = opened()
    page.locator('#waiting-list tr[data-move*="FRA-b"]').drag_to(_bar(page, "AF2"))
    page.wait_for_selector("#mover .headline")
    assert "better" in page.inner_text("#mover .headline") and "Nothing yet" in page.inner_text("#log")
    page.click("#mover-keep")
    page.wait_for_selector('#lanes a.bar[data-flight="AF2"] >> text=AF2 3/6')
    page.wait_for_selector("#log li >> text=3 parties of FRA-b go from the waiting list to AF2")
    assert not page.locator("#mover-form").count()
    page.click("#undo")
    page.wait_for_selector('#lanes a.bar[data-flight="AF2"] >> text=AF2 0/6')


@pytest.mark.nightly
def test_lists_and_people_are_found_by_their_codes(opened: Opened) -> None:
    """What was typed leads to the panel, or to a list that can be carried away."""
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("DEU-a")
    page.click("#hits a")
    page.wait_for_selector("#panel-title >> text=Group DEU-a")
    page.wait_for_selector(".ways")
    assert not page.locator("#hits a").count()
    page.click("#menu-more")
    page.click("#show-lists")
    page.fill("#lists-filter", "AF1/manifest.csv")
    page.wait_for_selector('#lists-found a[href="/api/1/exports/flights/AF1/manifest.csv"]')


def test_by_keys_alone(opened: Opened) -> None:
    """To a flight, into its panel, its people in hand, onto the waiting list, kept: without a pointer."""
    page = opened()
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    for _ in range(9):
        if page.evaluate("document.activeElement.dataset.flight") == "AF1":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel-title >> text=Flight AF1")
    page.keyboard.press("m")
    page.wait_for_selector("#mover-form")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('pick')")
    page.keyboard.press("m")
    page.wait_for_selector("#mover-form")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("w")
    page.wait_for_selector("#mover-pin")
    assert page.evaluate("document.activeElement.id") == "mover-pin"
    page.keyboard.press("Enter")
    page.wait_for_selector("#log li >> text=2 parties of FRA-a go from AF1 to the waiting list")


@pytest.mark.nightly
def test_by_touch_on_a_phone(opened: Opened) -> None:
    """Pick up, tap a flight, keep: nothing has to be dragged."""
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator('[id="wait-FRA-b"]').tap()
    page.wait_for_selector('#lanes a.bar.fits[data-flight="AF2"]')
    _bar(page, "AF2").tap()
    page.wait_for_selector("#mover-pin")
    page.locator("#mover-pin").tap()
    page.wait_for_selector("#log li >> text=and are pinned")


@pytest.mark.nightly
def test_who_decided_on_an_old_state_is_told_what_happened_since(opened: Opened) -> None:
    """Two have the same people in hand: the second is shown what the first did, and may still do it."""
    first, second = opened(), opened()
    for page in (first, second):
        _pick_up(page, "FRA-b")
        page.fill("#mover-parties", "1")
        page.select_option("#mover-to", "AF2")
        page.wait_for_selector("#mover-keep")
    first.click("#mover-keep")
    second.wait_for_selector("#log li >> text=FRA-b")
    second.wait_for_selector("#mover-keep")
    second.click("#mover-keep")
    second.wait_for_selector("#mover >> text=While you were deciding")
    assert "cell" in second.inner_text("#mover .error")
    second.click("text=Do it anyway")
    second.wait_for_selector('#lanes a.bar[data-flight="AF2"] >> text=AF2 2/6')


@pytest.mark.nightly
def test_what_somebody_looks_at_stays_when_a_colleague_changes_something(opened: Opened) -> None:
    """Where lanes were scrolled to, what was typed, the menu that is open and the focus are as they were."""
    first, second = opened(viewport={"width": 700, "height": 500}), opened()
    first.evaluate("document.querySelector('.box.lanes').scrollTo(200, 0)")
    first.fill("#search", "FRA")
    _pick_up(second, "FRA-b")
    second.select_option("#mover-to", "AF2")
    second.wait_for_selector("#mover-keep")
    second.click("#mover-keep")
    first.wait_for_selector('#lanes a.bar[data-flight="AF2"] >> text=AF2 3/6')
    first.wait_for_selector("#log li >> text=FRA-b")
    assert first.evaluate("document.querySelector('.box.lanes').scrollLeft") == 200
    assert first.input_value("#search") == "FRA"
    assert first.evaluate("document.activeElement.id") == "search"


def test_an_event_by_its_form_and_its_error_beside_the_field(opened: Opened) -> None:
    """A flight that is not known is told where it was typed; mended, it is cancelled and marked."""
    page = opened()
    page.keyboard.press("e")
    page.get_by_role("button", name="A flight is cancelled").click()
    page.fill("#field-_flight", "AF9")
    page.click("dialog[open] button.strong")
    page.wait_for_selector("dialog[open] .error:not(:empty)")
    page.fill("#field-_flight", "AF1")
    page.click("dialog[open] button.strong")
    page.wait_for_selector("#log li >> text=cancel AF1")
    assert not page.locator("dialog[open]").count()


@pytest.mark.nightly
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_sticks_out(opened: Opened, scheme: str) -> None:
    """The board, panels, parties in hand, dialogs and papers: on a phone, a laptop and a projector."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    page = opened(color_scheme=scheme)

    def check(view: str) -> None:
        found = axe.Axe().run(page).response["violations"]
        assert [(view, one["id"]) for one in found if one["impact"] in ("serious", "critical")] == []
        for width in WIDTHS if scheme == "light" else ():
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, (view, width)
        page.set_viewport_size({"width": 1280, "height": 900})

    check("board")
    _bar(page, "AF1").click()
    page.wait_for_selector("#panel-title")
    page.locator("#panel .pick").first.click()
    page.wait_for_selector("#mover-form")
    page.select_option("#mover-to", ">")
    page.wait_for_selector("#mover-pin")
    check("flight and parties in hand")
    page.keyboard.press("Escape")
    page.locator("#panel th a").first.click()
    page.wait_for_selector(".ways")
    check("group")
    page.click("#release")
    page.wait_for_selector("dialog[open]")
    check("release")
    page.keyboard.press("Escape")
    home = page.url.split("#")[0]
    for path in ("history", "compare", "print"):
        page.goto(f"{home}{path}")
        check(path)
